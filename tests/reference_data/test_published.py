"""Published figures: shares within their printed rounding, one edition a data year, open terms."""

from datetime import date

import polars as pl
import pytest

from reference_data.contracts.published import GOVERNANCE, MATERIALS_AT_RISK
from reference_data.loader import Tables, load_tables, parse_table
from reference_data.published_checks import published_faults


@pytest.fixture(scope="module")
def tables() -> Tables:
    return load_tables()


def shares(*given: float, scope: str = "global") -> pl.DataFrame:
    rows = [
        {"line": line, "study": "eu_2023", "material": "Tin", "stage": "processing", "scope": scope, "share": share}
        for line, share in enumerate(given, start=2)
    ]
    return pl.DataFrame(rows)


def governance(*given: tuple[int, int]) -> pl.DataFrame:
    rows = [
        {"line": line, "valid_from": date(year, 1, 1), "edition_year": edition}
        for line, (year, edition) in enumerate(given, start=2)
    ]
    return pl.DataFrame(rows)


def faults(shares_given: pl.DataFrame, governance_given: pl.DataFrame) -> list[str]:
    found = published_faults({"supply_risk_shares": shares_given, "governance": governance_given})
    return [str(fault) for fault in found]


GOOD = governance((2022, 2023), (2023, 2024))


@pytest.mark.parametrize("given", [(0.7, 0.3), (0.7, 0.32), (0.6, 0.29)])
def test_shares_within_their_rounding_pass(given):
    assert faults(shares(*given), GOOD) == []


@pytest.mark.parametrize(("given", "total"), [((0.7, 0.33), 1.03), ((0.6, 0.27), 0.87)])
def test_world_shares_that_do_not_make_a_world_are_a_fault(given, total):
    assert faults(shares(*given), GOOD) == [
        f"supply_risk_shares.csv:2: shares of Tin at processing (global) sum to {total}"
    ]


def test_sourcing_shares_may_leave_out_what_is_small_but_not_exceed_all():
    assert faults(shares(0.3, 0.2, scope="eu_sourcing"), GOOD) == []
    assert faults(shares(0.8, 0.3, scope="eu_sourcing"), GOOD) != []


def test_a_data_year_told_by_two_editions_is_a_fault():
    found = faults(shares(1.0), governance((2022, 2023), (2022, 2024)))
    assert found == [
        "governance.csv:2: data year 2022 comes from more than one edition",
        "governance.csv:3: data year 2022 comes from more than one edition",
    ]


def test_a_data_year_at_or_after_its_edition_is_a_fault():
    cells = dict.fromkeys(GOVERNANCE.column_names, "") | {
        "country": "CHN",
        "edition_year": "2023",
        "rule_of_law_estimate": "-0.1",
        "valid_from": "2023-01-01",
        "known_from": "2023-09-30",
        "source_id": "published-wgi-2023",
        "confidence": "high",
        "basis": "reported",
        "verified_on": "2026-11-24",
    }
    text = ",".join(cells) + "\n" + ",".join(cells.values()) + "\n"
    assert [fault.fault for fault in parse_table(GOVERNANCE, text)[1]] == ["the data year is not before the edition"]


def test_china_in_three_editions(tables):
    """Political stability fell from −0.44 to −0.51 by the old method and reads −0.15 by the new: another scale."""
    rows = tables["governance"].filter(pl.col("country") == "CHN").sort("valid_from").tail(3)
    told = rows.select("edition_year", pl.col("political_stability_estimate").round(2)).rows()
    assert [edition for edition, _ in told] == [2023, 2024, 2025]
    assert [value for _, value in told] == pytest.approx([-0.44, -0.51, -0.15], abs=0.006)


def test_all_of_it_may_be_passed_on(tables):
    named = {
        source
        for name in ("governance", "supply_risk_shares", "supply_risk_results", MATERIALS_AT_RISK.name)
        for source in tables[name]["source_id"]
    }
    terms = tables["sources"].filter(pl.col("source_id").is_in(list(named)))["licence"]
    assert set(terms) == {"CC BY 4.0"}


def test_an_index_is_never_known_before_its_edition_was_out(tables):
    rows = tables["governance"]
    assert (rows["known_from"].dt.year() >= rows["edition_year"]).all()

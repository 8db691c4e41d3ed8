"""Duties on record: totals worked out by hand, and rates that are not known."""

from datetime import date

import polars as pl
import pytest

from reference_data.loader import Tables
from scoring.backtest.duties import Total, duties_part, known_now, replayed, shuffled_dates
from scoring.duty import duty_answer, duty_rates
from scoring.in_force import in_force

SINTERED, SAMARIUM_COBALT = "8505110070", "85051100"
AUGUST = date(2026, 8, 1)


@pytest.fixture(scope="module")
def totals(tables: Tables) -> list[Total]:
    return list(replayed(tables))


def test_every_total_is_replayed_on_both_days_in_both_states_of_knowledge(tables: Tables) -> None:
    part = duties_part(tables)
    assert tables["duty_totals"].height == 51
    assert len(part.checks) == 51 * 2 * 2
    assert [check.subject for check in part.checks if not check.hit] == []
    [control] = part.controls
    assert control.real == 1
    assert max(control.shuffled) < 0.5


@pytest.mark.parametrize(
    ("line", "day", "rate"),
    [
        (SINTERED, "2025-06-01", 0.321),
        (SINTERED, "2025-10-01", 0.221),
        (SINTERED, "2025-12-01", 0.121),
        (SINTERED, "2026-02-01", 0.371),
        (SINTERED, "2026-03-01", 0.271),
        (SAMARIUM_COBALT, "2026-08-01", 0.396),
    ],
)
def test_duty_on_magnets_from_china(tables: Tables, line: str, day: str, rate: float) -> None:
    on = date.fromisoformat(day)
    answer = duty_answer(tables, importer="USA", origin="CHN", tariff_line=line, as_of=on, known_at=on)
    assert answer.rate == pytest.approx(rate, abs=1e-12)
    assert set(answer.layers["source_id"]) <= set(tables["sources"]["source_id"])


def test_a_layer_taken_out_is_missed(tables: Tables, totals: list[Total]) -> None:
    """Without Section 301 on magnets, the totals on magnets since 2026 and only they are missed."""
    layers = tables["tariff_layers"].filter(pl.col("programme") != "section_301_magnets")
    since = [total for total in totals if total.day >= date(2026, 1, 1) and total.tariff_line.startswith("850511")]
    found = shuffled_dates(layers, totals, known_now(tables)).real
    assert found == pytest.approx(1 - len(since) / len(totals))


@pytest.mark.parametrize(
    ("importer", "origin", "line", "day", "words"),
    [
        ("USA", "MEX", SINTERED, date(2025, 6, 1), "the rate of ieepa_fentanyl from MEX is not on record"),
        ("USA", "CAN", "85051910", date(2025, 6, 1), "the rate of ieepa_fentanyl from CAN is not on record"),
        ("USA", "IDN", SAMARIUM_COBALT, AUGUST, "the rate of section_301_forced_labour from IDN is not on record"),
        ("USA", "CHN", "284690", AUGUST, "only on its parts 28469020, 28469040, 28469080"),
        ("GBR", "CHN", "284610", AUGUST, "only on its parts 2846100010"),
        ("CHN", "USA", "2846", AUGUST, "no base rate of CHN on line 2846 is on record"),
        ("DEU", "CHN", "850511", AUGUST, "no base rate of EU27 on line 850511 is on record"),
    ],
)
def test_a_rate_that_is_not_known_is_null_with_the_reason(
    tables: Tables, importer: str, origin: str, line: str, day: date, words: str
) -> None:
    answer = duty_answer(tables, importer=importer, origin=origin, tariff_line=line, as_of=day, known_at=day)
    assert answer.rate is None
    assert words in (answer.reason or "")


def test_nothing_counts_as_free_unless_a_source_says_so(tables: Tables) -> None:
    """Every importer × line of a material, from China: a rate of 0 rests on layers, never on an assumption."""
    areas = tables["countries"].select(importer="customs_area").unique()
    own = tables["tariff_lines"].select("importer", "tariff_line")
    six = areas.join(tables["materials"].select(tariff_line="hs_code").unique(), how="cross")
    asked = pl.concat([own, six]).unique().with_columns(origin=pl.lit("CHN")).filter(pl.col("importer") != "CHN")
    layers = in_force(tables["tariff_layers"], AUGUST, AUGUST).lazy()
    rates = duty_rates(asked.lazy(), layers, tables["default_duties"].lazy()).collect()
    assert rates["duty_rate"].null_count() == 0
    free = rates.filter(pl.col("duty_rate") <= 0)
    assert not free["duty_assumed"].any()
    assert set(free["importer"]) == {"IND"}


def test_known_layers_come_on_top_of_a_default(tables: Tables) -> None:
    """China on American compounds: 5.5 % assumed, 25 % since 2019 and 10 % since 2025 on record."""
    asked = pl.LazyFrame({"importer": ["CHN"], "origin": ["USA"], "tariff_line": ["284690"]})
    layers = in_force(tables["tariff_layers"], AUGUST, AUGUST).lazy()
    rates = duty_rates(asked, layers, tables["default_duties"].lazy()).collect()
    assert rates["duty_rate"].item() == pytest.approx(0.055 + 0.25 + 0.10)
    assert rates["duty_assumed"].item()


def test_no_layer_is_a_sum_of_layers(tables: Tables) -> None:
    words = tables["tariff_layers"].select(
        pl.concat_str("layer_id", "programme", "legal_ref", separator=" ").alias("words")
    )
    assert not words["words"].str.contains("(?i)total|sum of").any()

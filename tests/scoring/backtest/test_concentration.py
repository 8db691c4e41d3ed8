"""The EU's supply risk of 2023 recomputed: eight of ten heavy rare earths, and the misses named."""

from collections.abc import Sequence

import polars as pl
import pytest

from reference_data.loader import Tables, load_tables
from scoring.backtest.concentration import concentration_part
from scoring.backtest.finding import Check


@pytest.fixture(scope="module")
def tables() -> Tables:
    return load_tables()


@pytest.fixture(scope="module")
def checks(tables) -> Sequence[Check]:
    return concentration_part(tables).checks


def named(checks: Sequence[Check], word: str) -> Check:
    return next(check for check in checks if word in check.subject)


def test_eight_of_ten_heavy_rare_earths_are_reproduced(checks):
    heavy = [check for check in checks if "(heavy)" in check.subject]
    assert len(heavy) == 10
    assert {check.subject.split(", ")[1] for check in heavy if not check.hit} == {"Terbium (heavy)", "Yttrium (heavy)"}


def test_dysprosium_by_hand(tables, checks):
    """China alone: 1² · t 1 · governance, recycling 1 %, SI 0.99, governance as printed for 2016 to 2020."""
    yearly = [5.87056, 5.68209, 5.65461, 5.74044, 5.62118]
    expected = sum(yearly) / 5 * 1.0 * (1 - 0.01) * 0.99
    dysprosium = named(checks, "Dysprosium")
    assert dysprosium.predicted == pytest.approx(expected, abs=1e-4)
    assert (dysprosium.observed, dysprosium.hit) == (5.6, True)


def test_a_miss_says_by_how_much_and_what_would_explain_it(checks):
    for check in checks:
        assert check.hit == (abs(check.predicted - check.observed) <= 0.06)
        assert check.note.startswith("off by")
        assert ("would follow from" in check.note) == (not check.hit)
    assert named(checks, "Terbium").predicted - 4.9 == pytest.approx(0.304, abs=5e-4)


def test_shuffled_governance_does_worse(tables):
    (control,) = concentration_part(tables).controls
    assert control.share_as_good < 0.05
    assert concentration_part(tables).controls[0] == control


def test_every_country_of_the_study_has_governance_in_the_years_it_averages(tables):
    countries = set(tables["supply_risk_shares"]["country"])
    years = tables["governance"].filter(pl.col("valid_from").dt.year().is_between(2016, 2020))
    assert not countries - set(years["country"]) - {"GUF"}


def test_largest_shares_and_herfindahls_follow_from_the_printed_shares(tables):
    stages = tables["supply_risk_shares"].filter(pl.col("scope") == "global").group_by("material", "stage")
    by_stage = stages.agg(
        china=pl.col("share").filter(pl.col("country") == "CHN").sum(), index=(pl.col("share") ** 2).sum()
    )
    largest = by_stage.group_by("material").agg(pl.col("china", "index").max())
    told = tables["materials_at_risk"].drop_nulls("herfindahl").join(largest, on="material", how="left")
    assert told.height == 85
    assert told["origin_share"].to_list() == pytest.approx(told["china"].to_list(), abs=1e-9)
    assert told["herfindahl"].to_list() == pytest.approx(told["index"].to_list(), abs=6e-4)


def test_weights_of_restrictions_count_the_rows_that_carry_them(tables):
    world = tables["supply_risk_shares"].filter(pl.col("scope") == "global")
    counted = dict(world.group_by("trade_weight").len().iter_rows())
    told = tables["export_restriction_weights"].drop_nulls("row_count")
    sums = dict(told.group_by("weight").agg(pl.col("row_count").sum()).iter_rows())
    assert sums == counted

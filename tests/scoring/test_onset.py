"""Odds of onset: the fit worked by hand, blind to what came later, and every row of the table computed again."""

from datetime import date, timedelta
from math import exp, log

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference_data.loader import Tables, load_tables
from scoring.onset import (
    ASSUMED_ODDS,
    REFERENCE_SHARE,
    STARTS,
    Material,
    estimate_days,
    fitted,
    materials_at_risk,
    odds_of_regimes,
)

YEAR_ON = STARTS + timedelta(days=365)
PRIOR = log(-log(1 - ASSUMED_ODDS))
VERIFIED = date(2026, 11, 24)
"""Day up to which the rows of onset_odds were computed."""


@pytest.fixture(scope="module")
def tables() -> Tables:
    return load_tables()


def alike(free: int, announced: date | None = None) -> list[Material]:
    others = [Material(f"M{place}", REFERENCE_SHARE, None) for place in range(free)]
    return [*others, Material("Z", REFERENCE_SHARE, announced)]


def test_before_anything_happened_the_assumption_is_the_answer():
    assert fitted(alike(9), STARTS).odds(REFERENCE_SHARE) == pytest.approx(ASSUMED_ODDS)
    assert fitted(alike(9), STARTS).odds(1.0) == pytest.approx(ASSUMED_ODDS)


def test_ten_alike_and_one_onset_by_hand():
    """Ten materials of the reference share, free for a year; on its last day one is named, alone: weight 1.

    The log posterior −(a − a0)²/2 + a − 10·eᵃ is highest where a0 − a + 1 − 10·eᵃ = 0: a = −2.6657, odds of 6.7 %.
    """
    found = fitted(alike(9, YEAR_ON), YEAR_ON)
    assert (found.acts, found.onsets) == (1, 1)
    assert PRIOR - found.intercept + 1 - 10 * exp(found.intercept) == pytest.approx(0, abs=1e-9)
    assert found.intercept == pytest.approx(-2.6657, abs=5e-5)
    assert found.odds(REFERENCE_SHARE) == pytest.approx(1 - exp(-exp(-2.6657)), abs=1e-5)
    assert found.slope == pytest.approx(0, abs=1e-12)


def test_an_act_that_names_two_weighs_each_by_half():
    """a0 − a + ½·(2 − 10·eᵃ) = 0: two onsets of one act count as one, and so do the days they were free."""
    pair = [*alike(8, YEAR_ON), Material("Y", REFERENCE_SHARE, YEAR_ON)]
    found = fitted(pair, YEAR_ON)
    assert (found.acts, found.onsets) == (1, 2)
    assert PRIOR - found.intercept + 0.5 * (2 - 10 * exp(found.intercept)) == pytest.approx(0, abs=1e-9)


def test_the_fit_is_the_top_of_the_posterior():
    """Against a search over a grid that does not use the derivatives."""
    some = [Material(f"M{n}", n / 10, date(2024, 1, 1) if n in (8, 10) else None) for n in range(1, 11)]
    found = fitted(some, date(2024, 6, 1))

    def posterior(at: float, slope: float) -> float:
        total = -((at - PRIOR) ** 2) / 2 - slope**2 / 50
        for one in some:
            years = (min(one.announced or date.max, date(2024, 6, 1)) - STARTS).days / 365
            line = at + slope * (one.share - REFERENCE_SHARE)
            total += 0.5 * ((line if one.announced else 0.0) - exp(line) * years)
        return total

    best = posterior(found.intercept, found.slope)
    steps = [step / 100 for step in range(-50, 51, 5)]
    assert best >= max(posterior(found.intercept + a, found.slope + b) for a in steps for b in steps)


days = st.integers(1, 1500).map(lambda n: STARTS + timedelta(days=n))
materials = st.lists(st.tuples(st.floats(0, 1), st.none() | days), min_size=2, max_size=30).map(
    lambda rows: [Material(f"M{place}", *row) for place, row in enumerate(rows)]
)


@given(materials, days)
def test_nothing_that_came_later_counts(some, day):
    as_it_looked = [one if one.onset(day) else Material(one.name, one.share, None) for one in some]
    assert fitted(some, day) == fitted(as_it_looked, day)


@given(materials, days, st.floats(0, 1))
def test_odds_are_odds_and_lie_within_their_interval(some, day, share):
    found = fitted(some, day)
    assert 0 < found.odds(share) <= 1
    assert found.odds(share, -1.645) <= found.odds(share) <= found.odds(share, 1.645)


@given(st.integers(2, 60), st.integers(1, 1000))
def test_a_quiet_year_more_never_raises_the_odds(free, quiet):
    sooner, later = (fitted(alike(free), STARTS + timedelta(days=n)) for n in (quiet, quiet + 365))
    assert later.odds(REFERENCE_SHARE) < sooner.odds(REFERENCE_SHARE)


def test_odds_are_estimated_at_each_act_and_quarter(tables):
    found = estimate_days(materials_at_risk(tables), date(2024, 2, 1))
    assert found == [date(2023, 7, 3), date(2023, 10, 1), date(2023, 10, 20), date(2024, 1, 1)]


def test_six_acts_named_the_twenty_one(tables):
    named = [one.announced for one in materials_at_risk(tables) if one.announced]
    assert (len(named), len(set(named))) == (21, 6)


def test_every_fitted_row_of_the_table_is_computed_again(tables):
    key = ["regime_id", "valid_from", "valid_to", "probability"]
    told = tables["onset_odds"].filter(pl.col("source_id") == "law-own-onset-fit")
    computed = odds_of_regimes(tables, VERIFIED)
    assert told.select(key).sort(key[:2]).rows() == computed.select(key).rows()
    assert (told["known_from"] == told["valid_from"]).all()


def test_the_assumption_stands_until_the_first_act(tables):
    regimes = odds_of_regimes(tables, VERIFIED)["regime_id"].unique().to_list()
    before = tables["onset_odds"].filter(pl.col("regime_id").is_in(regimes), pl.col("valid_from") < pl.date(2023, 7, 3))
    assert before.height == len(regimes)
    assert set(before["probability"]) == {ASSUMED_ODDS}
    assert set(before["valid_to"]) == {date(2023, 7, 3)}


def test_parts_with_a_material_inside_keep_odds_of_their_own(tables):
    """No act named them: what the fit says of materials says nothing of motors."""
    fitted_for = set(odds_of_regimes(tables, VERIFIED)["regime_id"])
    parts = tables["licence_regimes"].filter(pl.col("material_classes").list.contains("assembled"))["regime_id"]
    assert parts.len() == 2
    assert fitted_for.isdisjoint(parts)
    assert set(parts) <= set(tables["onset_odds"]["regime_id"])


def test_every_controlled_material_is_at_risk_by_the_same_name(tables):
    at_risk = set(tables["materials_at_risk"].select("material", "controlling_origin").iter_rows())
    assert set(tables["controlled_materials"].select("material", "origin").iter_rows()) <= at_risk

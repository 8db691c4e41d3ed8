"""On random worlds: what a lever says is what a score of its edits says, and some levers never raise a loss."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reference_data.loader import Tables
from scoring.edits import edited_tables
from scoring.engine import score
from scoring.levers.report import lever_report
from scoring.line_edits import edited_portfolio
from scoring.method import METHOD
from tests.scoring import random_world
from tests.scoring.levers.maker import lever_tables
from tests.scoring.small_world import Row

NEVER_RAISE = {"more_stock", "second_source", "filing_earlier", "longer_validity"}
SWAPS: list[Row] = [
    {"lever_id": "dy_free_grade", "material_id": "dy", "becomes_material_id": "nd"},
    {"lever_id": "import_form", "material_id": "nd", "becomes_material_id": "dy", "kg_ratio": 2.0},
    {"lever_id": "magnet_free_design", "material_id": "nd"},
]
CENT = 1e-2


def levers_somewhere(seed):
    """A company of a random world, its levers, and what they were recomputed in."""
    everybody, tables, as_of, known_at = random_world.world(Random(seed))
    tables = Tables(lever_tables(tables, SWAPS), "levers")
    portfolio = everybody.of_company(everybody.lines["company_id"][0])
    days = {"as_of": as_of, "known_at": known_at}
    return portfolio, tables, days, lever_report(portfolio, tables, METHOD, given={}, **days)


@settings(max_examples=8)
@given(st.integers(0, 10**6))
def test_a_lever_is_a_score_of_its_edits_and_nothing_else(seed):
    portfolio, tables, days, found = levers_somewhere(seed)
    for one in [*found.ranked, *(pair.together for pair in found.pairs[:2])]:
        edited = edited_portfolio(portfolio, one.portfolio_edits)
        again = score(edited, edited_tables(tables, one.table_edits), METHOD, **days).company.row(0, named=True)
        assert again["expected_annual_loss_usd"] == one.after.expected_annual_loss_usd
        assert again["score"] == one.after.score


@settings(max_examples=12)
@given(st.integers(0, 10**6))
def test_stock_sources_early_files_and_validity_never_raise_the_loss(seed):
    *_, found = levers_somewhere(seed)
    for one in found.ranked:
        if one.levers[0].lever_id in NEVER_RAISE:
            assert one.saved_usd >= -CENT, one.levers[0].lever_id
            assert one.saved_points >= -1e-9, one.levers[0].lever_id


@settings(max_examples=4)
@given(st.integers(0, 10**6))
def test_no_ratio_is_infinite_and_each_empty_one_has_a_reason(seed):
    *_, found = levers_somewhere(seed)
    for one in [*found.ranked, *(pair.together for pair in found.pairs)]:
        assert (one.ratio is None) == (one.reason is not None)
        if one.ratio is not None:
            assert one.ratio == pytest.approx(one.saved_usd / one.cost_usd)
            assert one.saved_usd > 0 < one.cost_usd

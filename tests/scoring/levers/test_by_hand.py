"""Each lever of the worked example equals a score of rows edited by hand, and costs what can be reckoned on paper."""

import polars as pl
import pytest

from reference_data.loader import Tables
from scoring.engine import score
from scoring.method import METHOD
from scoring.portfolio import Portfolio
from tests.scoring.levers.maker import lever, maker, report, world
from tests.scoring.own_files import DAY
from tests.scoring.small_world import Row, table

CHINA = {"origin_shares": "CHN:1"}
NOW = {"magnet_dy": 500_000.0, "magnet_nd": 250_000.0}


def loss(portfolio: Portfolio, tables: Tables | None = None) -> float:
    levels = score(portfolio, tables or world(), METHOD, as_of=DAY, known_at=DAY)
    return float(levels.company["expected_annual_loss_usd"].item())


def built_of(**kg: float) -> Tables:
    """The maker's world with another bill of materials."""
    rows: list[Row] = [{"product_id": "ev", "material_id": name, "kg_per_unit": amount} for name, amount in kg.items()]
    return Tables({**world(), "product_materials": table("product_materials", rows)}, "other bill")


@pytest.fixture(scope="module")
def found():
    return report(maker())


#   lever               what is edited by hand                                    USD a year
BY_PORTFOLIO = [
    ("more_stock", {"stock_days": 51.0}, 28.5e6 * 30 / 365 * 0.2),
    ("second_source", {"second_source_share": 0.3}, 28.5e6 * 0.2 * 0.3 + 2 * 500_000 / 5),
    ("filing_earlier", {"lead_days": 45.0}, 2 * 4 * 2_000),
    ("longer_validity", {"licence_valid_days": 91.0}, 1 * 25_000),
]


@pytest.mark.parametrize(("lever_id", "edited", "cost"), BY_PORTFOLIO, ids=[row[0] for row in BY_PORTFOLIO])
def test_a_lever_on_terms_is_the_line_with_other_terms(found, lever_id, edited, cost):
    one = lever(found, lever_id)
    assert one.after.expected_annual_loss_usd == loss(maker(**edited))
    assert one.saved_usd == found.before.expected_annual_loss_usd - loss(maker(**edited)) > 0
    assert one.cost_usd == pytest.approx(cost, rel=1e-12)
    assert one.ratio == pytest.approx(one.saved_usd / cost, rel=1e-12)


def test_a_general_licence_is_an_override_of_what_it_is_on_record_for(found):
    """The magnet without Dy is under no licence, and is not said to come under a general one."""
    one = lever(found, "general_licence")
    edited = maker({"material_id": "magnet_dy", "licence_kind": "general", "licence_valid_days": 182.0})
    assert one.after.expected_annual_loss_usd == loss(edited) < found.before.expected_annual_loss_usd
    assert [edit.material_id for edit in one.portfolio_edits] == ["magnet_dy"]
    assert one.cost_usd == 250_000


def test_another_origin_is_an_override_of_what_is_under_licence(found):
    """Half of China's 0.9 moves to Japan; 0.45 of 21 m at a premium of 0.3, and one material qualified."""
    one = lever(found, "other_origin")
    assert one.levers[0].origin == "JPN"
    edited = maker({"material_id": "magnet_dy", "origin_shares": "CHN:0.45;JPN:0.55"})
    assert one.after.expected_annual_loss_usd == loss(edited)
    assert one.cost_usd == pytest.approx(21e6 * 0.45 * 0.3 + 500_000 / 5, rel=1e-12)


def test_a_grade_without_dy_is_another_bill(found):
    """1.15 kg for each: 575,000 kg more of the magnet without. 24.75 m for 28.5 m, 15 % on 17.25 m, 5 m in 5 years."""
    one = lever(found, "dy_free_grade")
    assert one.after.expected_annual_loss_usd == loss(maker(), built_of(magnet_nd=250_000 + 1.15 * 500_000))
    assert one.cost_usd == pytest.approx(24.75e6 - 28.5e6 + 0.15 * 17.25e6 + 1e6, rel=1e-12)
    assert one.ratio is None
    assert one.reason == "ratio: on these assumptions it costs nothing"


def test_a_design_without_the_magnet_is_a_shorter_bill(found):
    one = lever(found, "magnet_free_design")
    assert one.after.expected_annual_loss_usd == loss(maker(), built_of(magnet_nd=250_000))
    assert one.cost_usd == pytest.approx(500_000 * 60 - 21e6 + 50e6 / 7, rel=1e-12)


def test_the_magnet_inside_a_motor_waits_for_no_licence_but_for_one_that_may_come(found):
    """Ten kg of motor for each: 15 m of motors from China, 5 % dearer; the licence on the magnet is not asked for."""
    one = lever(found, "import_form")
    edited = maker({"material_id": "motor", **CHINA})
    assert one.after.expected_annual_loss_usd == loss(edited, built_of(magnet_nd=250_000, motor=5_000_000))
    assert one.cost_usd == pytest.approx(15e6 * 0.05 + 3e6 / 5, rel=1e-12)


def test_levers_are_ranked_free_ones_first_then_by_money_saved_for_money_spent(found):
    """What saves nothing stands last."""
    free = [one for one in found.ranked if one.ratio is None and one.saved_usd > 0]
    ratios = [one.ratio for one in found.ranked if one.ratio is not None]
    idle = [one for one in found.ranked if one.saved_usd <= 0]
    assert [*free, *(one for one in found.ranked if one.ratio is not None), *idle] == list(found.ranked)
    assert ratios == sorted(ratios, reverse=True)
    assert found.not_pulled == []


def test_a_pair_is_both_edits_at_once_and_not_the_sum_of_what_they_save(found):
    pairs = {tuple(one.lever_id for one in pair.together.levers): pair for pair in found.pairs}
    both = pairs["more_stock", "filing_earlier"]
    assert both.together.after.expected_annual_loss_usd == loss(maker(stock_days=51.0, lead_days=45.0))
    alone = lever(found, "more_stock").saved_usd + lever(found, "filing_earlier").saved_usd
    assert both.saved_apart_usd == alone > both.together.saved_usd
    assert found.best_pair.together.net_usd == max(pair.together.net_usd for pair in found.pairs)


def test_levers_that_write_the_same_cells_are_not_paired(found):
    """36 pairs of nine, less 6 of goods and 1 of licences, less 6 where other goods leave no licence to better."""
    pairs = {frozenset(one.lever_id for one in pair.together.levers) for pair in found.pairs}
    goods = {"dy_free_grade", "magnet_free_design", "import_form", "other_origin"}
    assert not any(len(pair & goods) == 2 for pair in pairs)
    assert {"longer_validity", "general_licence"} not in pairs
    assert len(pairs) == 9 * 8 // 2 - 6 - 1 - 3 * 2


def test_the_second_lever_of_a_pair_is_priced_with_the_first_pulled(found):
    """A month of stock of magnets without Dy is a month of 24.75 m, not of 28.5 m."""
    pairs = {tuple(one.lever_id for one in pair.together.levers): pair for pair in found.pairs}
    cost = lever(found, "dy_free_grade").cost_usd + 24.75e6 * 30 / 365 * 0.2
    assert pairs["dy_free_grade", "more_stock"].together.cost_usd == pytest.approx(cost, rel=1e-12)


def test_an_override_that_states_a_term_moves_with_the_line():
    """The line takes the default of 21 days, the magnet has 60 of its own: a month more is 51 and 90."""
    one = lever(report(maker({"material_id": "magnet_dy", "stock_days": 60.0})), "more_stock")
    edited = maker({"material_id": "magnet_dy", "stock_days": 90.0}, stock_days=51.0)
    assert one.after.expected_annual_loss_usd == loss(edited)


def test_an_override_goes_to_the_material_that_takes_the_place_of_its_own():
    found = report(maker({"material_id": "magnet_dy", "transit_days": 3.0}))
    one = lever(found, "import_form")
    edited = maker({"material_id": "motor", "transit_days": 3.0, **CHINA})
    assert one.after.expected_annual_loss_usd == loss(edited, built_of(magnet_nd=250_000, motor=5_000_000))


def test_an_override_of_the_material_that_comes_stands_before_that_of_the_one_that_goes():
    both = ({"material_id": "magnet_dy", "transit_days": 3.0}, {"material_id": "magnet_nd", "transit_days": 50.0})
    one = lever(report(maker(*both)), "dy_free_grade")
    edited = maker({"material_id": "magnet_nd", "transit_days": 50.0})
    assert one.after.expected_annual_loss_usd == loss(edited, built_of(magnet_nd=250_000 + 1.15 * 500_000))


def test_another_line_of_the_same_product_at_home_keeps_its_design():
    home = {"importer": "CHN", "annual_revenue_usd": 1e9, "annual_units": 0.1}
    two = Portfolio.of(pl.concat([maker().lines, maker(**home).lines]))
    edited = [edit for edit in lever(report(two), "magnet_free_design").portfolio_edits if "product_id" in edit.values]
    assert [edit.importer for edit in edited] == ["USA"]


def test_own_figures_take_the_place_of_assumptions():
    one = lever(report(maker(), more_stock__added_days=10, more_stock__holding_share=0.5), "more_stock")
    assert one.after.expected_annual_loss_usd == loss(maker(stock_days=31.0))
    assert one.cost_usd == pytest.approx(28.5e6 * 10 / 365 * 0.5, rel=1e-12)
    assert one.confidence == "own figures"
    assert lever(report(maker()), "more_stock").confidence == "high"

"""A lever that cannot be pulled says why; one that saves nothing or costs nothing has no ratio, never infinity."""

import pytest

from reference_data.loader import Tables
from scoring.levers.assumptions import AssumptionFaults
from tests.scoring.levers.maker import SWAPS, lever, maker, report, world
from tests.scoring.small_world import table


def reasons(found):
    return {one.lever_id: one.reason for one in found.not_pulled}


def test_nothing_crosses_a_border_at_home():
    found = report(maker(importer="CHN"))
    assert found.ranked == []
    assert set(reasons(found)) == {
        "dy_free_grade", "magnet_free_design", "import_form", "more_stock", "second_source", "filing_earlier",
        "longer_validity", "general_licence", "other_origin",
    }  # fmt: skip
    assert "outside the controlling origin" in reasons(found)["more_stock"]
    assert found.stock.best is None
    assert found.stock.reason
    assert found.best_pair is None
    assert found.pair_reason


def test_a_company_without_a_score_has_no_levers_but_a_reason():
    found = report(maker(annual_revenue_usd=0.0))
    assert found.ranked == []
    assert all("no score" in reason for reason in reasons(found).values())
    assert "annual_revenue_usd is zero" in found.stock.reason


def test_what_is_there_already_is_no_lever():
    there = {"second_source_share": 0.3, "licence_valid_days": 182.0, "licence_kind": "general"}
    told = reasons(report(maker(**there)))
    assert told["second_source"] == "second_source_share is 0.3 or more on every line already"
    assert told["longer_validity"] == "licence_valid_days is 91 or more on every line already"
    assert "under a general licence in hand for as long" in told["general_licence"]


def test_a_figure_of_nothing_changes_nothing_and_says_so():
    told = reasons(report(maker(), more_stock__added_days=0, filing_earlier__added_days=0, other_origin__moved_share=0))
    assert told["more_stock"] == told["filing_earlier"] == "0 days more change nothing"
    assert "other_origin" in told


def test_more_than_the_target_is_never_lowered():
    found = report(maker(second_source_share=0.4, licence_valid_days=200.0))
    assert {"second_source", "longer_validity"} <= set(reasons(found))
    (edit,) = lever(found, "general_licence").portfolio_edits
    assert edit.values == {"licence_kind": "general", "licence_valid_days": 200.0}


def test_a_general_licence_that_is_not_on_record_is_no_lever():
    assert "no general licence is on record" in reasons(report(maker(), world(general=False)))["general_licence"]


def test_a_rule_of_the_destinations_own_hides_the_general_licence_of_any():
    """The most specific rule counts: where the USA has a rule of its own, a general licence elsewhere does not help."""
    own = {"regime_id": "DY-USA", "material_classes": ["dy"], "elements": ["Dy"], "destination": "USA"}
    regimes = world()["licence_regimes"].vstack(table("licence_regimes", [own]))
    found = report(maker(), Tables({**world(), "licence_regimes": regimes}, "own rule"))
    assert "no general licence is on record" in reasons(found)["general_licence"]


def test_a_lever_without_a_counterpart_names_the_goods():
    only = Tables({**world(), "lever_swaps": table("lever_swaps", SWAPS[:1])}, "one swap")
    told = reasons(report(maker(), only))
    assert told["magnet_free_design"] == "lever_swaps has no counterpart for magnet_dy"
    assert "import_form" in told


def test_a_part_over_which_the_tables_are_silent_is_a_reason_not_a_free_passage():
    """No regime covers motors: the engine refuses to take that for free, and the other levers stand as they were."""
    regimes = world()["licence_regimes"].remove(regime_id="ASSEMBLED")
    found = report(maker(), Tables({**world(), "licence_regimes": regimes}, "silent"))
    assert "licence_regimes has no row" in reasons(found)["import_form"]
    assert lever(found, "more_stock").after == lever(report(maker()), "more_stock").after


def test_a_lever_that_saves_nothing_has_no_ratio():
    """All from Japan: no licence, and a second source replaces nothing."""
    found = report(maker(origin_shares="JPN:1"))
    one = lever(found, "second_source")
    assert (one.saved_usd, one.ratio) == (0.0, None)
    assert one.reason.startswith("ratio: it saves nothing")


def test_a_lever_that_costs_nothing_has_no_ratio_and_comes_first():
    found = report(maker(), filing_earlier__file_usd=0)
    free = [one.levers[0].lever_id for one in found.ranked if one.saved_usd > 0 and one.ratio is None]
    assert "filing_earlier" in free
    assert [one.levers[0].lever_id for one in found.ranked[: len(free)]] == free
    assert lever(found, "filing_earlier").reason == "ratio: on these assumptions it costs nothing"


def test_a_lever_may_make_things_worse_and_says_so():
    """Other magnets at a duty of 100 %: the maker pays more in duty than it saves in delay."""
    layers = table("tariff_layers", [{"layer_id": "MFN", "importer": "USA", "rate": 0.0}])
    motors = {"layer_id": "MOTORS", "importer": "USA", "tariff_line": "850153", "rate": 10.0, "programme": "p"}
    dear = layers.vstack(table("tariff_layers", [{**motors, "stacking": "adds"}]))
    one = lever(report(maker(), Tables({**world(), "tariff_layers": dear}, "dear motors")), "import_form")
    assert one.saved_usd < 0
    assert one.saved_points < 0
    assert one.reason == "ratio: it saves nothing, the expected loss rises"


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        ({"more_stock__holding_sare": 0.1}, "more_stock.holding_sare: is not an assumption of any lever"),
        ({"more_stock__holding_share": -0.1}, "more_stock.holding_share: -0.1 is out of range: 0 to 1 (share)"),
        ({"more_stock__added_days": 366}, "more_stock.added_days: 366 is out of range: 0 to 365 (days)"),
        ({"second_source__lifetime_years": 0}, "second_source.lifetime_years: 0 is out of range: 1 to 100 (years)"),
        ({"general_licence__annual_usd": float("nan")}, "nan is out of range"),
        ({"general_licence__annual_usd": float("inf")}, "inf is out of range: 0 or more (USD)"),
        ({"dy_free_grade__kg_ratio": 0}, "dy_free_grade.kg_ratio: 0 is out of range"),
    ],
)
def test_a_figure_that_cannot_serve_is_refused_by_name(figures, words):
    with pytest.raises(AssumptionFaults) as refused:
        report(maker(), **figures)
    assert words in str(refused.value)


def test_every_faulty_figure_is_named_at_once():
    with pytest.raises(AssumptionFaults) as refused:
        report(maker(), a__b=1, more_stock__added_days=-1)
    assert [fault.name for fault in refused.value.faults] == ["a.b", "more_stock.added_days"]
    assert "more_stock.added_days" in refused.value.faults[0].known

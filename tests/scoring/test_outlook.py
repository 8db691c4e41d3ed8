"""The outlook: futures read as they were stated, mixed exactly, and each origin offline in turn."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from math import exp

import polars as pl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from reference_data.loader import Tables, load_tables
from scoring.engine import companies_in
from scoring.futures import UnknownScenario, futures_on, not_stated, scenario_of, scenarios_on
from scoring.method import METHOD
from scoring.outlook import LOSS, MIXED, mixture, offline_each, origins_used, side_by_side
from scoring.portfolio import Portfolio
from scoring.scenarios import STATUS_QUO, Scenario
from scoring.world import world_on
from service.portfolio.demo import demo_portfolio
from tests.scoring.own_files import DAY, MAKER
from tests.scoring.small_world import Row, ev_maker, table

ONE = Portfolio.of(pl.DataFrame([MAKER]))
WORLD = world_on(ev_maker(), METHOD, DAY, DAY)
EASY, HARD = Scenario("easy", "Easy", 2.0, 0.2, added_duty_rate=-0.1), Scenario("hard", "Hard", 0.5, 2.0)
FIRST, SECOND = date(2026, 2, 1), date(2026, 3, 1)
EVE = timedelta(1)
FUTURE: Row = {
    "title": "T",
    "deal_state": 0.0,
    "onset_factor": 1.0,
    "reasoning": "why",
    "valid_from": FIRST,
    "known_from": FIRST,
}

# scenario   first edition from 2026-02-01      second from 2026-03-01, known on the day
# a          z 1, 0.4                           z 2, 0.5
# b          z -1, duty 0.3 stated, 0.6         gone
# c                                             z 0, 0.5
STATED: list[Row] = [
    {"scenario_id": "a", "deal_state": 1.0, "probability": 0.4, "valid_to": SECOND, "end_known_from": SECOND},
    {"scenario_id": "a", "deal_state": 2.0, "probability": 0.5, "valid_from": SECOND, "known_from": SECOND},
    {
        "scenario_id": "b",
        "deal_state": -1.0,
        "added_duty_rate": 0.3,
        "probability": 0.6,
        "valid_to": SECOND,
        "end_known_from": SECOND,
    },
    {"scenario_id": "c", "probability": 0.5, "valid_from": SECOND, "known_from": SECOND},
    {
        "scenario_id": "origin_offline",
        "offline_origin": "*",
        "valid_from": date(2010, 1, 1),
        "known_from": date(2010, 1, 1),
    },
]
SLOPES: list[Row] = [{"moves": "log_licence_speed", "slope": 0.5}, {"moves": "duty_rate", "slope": -0.1}]


def stated() -> Tables:
    rows = table("scenarios", [{**FUTURE, **row} for row in STATED])
    return Tables({**ev_maker(), "scenarios": rows, "deal_slopes": table("deal_slopes", SLOPES)}, "stated")


def odds(scenarios: Sequence[Scenario], *weights: float) -> list[Scenario]:
    return [replace(one, probability=weight) for one, weight in zip(scenarios, weights, strict=True)]


def test_the_deal_state_moves_speed_and_duty_together() -> None:
    a, b = scenarios_on(stated(), FIRST, FIRST)
    assert (a.licence_speed, a.added_duty_rate) == pytest.approx((exp(0.5), -0.1))
    assert (b.licence_speed, b.added_duty_rate) == pytest.approx((exp(-0.5), 0.3))


def test_a_speed_that_is_stated_goes_before_the_deal_state_and_needs_none() -> None:
    rows = [{"deal_state": -1.0}, {"deal_state": None, "added_duty_rate": 0.0}]
    named = [{**FUTURE, "scenario_id": n, "licence_speed": 0.9, **row} for n, row in zip("pq", rows, strict=True)]
    tables = Tables({**stated(), "scenarios": table("scenarios", named)}, "speeds")
    assert futures_on(tables, FIRST, FIRST)["licence_speed"].to_list() == [0.9, 0.9]
    assert futures_on(tables, FIRST, FIRST)["added_duty_rate"].to_list() == [pytest.approx(0.1), 0.0]


def test_a_deal_state_of_zero_needs_no_slope() -> None:
    bare = Tables({**stated(), "deal_slopes": table("deal_slopes", [])}, "bare")
    assert scenario_of(bare, "c", SECOND, SECOND).licence_speed == 1.0


#     as of           known at        futures
DAYS = [
    (FIRST, FIRST, ["a", "b"]),
    (SECOND - EVE, SECOND - EVE, ["a", "b"]),
    (SECOND, SECOND, ["a", "c"]),
    (SECOND, SECOND - EVE, ["a", "b"]),
    (SECOND - EVE, SECOND, ["a", "b"]),
    (FIRST, FIRST - EVE, []),
    (FIRST - EVE, SECOND, []),
]


@pytest.mark.parametrize(("as_of", "known_at", "futures"), DAYS)
def test_a_replay_uses_the_futures_that_were_stated_by_then(as_of: date, known_at: date, futures: list[str]) -> None:
    found = scenarios_on(stated(), as_of, known_at)
    assert [one.scenario_id for one in found] == futures
    assert sum(one.probability or 0 for one in found) == (1 if futures else 0)


def test_before_the_first_edition_the_reason_is_told_and_nothing_is_invented() -> None:
    eve = FIRST - EVE
    said = (
        f"no futures were stated for {eve} as known on {eve}; the first hold from {FIRST} and were known from {FIRST}"
    )
    assert not_stated(stated(), eve, eve) == said
    assert not_stated(stated(), FIRST, FIRST) is None
    assert scenario_of(stated(), "status_quo", eve, eve) == STATUS_QUO
    with pytest.raises(UnknownScenario, match=said) as refused:
        scenario_of(stated(), "a", eve, eve)
    assert refused.value.dated


def test_a_table_without_futures_says_so() -> None:
    assert (not_stated(ev_maker(), DAY, DAY) or "").endswith("none are on record")


@pytest.mark.parametrize(
    ("name", "said"), [("z", "no scenario on record"), ("origin_offline", "names no origin"), ("a:CHN", "no scenario")]
)
def test_a_scenario_nobody_knows_is_refused_with_those_there_are(name: str, said: str) -> None:
    with pytest.raises(UnknownScenario, match=said) as refused:
        scenario_of(stated(), name, FIRST, FIRST)
    assert refused.value.names == ["a", "b", "origin_offline:ORIGIN", "status_quo"]
    assert not refused.value.dated


def test_the_template_serves_any_origin_on_any_day() -> None:
    asked = scenario_of(stated(), "origin_offline:JPN", date(2015, 1, 1), date(2015, 1, 1))
    assert (asked.offline_origin, asked.probability) == ("JPN", None)


def test_side_by_side_begins_with_the_status_quo_and_tells_the_difference() -> None:
    rows = side_by_side(WORLD, ONE, [HARD, EASY])
    assert rows["scenario_id"].to_list() == ["status_quo", "hard", "easy"]
    assert rows["score_difference"][0] == 0.0
    assert rows["score_difference"][1] > 0 > rows["score_difference"][2]
    assert rows["loss_difference_usd"].to_list() == pytest.approx((rows[LOSS] - rows[LOSS][0]).to_list())


def test_the_mixed_loss_is_the_weighted_sum_exactly() -> None:
    rows = side_by_side(WORLD, ONE, odds([STATUS_QUO, EASY, HARD], 0.16, 0.6, 0.24))
    mixed = mixture(rows, METHOD).row(0, named=True)
    for name in (*MIXED, LOSS, "lost_days"):
        pairs = rows.select("probability", name).iter_rows()
        exact = sum(Fraction(str(p)) * Fraction(value) for p, value in pairs)
        assert mixed[name] == pytest.approx(float(exact), rel=1e-14, abs=2e-8), name


def test_the_score_is_of_the_mixed_loss_not_the_mean_of_scores() -> None:
    """Half of 0 and half of the worked example: 24.28 m of 13.5 bn are 45.14 points, half the scores would be 25.57."""
    nothing = side_by_side(WORLD, ONE, [STATUS_QUO]).with_columns(
        scenario_id=pl.lit("nothing"), probability=pl.lit(0.5), **{name: pl.lit(0.0) for name in (*MIXED, LOSS)}
    )
    rows = pl.concat([side_by_side(WORLD, ONE, odds([STATUS_QUO], 0.5)), nothing])
    assert mixture(rows, METHOD)["score"].item() == pytest.approx(45.14, abs=0.005)


def test_one_sure_future_is_its_own_outlook() -> None:
    rows = side_by_side(WORLD, ONE, odds([STATUS_QUO, HARD], 0.0, 1.0))
    same = ["score", "band", *MIXED, LOSS, "lost_days"]
    assert mixture(rows, METHOD).select(same).row(0) == rows.filter(pl.col("scenario_id") == "hard").select(same).row(0)


@pytest.mark.parametrize("weights", [(0.5, 0.4), (0.5, 0.6), (None, None)])
def test_odds_that_do_not_sum_to_one_are_not_mixed(weights: tuple[float, float]) -> None:
    rows = side_by_side(WORLD, ONE, odds([STATUS_QUO, HARD], *weights))
    with pytest.raises(ValueError, match="do not sum to 1"):
        mixture(rows, METHOD)


@settings(max_examples=4, phases=[Phase.explicit, Phase.generate], deadline=None)
@given(share=st.floats(0, 1))
def test_the_outlook_lies_between_its_futures_and_its_losses_add_up(share: float) -> None:
    rows = side_by_side(WORLD, ONE, odds([STATUS_QUO, HARD], 1 - share, share))
    mixed = mixture(rows, METHOD).row(0, named=True)
    assert rows["score"].min() - 1e-9 <= mixed["score"] <= rows["score"].max() + 1e-9
    assert sum(mixed[name] for name in MIXED) == pytest.approx(mixed[LOSS], abs=2e-8)


def test_a_company_without_a_score_has_no_outlook_either() -> None:
    broke = Portfolio.of(ONE.lines.with_columns(annual_revenue_usd=pl.lit(0.0)))
    rows = side_by_side(WORLD, broke, odds([STATUS_QUO, HARD], 0.5, 0.5))
    mixed = mixture(rows, METHOD).row(0, named=True)
    assert (mixed["score"], mixed[LOSS], mixed["lost_days"]) == (None, None, None)
    assert "annual_revenue_usd is zero" in mixed["reason"]


def test_origins_are_those_of_the_goods_and_of_the_feed_behind_them() -> None:
    tables = ev_maker()
    fed = tables["materials"].with_columns(
        feed_material_id=pl.when(pl.col("material_id") == "magnet_dy").then(pl.lit("oxide"))
    )
    oxide = table("materials", [{"material_id": "oxide", "name": "oxide", "material_class": "oxide"}])
    feeds = table(
        "feed_shares",
        [{"feed_material_id": "oxide", "origin": o, "feed_origin": "KOR", "share": 1.0} for o in ("CHN", "JPN")],
    )
    world = world_on(
        Tables({**tables, "materials": pl.concat([fed, oxide]), "feed_shares": feeds}, "fed"), METHOD, DAY, DAY
    )
    assert origins_used(world, ONE)["origin"].to_list() == ["CHN", "JPN", "KOR"]


def test_origins_are_those_the_company_states_for_the_material_then_for_the_line() -> None:
    line = Portfolio.of(ONE.lines.with_columns(origin_shares=pl.lit("KOR:1;JPN:0")))
    assert origins_used(WORLD, line)["origin"].to_list() == ["KOR"]
    keys = {"company_id": ["maker"], "product_id": ["ev"], "importer": ["USA"], "material_id": ["magnet_dy"]}
    material = Portfolio.of(line.lines, pl.DataFrame({**keys, "origin_shares": ["FRA:0.5;JPN:0.5"]}))
    assert origins_used(WORLD, material)["origin"].to_list() == ["EU27", "JPN", "KOR"]


def test_each_origin_is_taken_offline_the_costliest_first() -> None:
    rows = offline_each(WORLD, ONE)
    assert rows["origin"].to_list() == ["CHN", "JPN"]
    assert rows["loss_difference_usd"][0] > rows["loss_difference_usd"][1] > 0
    assert rows["scenario_id"].to_list() == ["origin_offline:CHN", "origin_offline:JPN"]


def test_the_shipped_futures_of_the_day_they_were_stated() -> None:
    tables, day = load_tables(), date(2026, 11, 25)
    found = {one.scenario_id: one for one in scenarios_on(tables, day, day)}
    assert set(found) == {
        "status_quo",
        "framework_implemented",
        "incremental_progress",
        "pause_to_2027",
        "firm_stance",
        "package_resumes",
        "truce_lapses",
        "escalation",
    }
    assert sum(one.probability or 0 for one in found.values()) == pytest.approx(1, abs=1e-12)
    assert found["framework_implemented"].licence_speed > 1 > found["truce_lapses"].licence_speed
    assert found["framework_implemented"].added_duty_rate < 0 < found["truce_lapses"].added_duty_rate
    assert futures_on(tables, day, day)["reasoning"].null_count() == 0


def test_the_shipped_framework_is_nowhere_dearer_than_the_status_quo_and_escalation_nowhere_cheaper() -> None:
    tables, day = load_tables(), date(2026, 11, 25)
    world, everybody = world_on(tables, METHOD, day, day), demo_portfolio(tables)
    chosen = [
        one for one in scenarios_on(tables, day, day) if one.scenario_id in ("framework_implemented", "escalation")
    ]
    rows = side_by_side(world, everybody, chosen)
    quo = companies_in(world, everybody).select("company_id", *(pl.col(n).alias(f"quo_{n}") for n in MIXED))
    joined = rows.join(quo, on="company_id", how="inner", validate="m:1")
    for name in MIXED:
        off = pl.col(name) - pl.col(f"quo_{name}")
        assert joined.filter(pl.col("scenario_id") == "framework_implemented", off > 1e-6).is_empty(), name
        assert joined.filter(pl.col("scenario_id") == "escalation", off < -1e-6).is_empty(), name

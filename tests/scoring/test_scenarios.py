"""Scenarios on the worked example: each knob by hand, what never moves, and that doing nothing changes no byte."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from reference_data.loader import Tables
from scoring.engine import companies_in, score, score_in
from scoring.gaps import GapError
from scoring.levels import Levels
from scoring.method import METHOD
from scoring.portfolio import Portfolio
from scoring.scenarios import STATUS_QUO, Scenario, UnknownOrigin, under
from scoring.world import World, world_on
from tests.scoring.own_files import DAY, FOUR, LEVELS, MAKER, applications, world_with
from tests.scoring.small_world import Row, ev_maker, table

ONE = Portfolio.of(pl.DataFrame([MAKER]))
OWN_FILES = Portfolio.of(pl.DataFrame([MAKER]), None, applications(FOUR))
TRIES = settings(max_examples=6, phases=[Phase.explicit, Phase.generate], deadline=None)


def world_of(tables: Tables) -> World:
    return world_on(tables, METHOD, DAY, DAY)


def scored(tables: Tables, portfolio: Portfolio = ONE, **changes: Any) -> Levels:
    """All levels under a scenario of those changes."""
    return score_in(under(world_of(tables), Scenario("tried", "tried", **changes)), portfolio, tables)


def company(levels: Levels) -> dict[str, Any]:
    return levels.company.row(0, named=True)


def of_regime(levels: Levels, regime_id: str) -> dict[str, Any]:
    return levels.delay.row(by_predicate=pl.col("regime_id") == regime_id, named=True)


def changed(tables: Tables, **rows: list[Row]) -> Tables:
    return Tables({**tables, **{name: table(name, given) for name, given in rows.items()}}, "changed")


def suspended(measure: Row | None = None) -> Tables:
    """The worked example in which the Nd regime is an act that was suspended on 2025-11-07."""
    act = {"measure_id": "ACT", "suspended_from": date(2025, 11, 7), "suspension_known_from": date(2025, 11, 7)}
    base = changed(ev_maker(), licence_measures=[{**act, **(measure or {})}])
    nd = pl.col("regime_id") == "ND"
    regimes = base["licence_regimes"].with_columns(measure_id=pl.when(nd).then(pl.lit("ACT")))
    return Tables({**base, "licence_regimes": regimes}, "suspended")


@pytest.mark.parametrize("portfolio", [ONE, OWN_FILES], ids=["public files", "own files"])
def test_the_status_quo_changes_no_byte(portfolio: Portfolio) -> None:
    tables = world_with([])
    plain = score(portfolio, tables, METHOD, as_of=DAY, known_at=DAY)
    quo = score_in(under(world_of(tables), STATUS_QUO), portfolio, tables)
    assert all(getattr(plain, level).equals(getattr(quo, level)) for level in LEVELS)
    assert all(plain.signals[name].equals(quo.signals[name]) for name in plain.signals)


def test_the_world_it_was_made_from_stays_as_it_was() -> None:
    world = world_of(ev_maker())
    before = (world.regimes.clone(), world.quoted_shares.clone(), world.method, world.outages, world.added_duty)
    under(world, Scenario("s", "s", 2.0, 0.5, 0.1, -0.1, 0.5, "JPN"))
    assert world.regimes.equals(before[0])
    assert world.quoted_shares.equals(before[1])
    assert (world.method, world.outages, world.added_duty) == before[2:]


@pytest.mark.parametrize("speed", [0.5, 2.0, 3.0, 0.7])
def test_the_scale_of_every_wait_is_divided_by_the_speed_exactly(speed: float) -> None:
    rows = scored(ev_maker(), licence_speed=speed).delay
    assert rows["wait_scale_days"].to_list() == [150.0 / speed] * rows.height
    assert rows["wait_shape"].unique().to_list() == [5.0]


def test_twice_the_speed_by_hand() -> None:
    """b = 75, c = 28 + 21/0.8 = 54.25: I(365) - I(54.25) = 75/4·(115.25/75)^-4 less a nothing, refused files included.

    With z = t - 14 and s = 1 + z/75: I(z) = 14 + 18.75·(1 - s^-4). s(54.25) = 1.53667, s(365) = 5.68, s(275) = 4.48.
    Decided: 18.75·(0.179334 - 0.000961) = 3.34449. Refused and filed again after 90 days, B = 90 + I(275) - 54.25 with
    I(275) = 14 + 18.75·(1 - 0.002482) = 32.70345: 68.45345. U = 0.95·3.34449 + 0.05·68.45345 = 6.59994 days.
    """
    row = of_regime(scored(ev_maker(), licence_speed=2.0), "DY")
    assert row["cover_days"] == pytest.approx(54.25)
    assert row["blocked_days"] == pytest.approx(6.59994, abs=2e-4)


def test_own_files_wait_at_the_speed_of_the_scenario() -> None:
    """As if the method had that speed: own and public files are one heap, divided once."""
    tables = world_with([])
    by_method = score(OWN_FILES, tables, replace(METHOD, licence_speed=2.0), as_of=DAY, known_at=DAY)
    by_scenario = scored(tables, OWN_FILES, licence_speed=2.0)
    assert of_regime(by_scenario, "DY")["wait_scale_days"] == pytest.approx(265.75 / 2)
    assert by_scenario.delay.equals(by_method.delay)
    assert by_scenario.signals["licences"].equals(by_method.signals["licences"])


@pytest.mark.parametrize(("factor", "odds"), [(0.0, 0.0), (0.5, 0.105), (2.0, 0.42), (10.0, 1.0)])
def test_odds_of_onset_are_multiplied_up_to_certainty(factor: float, odds: float) -> None:
    levels = scored(ev_maker(), onset_factor=factor)
    assert of_regime(levels, "ND")["onset_probability"] == pytest.approx(odds)
    assert of_regime(levels, "ND")["blocked_days"] == pytest.approx(odds * 12.504, abs=1e-3)
    assert of_regime(levels, "DY")["onset_probability"] is None


def test_what_is_announced_and_undisputed_comes_in_every_future() -> None:
    certain = changed(ev_maker(), onset_odds=[])
    assert of_regime(scored(certain, onset_factor=0.2), "ND")["onset_probability"] == 1.0


def test_odds_of_a_suspended_act_are_replaced_not_multiplied() -> None:
    levels = scored(suspended(), onset_factor=3.0, suspended_onset_probability=0.05)
    assert of_regime(levels, "ND")["onset_probability"] == 0.05


def test_odds_of_a_suspended_act_stay_where_nothing_is_told_of_them() -> None:
    assert of_regime(scored(suspended(), onset_factor=3.0), "ND")["onset_probability"] == 0.21


def test_a_suspension_told_later_does_not_count_yet() -> None:
    told = suspended({"suspension_known_from": date(2026, 3, 2)})
    assert (
        of_regime(scored(told, onset_factor=2.0, suspended_onset_probability=0.05), "ND")["onset_probability"] == 0.42
    )


#                 added  importers        rate from China, 27.1 % in law
ADDED = [
    (0.10, (), 0.371),
    (-0.10, (), 0.171),
    (-0.50, (), 0.0),
    (0.10, ("USA",), 0.371),
    (0.10, ("EU27", "KOR"), 0.271),
]


@pytest.mark.parametrize(("added", "importers", "rate"), ADDED)
def test_added_duty_falls_on_goods_of_the_controlling_origin_alone(
    added: float, importers: tuple[str, ...], rate: float
) -> None:
    rates = dict(
        scored(ev_maker(), added_duty_rate=added, duty_importers=importers)
        .cost.select("origin", "duty_rate")
        .iter_rows()
    )
    assert rates["CHN"] == pytest.approx(rate, abs=1e-15)
    assert rates["JPN"] == 0.271


def test_goods_at_home_pay_no_added_duty() -> None:
    home = ONE.lines.with_columns(importer=pl.lit("CHN"))
    shares = pl.col("importer").replace("USA", "CHN")
    tables = changed(ev_maker(), default_duties=[{"importer": "*", "tariff_line": "*", "rate": 0.05}])
    tables = Tables({**tables, "use_shares": tables["use_shares"].with_columns(shares)}, "home")
    rows = scored(tables, Portfolio.of(home), added_duty_rate=0.5).cost.filter(pl.col("origin") == "CHN")
    assert rows["duty_rate"].unique().to_list() == [0.0]


@pytest.mark.parametrize(("added", "moved"), [(0.10, 0.10), (-0.50, -0.271)])
def test_a_moved_rate_says_so_in_its_layers(added: float, moved: float) -> None:
    layers = scored(ev_maker(), added_duty_rate=added).signals["duty_layers"].filter(pl.col("origin") == "CHN")
    told = dict(layers.select("programme", "added_rate").iter_rows())
    assert told == {"mfn": 0.271, "scenario": pytest.approx(moved)}
    assert layers["duty_rate"].to_list() == pytest.approx([0.271 + moved] * 2)
    assert layers.filter(pl.col("programme") == "scenario")["basis"].to_list() == ["assumption"]


def test_an_assumed_rate_moves_too_and_both_are_told() -> None:
    default = {"importer": "*", "tariff_line": "*", "rate": 0.05}
    assumed = changed(ev_maker(), tariff_layers=[], default_duties=[default])
    layers = scored(assumed, added_duty_rate=0.1).signals["duty_layers"].filter(pl.col("origin") == "CHN")
    assert dict(layers.select("programme", "rate").iter_rows()) == {"default": 0.05, "scenario": 0.1}
    assert layers["duty_rate"].to_list() == pytest.approx([0.15, 0.15])


#                     factor  share bought at the quoted price, 0.25 in the tables
@pytest.mark.parametrize(("factor", "quoted"), [(0.0, 0.0), (0.5, 0.125), (2.0, 0.5), (9.0, 1.0)])
def test_the_premium_is_multiplied_up_to_all_that_is_bought(factor: float, quoted: float) -> None:
    levels = scored(ev_maker(), premium_factor=factor)
    assert levels.cost.filter(pl.col("element") == "Dy")["quoted_share"].unique().to_list() == [quoted]
    assert company(levels)["premium_loss_usd"] == pytest.approx(13_500 * 386 * quoted)


def test_japan_offline_by_hand() -> None:
    """w = 0.9 + 0.1, so of each share 1 - 0.1/1.0 stops: 0.81 and 0.09. Cover 28 + 21/0.09 = 261.333; U = 365 - that.

    MOFCOM's share rises from 0.80 to 0.81, since Japan can no longer be the second source for all of it.
    """
    levels = scored(ev_maker(), offline_origin="JPN")
    row = levels.delay.filter(pl.col("regime_id") == "OFFLINE-JPN", pl.col("material_id") == "magnet_dy").row(
        0, named=True
    )
    assert (row["regime_kind"], row["authority"]) == ("prohibition", "OFFLINE-JPN")
    assert row["stopped_share"] == pytest.approx(0.09)
    assert row["blocked_days"] == pytest.approx(365 - 28 - 21 / 0.09)
    assert row["lost_share"] == pytest.approx(0.09 * (365 - 28 - 21 / 0.09) / 365)
    assert of_regime(levels, "DY")["stopped_share"] == pytest.approx(0.81)


def test_the_controller_offline_acts_beside_its_own_licences() -> None:
    """Of a path held by both, both losses count: two authorities, as everywhere else."""
    levels = scored(ev_maker(), offline_origin="CHN")
    assert {"DY", "OFFLINE-CHN"} <= set(levels.delay["regime_id"])
    assert company(levels)["delay_loss_usd"] > company(scored(ev_maker()))["delay_loss_usd"]


def test_an_outage_ends_with_requalification() -> None:
    lines = ONE.lines.with_columns(requalification_days=pl.lit(100.0))
    row = scored(ev_maker(), Portfolio.of(lines), offline_origin="CHN").delay.filter(
        pl.col("regime_id") == "OFFLINE-CHN"
    )
    assert row["spell_days"].unique().to_list() == [100.0]


def test_an_outage_is_no_control_and_opens_no_premium() -> None:
    """Nothing is controlled, so nobody pays an outside price, whoever is offline; prices need not be on record."""
    free = changed(ev_maker(), licence_regimes=[], prices=[])
    levels = scored(free, offline_origin="CHN")
    assert company(levels)["premium_loss_usd"] == 0
    assert company(levels)["delay_loss_usd"] > 0
    assert (
        company(scored(ev_maker(), offline_origin="CHN"))["premium_loss_usd"]
        == company(scored(ev_maker()))["premium_loss_usd"]
    )


def test_an_outage_hides_no_gap_in_the_law() -> None:
    of_others = ev_maker()["licence_regimes"].filter(pl.col("regime_id") == "DY")
    gap = Tables({**ev_maker(), "licence_regimes": of_others}, "gap")
    with pytest.raises(GapError, match="licence_regimes has no row, in force or potential, for nd from CHN to USA"):
        scored(gap, offline_origin="CHN")


def test_a_member_of_a_customs_union_takes_the_union_offline() -> None:
    assert under(world_of(ev_maker()), Scenario("s", "s", offline_origin="DEU")).outages == ("OFFLINE-EU27",)


def test_an_origin_nobody_knows_is_refused() -> None:
    with pytest.raises(UnknownOrigin, match="offline_origin is XYZ, for which countries has no customs area"):
        under(world_of(ev_maker()), Scenario("s", "s", offline_origin="XYZ"))


def test_contributions_still_sum_to_the_score_with_an_origin_offline() -> None:
    levels = scored(ev_maker(), offline_origin="JPN")
    assert levels.contribution["points"].sum() == pytest.approx(company(levels)["score"], abs=1e-9)
    assert "OFFLINE-JPN" in set(levels.contribution["authority"])


@pytest.mark.parametrize(
    "wrong",
    [
        {"licence_speed": 0.0},
        {"licence_speed": float("nan")},
        {"onset_factor": -0.1},
        {"premium_factor": -1.0},
        {"suspended_onset_probability": 1.1},
        {"probability": -0.1},
    ],
    ids=str,
)
def test_a_scenario_that_cannot_be_is_refused_by_name(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="scenario strange: "):
        Scenario("strange", "strange", **wrong)


LOSSES = ("delay_loss_usd", "duty_loss_usd", "premium_loss_usd")
KNOBS: dict[str, Callable[[float], Scenario]] = {
    "licence_speed": lambda x: Scenario("s", "s", licence_speed=1 / (0.1 + 3 * x)),
    "onset_factor": lambda x: Scenario("s", "s", onset_factor=5 * x),
    "suspended": lambda x: Scenario("s", "s", suspended_onset_probability=x),
    "added_duty_rate": lambda x: Scenario("s", "s", added_duty_rate=x - 0.5),
    "premium_factor": lambda x: Scenario("s", "s", premium_factor=6 * x),
}
"""Each from mild to harsh as x goes from 0 to 1."""


@pytest.mark.parametrize("knob", KNOBS)
@TRIES
@given(pair=st.tuples(st.floats(0, 1), st.floats(0, 1)))
def test_a_harsher_future_never_lowers_a_loss(knob: str, pair: tuple[float, float]) -> None:
    world = world_of(suspended())
    mild, harsh = (companies_in(under(world, KNOBS[knob](x)), ONE).row(0, named=True) for x in sorted(pair))
    assert all(mild[name] <= harsh[name] + 1e-6 for name in LOSSES)
    assert mild["score"] <= harsh["score"] + 1e-9


@TRIES
@given(
    speed=st.floats(1, 20),
    onset=st.floats(0, 1),
    odds=st.floats(0, 0.21),
    duty=st.floats(-1, 0),
    premium=st.floats(0, 1),
)
def test_a_deal_never_costs_more_than_the_status_quo(
    speed: float, onset: float, odds: float, duty: float, premium: float
) -> None:
    world = world_of(suspended())
    quo = companies_in(world, ONE).row(0, named=True)
    deal = companies_in(under(world, Scenario("s", "s", speed, onset, odds, duty, premium)), ONE).row(0, named=True)
    assert all(deal[name] <= quo[name] + 1e-6 for name in LOSSES)


def test_a_premium_is_multiplied_with_its_range() -> None:
    world = world_of(ev_maker())
    ranged = world.quoted_shares.with_columns(quoted_share_low=pl.lit(0.2), quoted_share_high=pl.lit(0.9))
    doubled = under(replace(world, quoted_shares=ranged), Scenario("dear", "dear", premium_factor=2.0)).quoted_shares
    assert doubled.select("quoted_share", "quoted_share_low", "quoted_share_high").row(0) == (0.5, 0.4, 1.0)
    unknown = under(world, Scenario("dear", "dear", premium_factor=2.0)).quoted_shares
    assert unknown["quoted_share_low"].null_count() == unknown.height

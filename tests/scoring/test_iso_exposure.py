"""Speed of licences against points of duty: worked by hand, and both together leave the loss where it was."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from reference_data.loader import Tables
from scoring.engine import companies_in
from scoring.iso_exposure import (
    NO_CUT,
    NO_DELAY,
    NO_DUTY,
    NO_LOSS,
    NOT_SO_FAST,
    NOT_SO_LOW,
    NOT_SO_SLOW,
    Exchange,
    duty_for_speed,
    speed_for_duty,
)
from scoring.method import METHOD
from scoring.portfolio import Portfolio
from scoring.scenarios import Scenario, under
from scoring.world import World, world_on
from tests.scoring import fed_world
from tests.scoring.small_world import ev_maker, table
from tests.scoring.test_worked_example import MAKER

DAY = date(2026, 3, 1)
LINE = MAKER.lines.row(0, named=True)


def lines(*changes: dict[str, object]) -> Portfolio:
    return Portfolio.of(pl.DataFrame([{**LINE, **change} for change in changes], schema=MAKER.lines.schema))


def with_rates(**rates: float) -> Tables:
    """The maker's tables with a base duty for each importer; Europe buys as America does."""
    tables = ev_maker()
    layers = table("tariff_layers", [{"layer_id": i, "importer": i, "rate": rate} for i, rate in rates.items()])
    shares = pl.concat([tables["use_shares"].with_columns(importer=pl.lit(i)) for i in rates])
    return replace(tables, frames={**tables, "tariff_layers": layers, "use_shares": shares})


def on(tables: Tables) -> World:
    return world_on(tables, METHOD, DAY, DAY)


def loss(world: World, company: Portfolio, speed: float = 1.0, rate: float = 0.0) -> float:
    both = under(world, Scenario("both", "both", licence_speed=speed, added_duty_rate=rate))
    return companies_in(both, company)["expected_annual_loss_usd"].item()


def leaves_all_as_it_is(world: World, company: Portfolio, found: Exchange) -> bool:
    assert found.licence_speed is not None
    assert found.added_duty_rate is not None
    both = loss(world, company, found.licence_speed, found.added_duty_rate)
    return both == pytest.approx(loss(world, company), rel=1e-6)


def test_twice_as_fast_by_hand() -> None:
    """Dy magnets wait with a 5, b 150, t0 14, d 0.05, R 90 from day 54.25 on; nine tenths of 28.5 M USD are Chinese."""

    def missing(t: float, b: float) -> float:
        def undecided(z: float) -> float:
            return min(z, 14) + b / 4 * (1 - (1 + max(z - 14, 0) / b) ** -4)

        return 0.95 * undecided(t) + 0.05 * (min(t, 90) + undecided(max(t - 90, 0)))

    def delay(b: float) -> float:
        return 13.5e9 * 0.15 * 0.5 * 0.80 / 365 * (missing(365, b) - missing(54.25, b))

    found = duty_for_speed(on(ev_maker()), MAKER, ev_maker(), 2.0)
    assert found.added_duty_rate == pytest.approx((delay(150) - delay(75)) / (0.9 * 28.5e6), rel=1e-9)
    assert found.expected_annual_loss_usd == pytest.approx(48.55e6, rel=1e-4)


@pytest.mark.parametrize("speed", [0.995, 1.0, 50.0])
def test_a_speed_and_its_duty_leave_the_loss_as_it_is(speed: float) -> None:
    world = on(ev_maker())
    found = duty_for_speed(world, MAKER, ev_maker(), speed)
    assert leaves_all_as_it_is(world, MAKER, found)
    assert (found.added_duty_rate or 0.0) * (speed - 1) >= 0


@pytest.mark.parametrize("rate", [-0.2, 0.0, 0.5])
def test_a_duty_and_its_speed_leave_the_loss_as_it_is(rate: float) -> None:
    world = on(ev_maker())
    found = speed_for_duty(world, MAKER, rate)
    assert leaves_all_as_it_is(world, MAKER, found)
    assert ((found.licence_speed or 0.0) - 1) * rate >= 0


def test_the_way_there_and_back_is_one() -> None:
    world = on(ev_maker())
    there = duty_for_speed(world, MAKER, ev_maker(), 1.3)
    assert speed_for_duty(world, MAKER, there.added_duty_rate or 0.0).licence_speed == pytest.approx(1.3, rel=1e-6)


def test_a_cut_stops_at_zero_duty_by_duty() -> None:
    """Equal goods at 2 % and 30 %: a cut of x points saves 2x up to two points, then x + 2."""
    tables = with_rates(USA=0.30, EU27=0.02)
    company = lines({"importer": "USA"}, {"importer": "DEU"})
    world = on(tables)
    found = [duty_for_speed(world, company, tables, speed) for speed in (0.999, 0.98)]
    assert all(leaves_all_as_it_is(world, company, each) for each in found)
    more = [loss(world, company, each.licence_speed or 1) - loss(world, company) for each in found]
    borne = 0.9 * 28.5e6
    expected = [rise / (2 * borne) if rise < 0.04 * borne else rise / borne - 0.02 for rise in more]
    assert [-(each.added_duty_rate or 0) for each in found] == pytest.approx(expected, rel=1e-6)
    assert expected[0] < 0.02 < expected[1], "the test is to lie on both sides of the first floor"


def test_no_cut_is_deep_enough_for_a_standstill() -> None:
    found = duty_for_speed(on(ev_maker()), MAKER, ev_maker(), 0.1)
    assert (found.added_duty_rate, found.reason) == (None, NOT_SO_LOW)


def test_no_speed_makes_up_for_a_duty_larger_than_the_delay() -> None:
    found = speed_for_duty(on(ev_maker()), MAKER, 90.0)
    assert (found.licence_speed, found.reason) == (None, NOT_SO_FAST)


def test_no_standstill_uses_up_a_cut_where_little_is_delayed() -> None:
    tables = with_rates(USA=90.0)
    idle = lines({"contribution_margin": 0.0001})
    found = speed_for_duty(on(tables), idle, -60.0)
    assert (found.licence_speed, found.reason) == (None, NOT_SO_SLOW)


def test_where_nothing_is_delayed_no_speed_counts() -> None:
    idle = lines({"contribution_margin": 0.0})
    world = on(ev_maker())
    assert duty_for_speed(world, idle, ev_maker(), 2.0).reason == NO_DELAY
    assert speed_for_duty(world, idle, 0.1).reason == NO_DELAY


def test_where_nothing_comes_from_a_controlling_origin_no_duty_counts() -> None:
    tables, feeds = ev_maker(), lines({"origin_shares": "JPN:1.0"})
    world = on(tables)
    assert speed_for_duty(world, feeds, 0.1).reason == NO_DUTY
    assert duty_for_speed(world, feeds, tables, 2.0).reason == NO_DELAY


def test_delay_upstream_has_no_duty_to_set_against_it() -> None:
    """A Japanese magnet waits for its Chinese dysprosium, but only Japan's border stands between it and the buyer."""
    tables = fed_world.world({**fed_world.IN, "material_classes": ["dy", "dy_feed"]})
    company = Portfolio.of(pl.DataFrame([{**fed_world.LINE, "origin_shares": "JPN:1.0"}]))
    assert duty_for_speed(on(tables), company, tables, 2.0).reason == NO_DUTY


def test_what_is_free_of_duty_already_cannot_be_cut() -> None:
    free = with_rates(USA=0.0)
    assert speed_for_duty(on(free), MAKER, -0.1).reason == NO_CUT
    assert duty_for_speed(on(free), MAKER, free, 0.9).reason == NOT_SO_LOW


def test_a_company_without_a_loss_on_record_has_no_exchange() -> None:
    unscored = lines({"annual_revenue_usd": 0.0})
    world = on(ev_maker())
    assert duty_for_speed(world, unscored, ev_maker(), 2.0) == Exchange(None, 2.0, None, NO_LOSS)
    assert speed_for_duty(world, unscored, 0.1) == Exchange(None, None, 0.1, NO_LOSS)

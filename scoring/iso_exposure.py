"""How many points of duty a faster or slower authority is worth to a company, and the other way round."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from reference_data.loader import Tables
from scoring.engine import companies_in, score_in
from scoring.portfolio import Portfolio
from scoring.scenarios import Scenario, under
from scoring.world import World

FASTEST = 1000.0
WIDER = (1.25, 4.0, 32.0, FASTEST)
"""Speeds looked at in turn, or one over them; beyond the last an authority decides everything at once, or nothing."""
NEAR_ENOUGH = 1e-8
"""Share of the loss by which a speed that was looked for may miss."""
MOST_STEPS = 60

NO_LOSS = "no expected loss is known for the company"
NO_DELAY = "no licence delay is at stake: the speed of licences changes nothing"
NO_DUTY = "no goods of a controlling origin cross a border for the company: no duty on them changes anything"
NO_CUT = "the company pays no duty on goods of a controlling origin that could be cut"
NOT_SO_LOW = "even without any duty on goods of controlling origins the loss would be higher"
NOT_SO_FAST = "even licences a thousand times as fast would leave the loss higher"
NOT_SO_SLOW = "even licences a thousand times as slow would leave the loss lower"


@dataclass(frozen=True)
class Exchange:
    """A speed of licences and points of duty that together leave a company's expected loss as it is.

    `added_duty_rate` is a share of customs value on top of each duty on goods of controlling origins, negative for a
    cut; no duty falls below 0. What cannot be found is None, and `reason` says why.
    """

    expected_annual_loss_usd: float | None
    licence_speed: float | None
    added_duty_rate: float | None
    reason: str | None = None


def duty_for_speed(world: World, company: Portfolio, tables: Tables, speed: float) -> Exchange:
    """The duty that makes up for licences `speed` times as fast as now, for all lines of one company.

    Exact: the loss is linear in a duty added, and piecewise linear in a cut, as duties come to lie at 0 one by one.
    """
    loss, changed = _loss(world, company), _loss(under(world, _change(speed=speed)), company)
    if loss is None or changed is None:
        return Exchange(loss, speed, None, NO_LOSS)
    gain = loss - changed
    if gain == 0 and speed != 1:
        return Exchange(loss, speed, None, NO_DELAY)
    for_all = (_loss(under(world, _change(rate=1.0)), company) or 0.0) - loss
    if for_all == 0:
        return Exchange(loss, speed, None, NO_DUTY)
    rate = gain / for_all if gain >= 0 else _cut(_duties(world, company, tables), -gain)
    return Exchange(loss, speed, rate, NOT_SO_LOW if rate is None else None)


def speed_for_duty(world: World, company: Portfolio, rate: float) -> Exchange:
    """The speed of licences that makes up for `rate` added to duties, for all lines of one company.

    Searched for by the engine: the loss never rises with the speed.
    """
    loss, changed = _loss(world, company), _loss(under(world, _change(rate=rate)), company)
    if loss is None or changed is None:
        return Exchange(loss, None, rate, NO_LOSS)
    if changed == loss:
        return Exchange(loss, None, rate, NO_CUT if rate < 0 else NO_DUTY) if rate else Exchange(loss, 1.0, rate)

    def excess(log_speed: float) -> float:
        both = under(world, _change(math.exp(log_speed), rate))
        return (_loss(both, company) or 0.0) - loss

    here = (0.0, changed - loss)
    for factor in WIDER:
        last = math.log(factor) if changed > loss else -math.log(factor)
        there = (last, excess(last))
        if there[1] == 0 or (there[1] < 0) == (changed > loss):
            above, below = (here, there) if changed > loss else (there, here)
            return Exchange(loss, math.exp(_root(excess, above, below, NEAR_ENOUGH * loss)), rate)
        if there[1] == changed - loss and factor == FASTEST:
            return Exchange(loss, None, rate, NO_DELAY)
    return Exchange(loss, None, rate, NOT_SO_FAST if changed > loss else NOT_SO_SLOW)


def _change(speed: float = 1.0, rate: float = 0.0) -> Scenario:
    return Scenario("exchange", "Licences against duties", licence_speed=speed, added_duty_rate=rate)


def _loss(world: World, company: Portfolio) -> float | None:
    rows = companies_in(world, company)["expected_annual_loss_usd"]
    return None if rows.is_empty() else rows.item()


def _duties(world: World, company: Portfolio, tables: Tables) -> list[tuple[float, float]]:
    """Rate of each duty on goods of controlling origins, and what the company bears of it (USD for a rate of 1)."""
    areas = world.areas.select("country", "customs_area")
    rows = score_in(world, company, tables).cost
    for side in ("importer", "origin"):
        named = areas.rename({"country": side, "customs_area": f"{side}_area"})
        rows = rows.join(named, on=side, how="left", validate="m:1")
    abroad = pl.col("origin_area").is_in(world.controlling_origins) & (pl.col("importer_area") != pl.col("origin_area"))
    borne = pl.col("customs_value_usd") * pl.col("duty_borne_share")
    return sorted(rows.filter(abroad).select("duty_rate", borne).iter_rows())


def _cut(duties: list[tuple[float, float]], saving: float) -> float | None:
    """What taken from every rate, none falling below 0, saves so much, as a rate below 0; None where no cut does."""
    borne = sum(weight for _, weight in duties)
    saved, cut = 0.0, 0.0
    for rate, weight in duties:
        step = borne * (rate - cut)
        if step > 0 and saved + step >= saving:
            return -(cut + (saving - saved) / borne)
        saved, cut, borne = saved + step, rate, borne - weight
    return None


def _root(value: Callable[[float], float], left: tuple[float, float], right: tuple[float, float], near: float) -> float:
    """Where a falling function is 0, between a place where it is above and one where it is below (Illinois)."""
    (a, above), (b, below) = left, right
    kept = 0
    for _ in range(MOST_STEPS):
        middle = (a * below - b * above) / (below - above)
        found = value(middle)
        if abs(found) <= near:
            return middle
        if found > 0:
            a, above, below = middle, found, below / 2 if kept == 1 else below
            kept = 1
        else:
            b, below, above = middle, found, above / 2 if kept == -1 else above
            kept = -1
    return (a + b) / 2

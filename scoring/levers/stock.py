"""The best stock: the whole number of days at which expected loss and the cost of holding it are least together."""

from collections.abc import Sequence
from dataclasses import dataclass

from scoring.levers.case import Case
from scoring.levers.moves import with_stock
from scoring.levers.recompute import Engine, recomputed
from scoring.levers.setting import Setting
from scoring.levers.spending import holding_cost

MOST_DAYS = 365
STEPS = (15, 1)
"""Grids from coarse to fine; each is laid only where a better day can still lie."""


@dataclass(frozen=True)
class Stocked:
    """A stock in days, what is lost and what holding it costs a year."""

    days: int
    expected_annual_loss_usd: float
    holding_cost_usd: float

    @property
    def total_usd(self) -> float:
        """Loss and holding cost together."""
        return self.expected_annual_loss_usd + self.holding_cost_usd


def best_stock(case: Case, setting: Setting, engine: Engine) -> Stocked | None:
    """The best of 0 to 365 days of stock on every line with goods at stake; the fewer days where two are as good.

    More stock never raises the loss, so between two days that were looked at no day costs less than the loss of the
    later and the stock of the earlier: spans that cannot hold a better day are left out, the rest is looked at day by
    day. None where a day cannot be scored.
    """
    seen: dict[int, Stocked] = {}
    for step in STEPS:
        days = sorted(set(_worth_a_look(seen, step)) - set(seen))
        found = _stocked(days, case, setting, engine)
        if found is None:
            return None
        seen.update(found)
    return min(seen.values(), key=lambda stocked: (stocked.total_usd, stocked.days))


def _worth_a_look(seen: dict[int, Stocked], step: int) -> Sequence[int]:
    if not seen:
        return [*range(0, MOST_DAYS, step), MOST_DAYS]
    best = min(stocked.total_usd for stocked in seen.values())
    days = sorted(seen)
    spans = [(days[place], days[place + 1]) for place in range(len(days) - 1)]
    return [
        day
        for start, end in spans
        if seen[end].expected_annual_loss_usd + seen[start].holding_cost_usd <= best
        for day in range(start + step, end, step)
    ]


def _stocked(days: Sequence[int], case: Case, setting: Setting, engine: Engine) -> dict[int, Stocked] | None:
    cases = [with_stock(case, setting, float(day)) for day in days]
    found: dict[int, Stocked] = {}
    for day, stocked, outcome in zip(days, cases, recomputed(cases, engine), strict=True):
        if outcome.expected_annual_loss_usd is None:
            return None
        found[day] = Stocked(day, outcome.expected_annual_loss_usd, holding_cost(stocked, setting))
    return found

"""The licence wait in closed form: how many days a material is blocked beyond its cover.

A file is undecided after t days with S(t) = 1 up to the lag t0, then (b / (b + t − t0))^a; goods are still missing with
G(t) = (1 − d)·S(t) + d·S(t − R). I is the integral of S, J of I, B of G and K of B, all from 0.
"""

from dataclasses import dataclass
from typing import Protocol

import polars as pl

from scoring.exact import divided

SERIES_RADIUS = 1e-4
"""Within this distance of a = 1 or 2 the plain form cancels, and a series takes over."""


WAIT_COLUMNS = ["wait_lag_days", "wait_shape", "wait_scale_days", "denial_share", "refile_days"]
"""Columns that hold t0, a, b, d and R; all empty for a prohibition."""


class Missing(Protocol):
    """Days without goods: B and K by the end they are counted to."""

    def missing_days(self, until: pl.Expr) -> pl.Expr: ...

    def missing_days_twice(self, until: pl.Expr) -> pl.Expr: ...


@dataclass(frozen=True)
class Wait:
    """Parameters of one wait as expressions: t0, a, b, d and R.

    `far`: no shape is within SERIES_RADIUS of 1 or 2, so that the plain form is exact and no series is worked out.
    """

    lag_days: pl.Expr
    shape: pl.Expr
    scale_days: pl.Expr
    denial_share: pl.Expr
    refile_days: pl.Expr
    far: bool = False

    def undecided_days(self, until: pl.Expr) -> pl.Expr:
        """I: expected days without a decision up to `until`."""
        late = pl.max_horizontal(until - self.lag_days, pl.lit(0.0))
        return pl.min_horizontal(until, self.lag_days) + self.scale_days * self._once(late / self.scale_days)

    def undecided_days_twice(self, until: pl.Expr) -> pl.Expr:
        """J: the integral of I up to `until`, in days squared."""
        late = pl.max_horizontal(until - self.lag_days, pl.lit(0.0))
        early = pl.min_horizontal(until, self.lag_days)
        b = self.scale_days
        return early * early / 2 + self.lag_days * late + b * b * self._twice(late / b)

    def missing_days(self, until: pl.Expr) -> pl.Expr:
        """B: expected days without goods up to `until`; a denied file is filed again after R days."""
        after = pl.max_horizontal(until - self.refile_days, pl.lit(0.0))
        denied = pl.min_horizontal(until, self.refile_days) + self.undecided_days(after)
        return (1 - self.denial_share) * self.undecided_days(until) + self.denial_share * denied

    def missing_days_twice(self, until: pl.Expr) -> pl.Expr:
        """K: the integral of B up to `until`, in days squared."""
        r = self.refile_days
        after = pl.max_horizontal(until - r, pl.lit(0.0))
        before = pl.min_horizontal(until, r)
        denied = before * before / 2 + r * after + self.undecided_days_twice(after)
        return (1 - self.denial_share) * self.undecided_days_twice(until) + self.denial_share * denied

    def _once(self, late: pl.Expr) -> pl.Expr:
        """The integral of S after the lag; `late` days and the integral in units of the scale."""
        excess, growth = self.shape - 1, late.log1p()
        plain = (1 - (-excess * growth).exp()) / excess
        return plain if self.far else pl.when(_is_near(excess)).then(_grown_near(excess, growth)).otherwise(plain)

    def _twice(self, late: pl.Expr) -> pl.Expr:
        """The integral of `_once` from 0: [late − ((1 + late)^(2−a) − 1) / (2 − a)] / (a − 1), in scales squared."""
        excess, growth = self.shape - 1, late.log1p()
        grown = (1 - (-excess * growth).exp() * (1 + late)) / (excess - 1)
        if self.far:
            return (late - grown) / excess
        near_two = _grown_near(excess - 1, growth)
        grown = pl.when(_is_near(excess - 1)).then(near_two).otherwise(grown)
        return pl.when(_is_near(excess)).then(_twice_near_one(excess, growth)).otherwise((late - grown) / excess)


class Tabled:
    """B and K that stand in columns beforehand, so that what repeats them stays a small expression."""

    def missing_days(self, until: pl.Expr) -> pl.Expr:
        """B in its column."""
        return pl.col(f"missing_by_{until.meta.output_name()}")

    def missing_days_twice(self, until: pl.Expr) -> pl.Expr:
        """K in its column."""
        return pl.col(f"missing_twice_by_{until.meta.output_name()}")

    @staticmethod
    def columns(wait: Wait, *ends: str) -> dict[str, pl.Expr]:
        """The columns for some columns of ends."""
        once = {f"missing_by_{end}": wait.missing_days(pl.col(end)) for end in ends}
        return once | {f"missing_twice_by_{end}": wait.missing_days_twice(pl.col(end)) for end in ends}


def is_far(shape: pl.Expr) -> pl.Expr:
    """Whether the plain form is exact for a shape."""
    return ~(_is_near(shape - 1) | _is_near(shape - 2))


def blocked_days_in_force(wait: Missing, spell_days: pl.Expr, cover_days: pl.Expr) -> pl.Expr:
    """U of a licence in force: days without goods between the end of cover and the end of the spell."""
    blocked = wait.missing_days(spell_days) - wait.missing_days(cover_days)
    return _beyond_cover(blocked, spell_days, cover_days)


def blocked_days_potential(
    wait: Missing, spell_days: pl.Expr, cover_days: pl.Expr, onset_probability: pl.Expr, horizon_days: float
) -> pl.Expr:
    """U of a measure that may come: it starts with probability p on a day spread evenly over the horizon."""
    h, c = spell_days, cover_days
    full = (horizon_days - h) * (wait.missing_days(h) - wait.missing_days(c))
    cut = wait.missing_days_twice(h) - wait.missing_days_twice(c) - (h - c) * wait.missing_days(c)
    return _beyond_cover(divided(onset_probability * (full + cut), horizon_days), h, c)


def blocked_days_prohibited(spell_days: pl.Expr, cover_days: pl.Expr) -> pl.Expr:
    """U of a prohibition in force: nothing comes until requalification."""
    return _beyond_cover(spell_days - cover_days, spell_days, cover_days)


def blocked_days_prohibition_looming(
    spell_days: pl.Expr, cover_days: pl.Expr, onset_probability: pl.Expr, horizon_days: float
) -> pl.Expr:
    """U of a prohibition that may come, with the same odds of onset."""
    beyond = spell_days - cover_days
    blocked = divided(onset_probability * ((horizon_days - spell_days) * beyond + beyond * beyond / 2), horizon_days)
    return _beyond_cover(blocked, spell_days, cover_days)


def _beyond_cover(blocked: pl.Expr, spell_days: pl.Expr, cover_days: pl.Expr) -> pl.Expr:
    return pl.when(spell_days > cover_days).then(pl.max_horizontal(blocked, pl.lit(0.0))).otherwise(0.0)


def _is_near(excess: pl.Expr) -> pl.Expr:
    return excess.abs() < SERIES_RADIUS


def _grown_near(excess: pl.Expr, growth: pl.Expr) -> pl.Expr:
    """(1 − e^(−excess·growth)) / excess around excess = 0, to third order."""
    return growth * (1 - excess * growth / 2 + divided((excess * growth) ** 2, 6))


def _twice_near_one(excess: pl.Expr, growth: pl.Expr) -> pl.Expr:
    """`_twice` around a = 1 to third order: the integral of e^u·(u − e·u²/2 + e²·u³/6) over u from 0 to g."""
    g, grown = growth, growth.exp()
    first = grown * (g - 1) + 1
    second = grown * (g**2 - 2 * g + 2) - 2
    third = grown * (g**3 - 3 * g**2 + 6 * g - 6) + 6
    return first - excess * second / 2 + divided(excess**2 * third, 6)

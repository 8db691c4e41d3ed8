"""The licence wait once its rate is given: exponential, so that days blocked beyond cover have a short closed form.

METHOD's wait is this one averaged over rates: λ is Gamma(a, b) and the denial share Beta(a·d, a·(1 − d)), which are
independent where approvals and denials arrive with Gamma rates of one scale.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import betaincinv, gammaincinv  # type: ignore[import-untyped]

from scoring.draws import Floats

SERIES_BELOW = 1e-2
"""Below this many expected decisions the plain form of J cancels, and a series takes over."""

SLOWEST = 1e-200
"""Least rate a day: nothing is decided, and dividing by it stays a number."""


@dataclass(frozen=True)
class Rated:
    """Waits with given rates: t0 and R in days (one column), λ a day and d (one column a draw)."""

    lag_days: Floats
    rate: Floats
    denied: Floats
    refile_days: Floats

    def missing_days(self, until: Floats) -> Floats:
        """B: expected days without goods up to `until`."""
        after = np.maximum(until - self.refile_days, 0.0)
        later = np.minimum(until, self.refile_days) + self._undecided(after)
        return (1 - self.denied) * self._undecided(until) + self.denied * later

    def missing_days_twice(self, until: Floats) -> Floats:
        """K: the integral of B up to `until`, in days squared."""
        r = self.refile_days
        after, before = np.maximum(until - r, 0.0), np.minimum(until, r)
        later = before * before / 2 + r * after + self._undecided_twice(after)
        return (1 - self.denied) * self._undecided_twice(until) + self.denied * later

    def _undecided(self, until: Floats) -> Floats:
        late = np.maximum(until - self.lag_days, 0.0)
        waited: Floats = np.minimum(until, self.lag_days) - np.expm1(-self.rate * late) / self.rate
        return waited

    def _undecided_twice(self, until: Floats) -> Floats:
        late, early = np.maximum(until - self.lag_days, 0.0), np.minimum(until, self.lag_days)
        return early * early / 2 + self.lag_days * late + late * late * _grown_twice(self.rate * late)


def rates(shape: Floats, scale_days: Floats, position: Floats) -> Floats:
    """λ a day at positions of its Gamma distribution."""
    drawn: Floats = gammaincinv(shape.reshape(-1, 1), position) / scale_days.reshape(-1, 1)
    return np.maximum(drawn, SLOWEST)


def denial_shares(shape: Floats, middle: Floats, position: Floats) -> Floats:
    """d at positions of its Beta distribution; none or all denied on record stays so."""
    a, d = shape.reshape(-1, 1), middle.reshape(-1, 1)
    certain = (d <= 0) | (d >= 1)
    inside = np.where(certain, 0.5, d)
    return np.where(certain, d, betaincinv(a * inside, a * (1 - inside), position))


def blocked_in_force(wait: Rated, spell: Floats, cover: Floats) -> Floats:
    """U of a licence in force at the rates given."""
    cover = np.minimum(cover, spell)
    return np.maximum(wait.missing_days(spell) - wait.missing_days(cover), 0.0)


def blocked_potential(wait: Rated, spell: Floats, cover: Floats, odds: Floats, horizon: float) -> Floats:
    """U of a measure that may come, at the rates given, expected over its coming."""
    cover = np.minimum(cover, spell)
    before = wait.missing_days(cover)
    full = (horizon - spell) * (wait.missing_days(spell) - before)
    cut = wait.missing_days_twice(spell) - wait.missing_days_twice(cover) - (spell - cover) * before
    return np.maximum(odds * (full + cut) / horizon, 0.0)


def blocked_prohibited(spell: Floats, cover: Floats) -> Floats:
    """U of a prohibition in force."""
    return np.maximum(spell - cover, 0.0)


def blocked_looming(spell: Floats, cover: Floats, odds: Floats, horizon: float) -> Floats:
    """U of a prohibition that may come."""
    beyond = np.maximum(spell - cover, 0.0)
    return odds * ((horizon - spell) * beyond + beyond * beyond / 2) / horizon


def _grown_twice(x: Floats) -> Floats:
    """(x − 1 + e^−x) / x², which is 1/2 at 0."""
    near = 1 / 2 - x * (1 / 6 - x * (1 / 24 - x * (1 / 120 - x * (1 / 720 - x / 5040))))
    far = np.where(x > SERIES_BELOW, x, 1.0)
    return np.where(x > SERIES_BELOW, (far + np.expm1(-far)) / (far * far), near)

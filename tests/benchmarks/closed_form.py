"""The wait in closed form on numpy arrays: days blocked beyond cover, for the rivals that compute in Python."""

from dataclasses import dataclass

import numpy as np

Array = np.ndarray

SERIES_RADIUS = 1e-4
"""Within this distance of a shape of 1 or 2 the plain form cancels, and a series takes over."""


@dataclass(frozen=True)
class Waits:
    """Parameters of waits, one element a row: t0, a, b, d, R."""

    lag: Array
    shape: Array
    scale: Array
    denial: Array
    refile: Array


def blocked_in_force(wait: Waits, spell: Array, cover: Array) -> Array:
    """U of licences in force, in days."""
    days = _missing(wait, spell, *_growths(wait, spell)) - _missing(wait, cover, *_growths(wait, cover))
    return _beyond(days, spell, cover)


def blocked_potential(wait: Waits, spell: Array, cover: Array, onset: Array, horizon: float) -> Array:
    """U of licences that may come, in days."""
    at_spell, at_cover = _growths(wait, spell), _growths(wait, cover)
    by_spell, by_cover = _missing(wait, spell, *at_spell), _missing(wait, cover, *at_cover)
    twice = _missing_twice(wait, spell, *at_spell) - _missing_twice(wait, cover, *at_cover)
    days = (horizon - spell) * (by_spell - by_cover) + twice - (spell - cover) * by_cover
    return _beyond(onset * days / horizon, spell, cover)


def blocked_prohibited(spell: Array, cover: Array) -> Array:
    """U of prohibitions in force, in days."""
    return _beyond(spell - cover, spell, cover)


def blocked_looming(spell: Array, cover: Array, onset: Array, horizon: float) -> Array:
    """U of prohibitions that may come, in days."""
    beyond = spell - cover
    return _beyond(onset * ((horizon - spell) * beyond + beyond * beyond / 2) / horizon, spell, cover)


def _beyond(days: Array, spell: Array, cover: Array) -> Array:
    return np.where(spell > cover, np.maximum(days, 0.0), 0.0)


def _growths(wait: Waits, days: Array) -> tuple[Array, Array, Array]:
    """ln(1 + late / scale) of files filed at once and of files filed again, and the days since the second filing."""
    again = np.maximum(days - wait.refile, 0.0)
    return _growth(wait, days), _growth(wait, again), again


def _growth(wait: Waits, days: Array) -> Array:
    return np.log1p(np.maximum(days - wait.lag, 0.0) / wait.scale)


def _missing(wait: Waits, days: Array, first: Array, second: Array, again: Array) -> Array:
    denied = np.minimum(days, wait.refile) + _undecided(wait, again, second)
    return (1 - wait.denial) * _undecided(wait, days, first) + wait.denial * denied


def _missing_twice(wait: Waits, days: Array, first: Array, second: Array, again: Array) -> Array:
    before = np.minimum(days, wait.refile)
    denied = before * before / 2 + wait.refile * again + _undecided_twice(wait, again, second)
    return (1 - wait.denial) * _undecided_twice(wait, days, first) + wait.denial * denied


def _undecided(wait: Waits, days: Array, growth: Array) -> Array:
    return np.minimum(days, wait.lag) + wait.scale * _grown(wait.shape - 1, growth)


def _undecided_twice(wait: Waits, days: Array, growth: Array) -> Array:
    early, late = np.minimum(days, wait.lag), np.maximum(days - wait.lag, 0.0)
    grown = _grown_twice(wait.shape - 1, growth, late / wait.scale)
    return early * early / 2 + wait.lag * late + wait.scale * wait.scale * grown


def _grown(excess: Array, growth: Array) -> Array:
    near = np.abs(excess) < SERIES_RADIUS
    if not near.any():
        return -np.expm1(-excess * growth) / excess
    step = excess * growth
    return np.where(near, growth * (1 - step / 2 + step * step / 6), -np.expm1(-step) / np.where(near, 1.0, excess))


def _grown_twice(excess: Array, growth: Array, late: Array) -> Array:
    """`late` in units of the scale, which is e to the growth less 1."""
    near = np.abs(excess) < SERIES_RADIUS
    if not near.any():
        return (late - _grown(excess - 1, growth)) / excess
    plain = (late - _grown(excess - 1, growth)) / np.where(near, 1.0, excess)
    return np.where(near, _near_one(excess, growth, late + 1), plain)


def _near_one(excess: Array, growth: Array, grown: Array) -> Array:
    g = growth
    first, second = grown * (g - 1) + 1, grown * (g**2 - 2 * g + 2) - 2
    third = grown * (g**3 - 3 * g**2 + 6 * g - 6) + 6
    return first - excess * second / 2 + excess**2 * third / 6

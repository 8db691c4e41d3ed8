"""Common draws: one stratified stream for each uncertain input, told by the input's name and by nothing else."""

import hashlib
from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Uniforms = Callable[[Sequence[str]], Floats]
"""Names of inputs → their positions in (0, 1), one row a name and one column a draw."""

DRAWS = 256
"""Draws an interval is made from: more than that moves its ends by less than their ranges are known (see README)."""

STEP, FIRST, SECOND = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
"""Constants of the splitmix64 mixer: ours, since generators of a library may change with its version."""


def stratified(names: Sequence[str]) -> Floats:
    """A Latin hypercube: each name has the midpoints of DRAWS equal strata, in an order that its own text decides.

    Another name, or more of them, moves nothing.
    """
    return _strata(tuple(names))


@lru_cache(maxsize=64)
def _strata(names: tuple[str, ...]) -> Floats:
    """Kept, since the inputs of another world mostly have the same names."""
    seeds = np.array([_seed(name) for name in names], dtype=np.uint64).reshape(-1, 1)
    keys = _mixed(seeds + np.arange(1, DRAWS + 1, dtype=np.uint64) * STEP)
    positions: Floats = (np.argsort(keys, axis=1, kind="stable") + 0.5) / DRAWS
    positions.flags.writeable = False
    return positions


def between(low: Floats, middle: Floats, high: Floats, position: Floats) -> Floats:
    """Values at positions in (0, 1) of figures known as low, middle and high: as often above the middle as below.

    Piecewise linear: half of the probability is spread evenly on either side of the middle.
    """
    low, middle, high = (end.reshape(-1, 1) for end in (low, middle, high))
    upper = np.maximum(2 * position - 1, 0.0)
    lower = np.maximum(1 - 2 * position, 0.0)
    values: Floats = middle + upper * (high - middle) - lower * (middle - low)
    return values


def gathered(draws: Floats, rows: Ints, certain: Floats) -> Floats:
    """One row a figure, one column a draw: the row of `draws` asked for, or where it is −1 the certain value."""
    if (rows >= 0).all():
        return draws[rows]
    values = np.repeat(certain.reshape(-1, 1), draws.shape[1], axis=1)
    values[rows >= 0] = draws[rows[rows >= 0]]
    return values


def _seed(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")


def _mixed(keys: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    keys = (keys ^ (keys >> np.uint64(30))) * FIRST
    keys = (keys ^ (keys >> np.uint64(27))) * SECOND
    return keys ^ (keys >> np.uint64(31))

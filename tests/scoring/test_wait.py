"""The closed form of the licence wait against quadrature, at and around every limit."""

import math
from collections.abc import Callable
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.wait import Wait, blocked_days_in_force, blocked_days_potential, blocked_days_prohibited

HORIZON = 365.0
WAIT = Wait(*(pl.col(name) for name in ("t0", "a", "b", "d", "r")))
Parameters = dict[str, float]


def undecided(t: float, w: Parameters) -> float:
    return 1.0 if t < w["t0"] else (w["b"] / (w["b"] + t - w["t0"])) ** w["a"]


def missing(t: float, w: Parameters) -> float:
    late = 1.0 if t < w["r"] else undecided(t - w["r"], w)
    return (1 - w["d"]) * undecided(t, w) + w["d"] * late


def integral(f: Callable[[float], float], low: float, high: float, cuts: list[float], steps: int = 400) -> float:
    """Simpson's rule on each smooth piece."""
    ends = [low, *sorted(c for c in cuts if low < c < high), high]
    total = 0.0
    for start, end in pairwise(ends):
        h = (end - start) / steps
        inner = sum((4 if i % 2 else 2) * f(start + i * h) for i in range(1, steps))
        # One-sided limits at the ends of a piece, since goods may start to flow there.
        total += h / 3 * (f(math.nextafter(start, end)) + inner + f(math.nextafter(end, start)))
    return total


def cuts(w: Parameters) -> list[float]:
    """Days where the curve kinks, and days after them between which it is smooth enough for Simpson's rule."""
    decay = [0.0, *(w["b"] * factor for factor in (0.1, 0.3, 1, 3, 10, 30))]
    return [w["r"], *(start + days for start in (w["t0"], w["r"] + w["t0"]) for days in decay)]


def blocked(w: Parameters, h: float, c: float) -> float:
    return integral(lambda t: missing(t, w), c, h, cuts(w)) if h > c else 0.0


def evaluate(expression: pl.Expr, w: Parameters, **more: float) -> float:
    return pl.DataFrame({name: [value] for name, value in {**w, **more}.items()}).select(expression).item()


SHAPES = [
    1.0,
    1 - 1e-12,
    1 + 1e-12,
    1 + 0.9e-4,
    1 + 1.1e-4,
    2.0,
    2 - 1e-9,
    2 + 1e-9,
    2 - 0.9e-4,
    2 + 1.1e-4,
    0.3,
    1.18,
    5.0,
]
waits = st.fixed_dictionaries(
    {
        "t0": st.one_of(st.just(0.0), st.floats(0, 60)),
        "a": st.one_of(st.sampled_from(SHAPES), st.floats(0.05, 9)),
        "b": st.floats(5, 8000),
        "d": st.floats(0, 1),
        "r": st.one_of(st.just(HORIZON), st.floats(0, 400)),
    }
)


@given(waits, st.floats(0, 365), st.floats(0, 365))
def test_blocked_days_in_force_equal_the_integral(w: Parameters, h: float, c: float) -> None:
    expression = blocked_days_in_force(WAIT, pl.col("h"), pl.col("c"))
    assert evaluate(expression, w, h=h, c=c) == pytest.approx(blocked(w, h, c), abs=1e-6)


@given(waits, st.floats(1, 365), st.floats(0, 300))
def test_blocked_days_of_a_measure_that_may_come_equal_the_double_integral(w: Parameters, h: float, c: float) -> None:
    expression = blocked_days_potential(WAIT, pl.col("h"), pl.col("c"), pl.lit(0.21), HORIZON)
    # A start spread evenly over the horizon leaves day t of a spell inside it with odds (H − t) / H.
    inside = integral(lambda t: missing(t, w) * (HORIZON - t), c, h, cuts(w)) if h > c else 0.0
    assert evaluate(expression, w, h=h, c=c) == pytest.approx(0.21 * inside / HORIZON, abs=1e-6)


@pytest.mark.parametrize("limit", [1.0, 2.0])
def test_blocked_days_are_continuous_in_the_shape_at_its_limits(limit: float) -> None:
    w = {"t0": 14.0, "b": 150.0, "d": 0.05, "r": 90.0}
    potential = blocked_days_potential(WAIT, pl.col("h"), pl.col("c"), pl.lit(1.0), HORIZON)
    for expression in (blocked_days_in_force(WAIT, pl.col("h"), pl.col("c")), potential):
        at = evaluate(expression, {**w, "a": limit}, h=365.0, c=54.25)
        for step in (1e-12, -1e-12, 1e-9, -1e-9, 1e-6, -1e-6):
            assert evaluate(expression, {**w, "a": limit + step}, h=365.0, c=54.25) == pytest.approx(
                at, abs=1e-3 * abs(step) * 1e6 + 1e-7
            )


def test_continuous_where_refiling_takes_the_whole_horizon() -> None:
    w = {"t0": 14.0, "a": 5.0, "b": 150.0, "d": 0.3}
    expression = blocked_days_in_force(WAIT, pl.col("h"), pl.col("c"))
    at = evaluate(expression, {**w, "r": HORIZON}, h=365.0, c=40.0)
    assert evaluate(expression, {**w, "r": HORIZON - 1e-6}, h=365.0, c=40.0) == pytest.approx(at, abs=1e-5)


def test_continuous_where_cover_is_nothing() -> None:
    w = {"t0": 14.0, "a": 5.0, "b": 150.0, "d": 0.05, "r": 90.0}
    expression = blocked_days_in_force(WAIT, pl.col("h"), pl.col("c"))
    assert evaluate(expression, w, h=365.0, c=1e-9) == pytest.approx(evaluate(expression, w, h=365.0, c=0.0), abs=1e-8)


def test_cover_as_long_as_the_spell_leaves_nothing_blocked() -> None:
    w = {"t0": 14.0, "a": 5.0, "b": 150.0, "d": 0.05, "r": 90.0}
    assert evaluate(blocked_days_in_force(WAIT, pl.col("h"), pl.col("c")), w, h=100.0, c=100.0) == 0.0
    assert evaluate(blocked_days_prohibited(pl.col("h"), pl.col("c")), w, h=100.0, c=101.0) == 0.0


def test_a_prohibition_blocks_every_day_beyond_cover() -> None:
    assert evaluate(blocked_days_prohibited(pl.col("h"), pl.col("c")), {}, h=365.0, c=54.25) == 310.75

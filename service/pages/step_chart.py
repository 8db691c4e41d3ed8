"""A rate through the years as a drawing: positions in per cent of its box, so that it fits any width."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import polars as pl

from scoring.in_force import FIRST_DAY

TOP, FLOOR = 10.0, 86.0
"""Where the highest mark and zero lie, in per cent of the height."""

NARROWEST = 0.4
"""Width of a bar that would be too thin to see, in per cent."""

LADDER = (0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 1.0, 2.0, 5.0)
MOST_MARKS, MOST_YEARS, QUIET_YEARS = 4, 9, 2
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Span:
    """Where a stretch of days lies, in per cent of the width."""

    left: float
    right: float

    @property
    def width(self) -> float:
        """As wide as can be seen."""
        return max(self.right - self.left, NARROWEST)


@dataclass(frozen=True)
class Step:
    """One period: where it lies, how high its rate is, how high the one before was, and its row."""

    span: Span
    level: float
    before: float
    row: Row


@dataclass(frozen=True)
class Chart:
    """The steps of a rate between two days, with marks of years and rates to read it by."""

    begins: date
    ends: date
    steps: Sequence[Step]
    years: Sequence[tuple[float, int]]
    marks: Sequence[tuple[float, float]]
    now: float

    def span(self, valid_from: date, valid_to: date | None) -> Span:
        """Where the days from one to the day before another lie; open ones run to the edge."""
        return Span(_across(self, valid_from), _across(self, valid_to or self.ends))


def chart(periods: pl.DataFrame, as_of: date) -> Chart:
    """The drawing of a rate's periods, from two years before it first moves to the end of the last year in it.

    Quiet years before that are left out, unless the day shown lies in them.
    """
    rows = periods.to_dicts()
    moved = [row["valid_from"] for before, row in pairwise(rows) if not before["assumed"]]
    begins = date(max(FIRST_DAY.year, min([*moved, as_of]).year - QUIET_YEARS), 1, 1)
    ends = date(max(rows[-1]["valid_from"], as_of).year + 1, 1, 1)
    shown = [row for row in rows if row["valid_to"] is None or row["valid_to"] > begins]
    step = _mark_step(max(row["scored_rate"] for row in shown))
    marks = [number * step for number in range(MOST_MARKS + 1)]
    levels = {mark: FLOOR - (FLOOR - TOP) * mark / marks[-1] for mark in marks}
    empty = Chart(begins, ends, [], [], [(level, mark) for mark, level in levels.items()], 0.0)
    heights = [FLOOR - (FLOOR - TOP) * row["scored_rate"] / marks[-1] for row in shown]
    steps = [
        Step(empty.span(row["valid_from"], row["valid_to"]), level, before, row)
        for row, level, before in zip(shown, heights, [heights[0], *heights], strict=False)
    ]
    every = math.ceil((ends.year - begins.year) / MOST_YEARS)
    years = [(_across(empty, date(year, 1, 1)), year) for year in range(begins.year, ends.year, every)]
    return Chart(begins, ends, steps, years, empty.marks, _across(empty, as_of))


def _mark_step(highest: float) -> float:
    return next((step for step in LADDER if step * MOST_MARKS >= highest), LADDER[-1])


def _across(drawn: Chart, day: date) -> float:
    share = (day - drawn.begins).days / (drawn.ends - drawn.begins).days
    return round(100 * min(max(share, 0.0), 1.0), 3)

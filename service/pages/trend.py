"""The score run by run with the events of its time: one point a day, its last run; nothing averaged."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from service.pages.names import Names
from service.runs.lately import MOST_RUNS, RunByRun

WIDTH, HEIGHT, LEFT, TOP = 960.0, 260.0, 34.0, 18.0
"""Size of the plot and room for its scale, in drawing units."""

MOST_EVENTS, MOST_MARKS = 12, 9
"""Events listed on the page, and events marked in the drawing; files have them all."""

TICKS, LEAST_GAP = 5, 22.0
SYMBOL = re.compile(r"[A-Z][a-z]?")
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Point:
    """The last run of a day that has a score, and where it is drawn; low and high are the ends of its interval."""

    day: date
    score: float
    low: float | None
    high: float | None
    x: float
    y: float
    y_low: float | None
    y_high: float | None


@dataclass(frozen=True)
class Mark:
    """An event in the drawing: its number in the list, and where it stands."""

    number: int
    day: date
    title: str
    x: float
    raised: bool
    """whether its number stands higher, so as not to lie on the one before"""


@dataclass(frozen=True)
class Trend:
    """Runs and events, the newest first, and what is drawn of them; no points where there is but one day.

    `more` says whether there are earlier runs than those looked back at.
    """

    runs: Sequence[Row]
    more: bool
    events: Sequence[Row]
    points: Sequence[Point]
    marks: Sequence[Mark]
    ticks: Sequence[tuple[date, float]]
    steps: Sequence[tuple[int, float]]


def trend(history: RunByRun, events: Sequence[Row], served: str | None) -> Trend:
    """The trend of a company from its runs and the events that concern it, newest first; `served`: id of a run."""
    scored = {row["as_of"]: row for row in history.rows if row["score"] is not None}
    days = list(scored)
    more, steps = history.published > MOST_RUNS, [(step, _y(step)) for step in range(0, 101, 20)]
    runs = [{**row, "served": row["run_id"] == served} for row in reversed(history.rows)]
    told = Trend(runs, more, events, [], [], [], steps)
    if len(days) < 2:
        return told
    first, span = days[0], (days[-1] - days[0]).days

    def x(day: date) -> float:
        return float(LEFT + (WIDTH - LEFT) * (day - first).days / span)

    ticks = [first + timedelta(days=round(span * step / (TICKS - 1))) for step in range(TICKS)]
    inside = [event for event in events if days[0] <= event["event_on"] <= days[-1]]
    points = [_point(row, x(row["as_of"])) for row in scored.values()]
    return replace(told, points=points, marks=_marks(inside, events, x), ticks=[(day, x(day)) for day in ticks])


def concerning(
    events: Iterable[Row], record: Mapping[str, Any], names: Names, as_of: date, known_at: date
) -> list[Row]:
    """Events by a day, known by another, that concern places goods come from or go to and their elements; newest first.

    Words other than symbols of elements are not told apart: what may concern it is shown.
    """
    places = {row["importer"] for row in record["lines"] if row["importer"]} | {
        row["origin"] for row in record["costs"]
    }
    places |= {names.areas.get(place, place) for place in places} | {"*"}
    elements = {row["element"] for row in record["costs"]}

    def concerns(event: Row) -> bool:
        named = [word for word in event["concerns"] or () if SYMBOL.fullmatch(word)]
        others = len(named) < len(event["concerns"] or ())
        here = not event["destinations"] or bool(places & set(event["destinations"]))
        return here and (others or not named or bool(elements & set(named)))

    found = [event for event in events if event["event_on"] <= as_of and event["known_from"] <= known_at]
    kept = [event for event in found if elements and concerns(event)]
    return sorted(kept, key=lambda event: (event["event_on"], event["event_id"]), reverse=True)


def _marks(inside: Sequence[Row], events: Sequence[Row], x: Callable[[date], float]) -> list[Mark]:
    """The weightiest of the events that are listed, numbered as in the list."""
    numbers = {event["event_id"]: number for number, event in enumerate(events[:MOST_EVENTS], 1)}
    listed = [event for event in inside if event["event_id"] in numbers]
    chosen = sorted(listed, key=lambda event: (-event["magnitude"], numbers[event["event_id"]]))[:MOST_MARKS]
    marks: list[Mark] = []
    for event in sorted(chosen, key=lambda event: -numbers[event["event_id"]]):
        at = x(event["event_on"])
        raised = bool(marks) and at - marks[-1].x < LEAST_GAP and not marks[-1].raised
        marks.append(Mark(numbers[event["event_id"]], event["event_on"], event["title"], at, raised))
    return marks


def _point(row: Row, x: float) -> Point:
    low, high = row.get("score_low"), row.get("score_high")
    ends = [None if end is None else _y(end) for end in (low, high)]
    return Point(row["as_of"], row["score"], low, high, x, _y(row["score"]), *ends)


def _y(score: float) -> float:
    return TOP + HEIGHT * (1 - score / 100)

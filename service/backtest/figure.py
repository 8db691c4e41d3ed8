"""A picture of the scores at each month end with the dated events, as SVG."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from scoring.backtest.events import Event, Series

LEFT, TOP, PANEL_WIDTH, PANEL_HEIGHT, PANEL_GAP = 46, 40, 1080, 300, 50
CLOSE_UP_FROM = date(2024, 12, 31)
"""From then on events stand too close for the long view."""

COLOURS = ("#0b5a8a", "#b3541e", "#3a7d44", "#7b3f8c", "#6b6b6b")
"""Told apart in print and by most eyes; the names stand in the legend too."""

VERDICTS = {True: "hit", False: "miss", None: "nobody concerned"}


@dataclass(frozen=True)
class Mark:
    """One event as an upright in the picture."""

    x: float
    title: str
    css: str


@dataclass(frozen=True)
class Panel:
    """One stretch of time: a line a company, an upright an event, ticks below and levels beside it."""

    top: float
    lines: Sequence[tuple[str, str]]
    """Colour and points."""
    marks: Sequence[Mark]
    ticks: Sequence[tuple[str, float]]
    levels: Sequence[tuple[int, float]]


def figure(series: Series, days: Sequence[date], events: Sequence[Event], hits: Sequence[bool | None]) -> str:
    """SVG of each company's score on each of the days, the long view above the last two years.

    Uprights are events: up or down, solid for a hit.
    """
    judged = list(zip(events, hits, strict=True))
    close_up = [day for day in days if day >= CLOSE_UP_FROM]
    panels = [_panel(place, series, shown, judged) for place, shown in enumerate((days, close_up))]
    legend = [(name, _colour(place), LEFT + 130 * place) for place, name in enumerate(sorted(series))]
    return _template().render(
        panels=panels,
        legend=legend,
        left=LEFT,
        right=LEFT + PANEL_WIDTH,
        height=PANEL_HEIGHT,
        bottom=panels[-1].top + PANEL_HEIGHT,
        first=days[0],
        last=days[-1],
    )


def _panel(place: int, series: Series, days: Sequence[date], judged: Sequence[tuple[Event, bool | None]]) -> Panel:
    top = TOP + place * (PANEL_HEIGHT + PANEL_GAP)
    marks = [
        Mark(_x(event.day, days), _title(event, hit), f"{event.direction} {'hit' if hit else 'miss'}")
        for event, hit in judged
        if days[0] <= event.day <= days[-1]
    ]
    lines = [
        (_colour(number), " ".join(f"{_x(day, days)},{_y(series[company][day], top)}" for day in days))
        for number, company in enumerate(sorted(series))
    ]
    levels = [(score, _y(score, top)) for score in range(0, 101, 20)]
    return Panel(top, lines, marks, _ticks(days), levels)


def _ticks(days: Sequence[date]) -> list[tuple[str, float]]:
    long = days[-1].year - days[0].year > 4
    starts = [date(year, month, 1) for year in range(days[0].year, days[-1].year + 1) for month in (1, 4, 7, 10)]
    shown = [day for day in starts if days[0] <= day <= days[-1] and (day.month == 1 or not long)]
    return [(str(day.year) if long else f"{day:%Y-%m}", _x(day, days)) for day in shown]


def _title(event: Event, hit: bool | None) -> str:
    return f"{event.day} {event.title} (expected {event.direction}; {VERDICTS[hit]})"


def _x(day: date, days: Sequence[date]) -> float:
    return round(LEFT + PANEL_WIDTH * (day - days[0]).days / (days[-1] - days[0]).days, 1)


def _y(score: float, top: float) -> float:
    return round(top + PANEL_HEIGHT * (1 - score / 100), 1)


def _colour(place: int) -> str:
    return COLOURS[place % len(COLOURS)]


def _template() -> Template:
    loader = FileSystemLoader(Path(__file__).parent / "templates")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined).get_template("events.svg")

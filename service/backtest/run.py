"""Runs the six parts of the backtest one after the other."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from reference_data.loader import Tables
from scoring.backtest.concentration import concentration_part
from scoring.backtest.duties import duties_part
from scoring.backtest.events import (
    FIRST_YEAR,
    Event,
    Series,
    days_scored,
    events_part,
    expected_events,
    five_companies,
    last_verified,
    month_ends,
    score_series,
)
from scoring.backtest.finding import Part
from scoring.backtest.flow import flow_part
from scoring.backtest.onset import onset_part
from scoring.backtest.waits import waits_part
from scoring.method import Method
from service.portfolio.demo import demo_portfolio
from service.progress import Report


@dataclass(frozen=True)
class Backtest:
    """All parts, and what the picture of the fifth is drawn from."""

    parts: tuple[Part, ...]
    series: Series
    days: tuple[date, ...]
    """The month ends of the picture."""
    events: tuple[Event, ...]
    hits: tuple[bool | None, ...]


def backtest(tables: Tables, method: Method, report: Report) -> Backtest:
    """The model held against published results and against what happened; `report` hears of each day scored.

    Takes a score of five companies on each of some 300 days: minutes on a small machine.
    """
    until = last_verified(tables)
    followed = demo_portfolio(tables)
    scores = score_series(five_companies(followed), tables, method, _told(days_scored(tables), report))
    events = events_part(tables, followed, scores)
    report("other parts")
    parts = (
        concentration_part(tables),
        onset_part(tables),
        waits_part(tables),
        flow_part(tables, method),
        events,
        duties_part(tables),
    )
    return Backtest(
        parts,
        scores,
        tuple(month_ends(FIRST_YEAR, until)),
        tuple(expected_events(tables, until)),
        tuple(check.hit for check in events.checks),
    )


def _told(days: list[date], report: Report) -> Iterator[date]:
    for done, day in enumerate(days):
        report(f"scoring {day}, by day", done, len(days))
        yield day

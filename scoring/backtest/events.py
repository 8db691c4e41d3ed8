"""Part 5: does the score of real companies move the right way at each dated event with an expected direction?"""

import random
from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from reference_data.loader import Tables
from scoring.backtest.finding import Check, Control, Part
from scoring.duty import customs_areas
from scoring.engine import score
from scoring.method import Method
from scoring.portfolio import Portfolio

COMPANIES = ("apple", "ford", "toyota", "vestas", "volkswagen")
"""Phones, cars and wind turbines; importers in America, Europe and Asia."""

FIRST_YEAR = 2010
LEAST_MOVE_POINTS = 0.05
"""A smaller move of the mean score is none: it would not show in the printed score."""

DAYS_TO_BITE = 7
"""What is announced takes some days to bite, and what is reported some days to be known."""

SHUFFLES = 200
SEED = 20250404
SIGN = {"up": 1, "down": -1}

Window = tuple[date, date]
"""Before and after an event."""

Series = Mapping[str, Mapping[date, float]]
"""Company → day → score."""


@dataclass(frozen=True)
class Event:
    """One dated event with an expected direction."""

    day: date
    exact: bool
    """False where only the month is known."""
    title: str
    kind: str
    direction: str
    destinations: tuple[str, ...]
    source_id: str


def month_ends(first_year: int, last: date) -> list[date]:
    """The last day of each month from January of `first_year` to the month of `last`."""
    months = [(year, month) for year in range(first_year, last.year + 1) for month in range(1, 13)]
    return [date(y, m, monthrange(y, m)[1]) for y, m in months if (y, m) <= (last.year, last.month)]


def last_verified(tables: Tables) -> date:
    """The newest day on which any row was held against its source: the tables know nothing after it."""
    days = [frame["verified_on"].max() for frame in tables.values() if "verified_on" in frame.columns]
    return max(day for day in days if isinstance(day, date))


def five_companies(portfolio: Portfolio) -> Portfolio:
    """The five companies that are followed, out of the demonstration."""
    ours = pl.col("company_id").is_in(COMPANIES)
    return Portfolio.of(portfolio.lines.filter(ours), portfolio.overrides.filter(ours))


def score_series(portfolio: Portfolio, tables: Tables, method: Method, days: Iterable[date]) -> Series:
    """Each company's score as of each day with what was known on it."""
    series: dict[str, dict[date, float]] = {}
    for day in days:
        scored = score(portfolio, tables, method, as_of=day, known_at=day).company
        for company, points in scored.select("company_id", "score").iter_rows():
            series.setdefault(company, {})[day] = points
    return series


def expected_events(tables: Tables, until: date) -> list[Event]:
    """Events up to a day whose direction is not neutral, in the order of their days."""
    rows = tables["events"].filter(pl.col("direction").is_in(list(SIGN)), pl.col("event_on") <= until)
    columns = ["event_on", "date_precision", "title", "event_kind", "direction", "destinations", "source_id"]
    return [
        Event(day, precision == "day", title, kind, direction, tuple(destinations or ()), source)
        for day, precision, title, kind, direction, destinations, source in rows.sort("event_on", "event_id")
        .select(columns)
        .iter_rows()
    ]


def window(event: Event) -> Window:
    """The days between which the score should move: the day before the event and a week after it.

    Where only the month is known: the last days of the month before and of that month.
    """
    if event.exact:
        return event.day - timedelta(days=1), event.day + timedelta(days=DAYS_TO_BITE)
    first = event.day.replace(day=1)
    return first - timedelta(days=1), first.replace(day=monthrange(first.year, first.month)[1])


def days_scored(tables: Tables) -> list[date]:
    """Every day the part asks a score for: all month ends, and both ends of each event's window."""
    until = last_verified(tables)
    around = [day for event in expected_events(tables, until) for day in window(event)]
    return sorted({*month_ends(FIRST_YEAR, until), *around})


def company_areas(portfolio: Portfolio, tables: Tables, as_of: date) -> dict[str, frozenset[str]]:
    """Company → customs areas in which its rare-earth goods enter."""
    areas = customs_areas(tables, as_of)
    pairs = portfolio.lines.drop_nulls("importer").select("company_id", "importer").unique().rows()
    found: dict[str, set[str]] = {}
    for company, importer in pairs:
        found.setdefault(company, set()).add(areas[importer])
    return {company: frozenset(entered) for company, entered in found.items()}


def move(series: Series, companies: Sequence[str], between: Window) -> float | None:
    """Mean change of the companies' scores between two days; empty where there is no company."""
    before, after = between
    changes = [series[company][after] - series[company][before] for company in companies]
    return sum(changes) / len(changes) if changes else None


def right_way(change: float | None, direction: str) -> bool | None:
    """Whether a change goes the expected way; none where nobody is concerned."""
    return None if change is None else change * SIGN[direction] >= LEAST_MOVE_POINTS


def events_part(tables: Tables, portfolio: Portfolio, series: Series) -> Part:
    """Hits and misses of five demo companies' scores at the dated events, with shuffled dates as control.

    `series` holds the scores of `five_companies` on each of `days_scored`.
    """
    until = last_verified(tables)
    events = expected_events(tables, until)
    areas = company_areas(five_companies(portfolio), tables, until)
    concerned = [_concerned(event, areas) for event in events]
    checks = tuple(_check(event, who, series) for event, who in zip(events, concerned, strict=True))
    return Part(
        title="Scores of five companies at dated events",
        claim=f"The mean score of the companies concerned moves the expected way by {LEAST_MOVE_POINTS} points or "
        f"more, from the day before the event to {DAYS_TO_BITE} days after it (over the month if only that is known).",
        sample="The tables hold the same acts as the events: this shows that the score follows law and evidence, not "
        "that it foresaw them. Talks and stoppages are no input of the score: a miss there is by construction.",
        checks=checks,
        lines=(_headline(month_ends(FIRST_YEAR, until)), *_by_kind(events, checks)),
        controls=(_control(events, concerned, series),),
        sources=tuple(sorted({event.source_id for event in events})),
    )


def _concerned(event: Event, areas: Mapping[str, frozenset[str]]) -> list[str]:
    aimed = set(event.destinations)
    return [company for company, entered in sorted(areas.items()) if "*" in aimed or aimed & entered]


def _check(event: Event, companies: Sequence[str], series: Series) -> Check:
    change = move(series, companies, window(event))
    return Check(
        subject=f"{event.day} {event.title} ({event.kind})",
        predicted=change,
        observed=None,
        unit="points",
        tolerance=f"expected {event.direction}",
        hit=right_way(change, event.direction),
        note=", ".join(companies) if companies else "none of the five is concerned",
    )


def _headline(days: Sequence[date]) -> str:
    return (
        f"{', '.join(COMPANIES)}: {len(days)} month ends from {days[0]} to {days[-1]}, each with what was known on it"
    )


def _by_kind(events: Sequence[Event], checks: Sequence[Check]) -> list[str]:
    lines = []
    for kind in sorted({event.kind for event in events}):
        hits = [c.hit for e, c in zip(events, checks, strict=True) if e.kind == kind and c.hit is not None]
        lines.append(f"{kind}: {sum(hits)} of {len(hits)} the expected way")
    return lines


def _control(events: Sequence[Event], concerned: Sequence[Sequence[str]], series: Series) -> Control:
    rng, own = random.Random(SEED), [window(event) for event in events]

    def rate(order: Sequence[Window]) -> float:
        found = [
            right_way(move(series, companies, between), event.direction)
            for event, companies, between in zip(events, concerned, order, strict=True)
        ]
        judged = [hit for hit in found if hit is not None]
        return sum(judged) / len(judged) if judged else 0.0

    shuffled = tuple(rate(rng.sample(own, len(own))) for _ in range(SHUFFLES))
    return Control("share of events at which the score moves the expected way", True, rate(own), shuffled)

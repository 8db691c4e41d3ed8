"""Days on which something of what the page of measures shows changes: acts, licence regimes, the duty shown."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import polars as pl

from reference_data.loader import Tables
from scoring.in_force import FIRST_DAY
from scoring.measure_words import NOUNS

Row = Mapping[str, Any]
FACTS = (
    ("valid_from", "known_from", "begins"),
    ("suspended_from", "suspension_known_from", "is suspended"),
    ("suspended_to", "suspension_known_from", "comes back by the text of its suspension"),
    ("valid_to", "end_known_from", "ends"),
)
"""Date of an act, the day it came to be known, and what happens on it."""

UNKNOWN_THEN = "that was not known yet on the day shown"


@dataclass(frozen=True)
class Change:
    """What changes on a day: `subject` is an act, the licence regimes or the duty shown."""

    day: date
    subject: str
    what: str


@dataclass(frozen=True)
class Steps:
    """The days with changes on either side of the day shown, with what changes on them."""

    before: Sequence[Change]
    on: Sequence[Change]
    after: Sequence[Change]


def changes(tables: Tables, periods: pl.DataFrame, known_at: date | None) -> list[Change]:
    """All changes by day, as known on a day, or each no earlier than it was known where knowledge moves with the day.

    `periods` are those of the duty shown, as known at the same time.
    """
    found = [
        *_of_acts(tables["licence_measures"], known_at),
        *_of_claims(tables, known_at),
        *_of_regimes(tables["licence_regimes"], known_at),
        *_of_duty(periods),
    ]
    return sorted((one for one in found if one.day > FIRST_DAY), key=lambda one: (one.day, one.subject, one.what))


def unforeseen(found: Sequence[Change], foreseen: Sequence[Change], as_of: date) -> list[Change]:
    """Changes as a reader of a day can know them: later ones only as foreseen on it, else their days alone."""
    told = [one for one in found if one.day <= as_of] + [one for one in foreseen if one.day > as_of]
    days = {one.day for one in found if one.day > as_of} - {one.day for one in told}
    return sorted([*told, *(Change(day, "A change", UNKNOWN_THEN) for day in days)], key=lambda one: one.day)


def steps(found: Sequence[Change], as_of: date) -> Steps:
    """The nearest days with changes before and after a day, and what changes on the day itself."""
    before = max((one.day for one in found if one.day < as_of), default=None)
    after = min((one.day for one in found if one.day > as_of), default=None)
    return Steps(*([one for one in found if one.day == day] for day in (before, as_of, after)))


def _seen(day: date | None, known: date | None, known_at: date | None) -> date | None:
    """The day a reader sees a dated fact come true; none who only knows what was known before it was told."""
    if day is None or (known_at is not None and known is not None and known > known_at):
        return None
    return day if known_at is not None or known is None else max(day, known)


def _of_acts(measures: pl.DataFrame, known_at: date | None) -> Iterator[Change]:
    for row in measures.iter_rows(named=True):
        if known_at is not None and row["known_from"] > known_at:
            continue
        if known_at is None and row["known_from"] < row["valid_from"]:
            yield Change(row["known_from"], row["legal_ref"], "becomes known")
        told = known_at is None or (row["end_known_from"] is not None and row["end_known_from"] <= known_at)
        if told and row["valid_to"] == row["valid_from"]:
            if known_at is None:
                yield Change(row["end_known_from"], row["legal_ref"], "is called off")
            continue
        for name, known, what in FACTS:
            day = _seen(row[name], row[known] or row["known_from"], known_at)
            if day:
                yield Change(day, row["legal_ref"], what)


def _of_claims(tables: Tables, known_at: date | None) -> Iterator[Change]:
    acts = dict(tables["licence_measures"].select("measure_id", "legal_ref").iter_rows())
    for row in tables["measure_claims"].iter_rows(named=True):
        day = _seen(row["claimed_on"], row["known_from"], known_at)
        if day:
            yield Change(day, acts[row["measure_id"]], f"{NOUNS[row['fact']]} ends, says {row['claimant']}")
        if known_at is None:
            claim = f"{row['claimant']} is known to end {NOUNS[row['fact']]} on {row['claimed_on']}"
            yield Change(row["known_from"], acts[row["measure_id"]], claim)


def _of_regimes(regimes: pl.DataFrame, known_at: date | None) -> Iterator[Change]:
    facts = (("valid_from", "known_from", "begin"), ("valid_to", "end_known_from", "end"))
    rows = [row for row in regimes.iter_rows(named=True) if known_at is None or row["known_from"] <= known_at]
    days: Iterable[tuple[date | None, str]] = (
        (_seen(row[name], row[known] or row["known_from"], known_at), what)
        for row in rows
        for name, known, what in facts
    )
    for (day, what), count in Counter(days).items():
        if day:
            yield Change(
                day,
                "Licence waits",
                f"{count} {'way' if count == 1 else 'ways'} of treating files {what}{'s' if count == 1 else ''}",
            )


def _of_duty(periods: pl.DataFrame) -> Iterator[Change]:
    for before, after in pairwise(periods.iter_rows(named=True)):
        yield Change(after["valid_from"], "Duty on the line shown", f"{_rate(before)} becomes {_rate(after)}")


def _rate(period: Row) -> str:
    shown = f"{period['scored_rate'] * 100:.2f}".rstrip("0").rstrip(".")
    return f"{shown} %{' (assumed)' if period['assumed'] else ''}"

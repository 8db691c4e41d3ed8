"""Scores any number of companies some at a time, so that memory is that of a few thousand of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

import polars as pl

from reference_data.loader import Tables
from scoring import gaps
from scoring.engine import Scored, grounds_of, levels_of, licensed_of, prepared
from scoring.fingerprints import fingerprints
from scoring.levels import Levels
from scoring.method import Method
from scoring.portfolio import Portfolio
from scoring.rescoring import rescored
from scoring.signals import SignalUnion
from scoring.world import World, world_on

COMPANIES_AT_ONCE = 5_000
"""Companies laid out in rows together."""

COMPANIES_HELD = 50_000
"""Companies whose lines are held together; a multiple of the former, as lines are far smaller than their answers."""


class Book(Protocol):
    """A portfolio of which some companies can be had at a time."""

    def company_ids(self) -> pl.Series:
        """The ids of all companies, sorted."""

    def of_companies(self, first: str, last: str) -> Portfolio:
        """The companies from one id to another, both included."""


@dataclass(frozen=True)
class Part:
    """Some companies of a portfolio, scored and not yet laid out in rows."""

    scored: Scored
    tables: Tables

    def prints(self) -> pl.DataFrame:
        """One row a company: company_id and fingerprint; see scoring/fingerprints.py."""
        return fingerprints(self.scored)

    def levels(self, before: Mapping[str, pl.DataFrame] | None = None, kept: pl.Series | None = None) -> Levels:
        """The five levels of these companies, and the signals with rows of their own.

        The rows of the companies `kept` are taken from the levels `before`, which hold them.
        """
        levels = levels_of(self.scored) if before is None or kept is None else rescored(before, kept, self.scored)
        return replace(levels, signals=licensed_of(self.scored, self.tables))


@dataclass(frozen=True)
class InParts:
    """A scored portfolio whose rows are laid out part by part; `signals` are those of the whole.

    `only` is the whole where one part holds it.
    """

    world: World
    tables: Tables
    portfolio: Book
    at_once: int
    count: int
    signals: Mapping[str, pl.DataFrame]
    only: Part | None

    def parts(self) -> Iterator[Part]:
        """The parts in the order of company ids."""
        if self.only is not None:
            yield self.only
            return
        for some in portfolios(self.portfolio, self.at_once):
            yield Part(prepared(self.world, some), self.tables)


def score_in_parts(
    portfolio: Book,
    tables: Tables,
    method: Method,
    *,
    as_of: date,
    known_at: date,
    at_once: int = COMPANIES_AT_ONCE,
) -> InParts:
    """Scores a portfolio as `engine.score` does; the rows are those it would give, whatever the size of a part.

    Raises GapError with the gaps of all parts.
    """
    gaps.refuse(gaps.day_gaps(as_of))
    world = world_on(tables, method, as_of, known_at)
    signals, silent, count, only = SignalUnion(), list[str](), 0, None
    for some in portfolios(portfolio, at_once):
        count += 1
        try:
            scored = prepared(world, some)
        except gaps.GapError as error:
            silent += error.gaps
        else:
            signals.add(grounds_of(scored, tables))
            only = Part(scored, tables) if count == 1 else None
    gaps.refuse(silent)
    return InParts(world, tables, portfolio, at_once, count, signals.frames(), only)


def portfolios(book: Book, at_once: int) -> Iterator[Portfolio]:
    """The book in portfolios of so many companies, in the order of their ids; an empty book is one empty portfolio."""
    ids = book.company_ids()
    if ids.is_empty():
        yield book.of_companies("", "")
    many = max(1, COMPANIES_HELD // at_once) * at_once
    for begin in range(0, ids.len(), many):
        some = ids.slice(begin, many)
        held = book.of_companies(some[0], some[-1])
        if some.len() <= at_once:
            yield held
            continue
        for start in range(0, some.len(), at_once):
            few = some.slice(start, at_once)
            yield held.of_companies(few[0], few[-1])

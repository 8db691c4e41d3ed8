"""Scores any number of companies some at a time, so that memory is that of a few thousand of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import polars as pl

from reference_data.loader import Tables
from scoring import gaps
from scoring.books import Book, portfolios
from scoring.engine import Scored, grounds_of, levels_of, licensed_of, prepared
from scoring.fingerprints import fingerprints
from scoring.levels import Levels
from scoring.method import Method
from scoring.rescoring import rescored
from scoring.signals import SignalUnion
from scoring.world import World, world_on

COMPANIES_AT_ONCE = 5_000
"""Companies laid out in rows together."""

PARTS_HELD = 3
"""Parts scored together: losses are far smaller than the rows they are laid out in."""


@dataclass(frozen=True)
class Shelf:
    """Companies scored together, none of them laid out in rows yet."""

    scored: Scored
    tables: Tables

    @cached_property
    def prints(self) -> pl.DataFrame:
        """One row a company; see scoring/fingerprints.py."""
        return fingerprints(self.scored)

    @cached_property
    def licensed(self) -> dict[str, pl.DataFrame]:
        """The signals with rows of each company's own."""
        return licensed_of(self.scored, self.tables)


@dataclass(frozen=True)
class Part:
    """Companies of a shelf that are laid out together, by number and by id."""

    shelf: Shelf
    companies: pl.Series
    ids: pl.Series

    def prints(self) -> pl.DataFrame:
        """One row a company: company_id and fingerprint; see scoring/fingerprints.py."""
        return self._own(self.shelf.prints)

    def levels(self, before: Mapping[str, pl.DataFrame] | None = None, kept: pl.Series | None = None) -> Levels:
        """The five levels of these companies, and the signals with rows of their own.

        The rows of the companies `kept` (ids) are taken from the levels `before`, which hold them.
        """
        signals = {name: self._own(rows) for name, rows in self.shelf.licensed.items()}
        if before is None or kept is None:
            return replace(levels_of(self.shelf.scored, self.companies), signals=signals)
        return replace(rescored(before, kept, self.shelf.scored, self.companies), signals=signals)

    def _own(self, rows: pl.DataFrame) -> pl.DataFrame:
        if self.ids.len() == self.shelf.scored.companies.height:
            return rows
        return rows.filter(pl.col("company_id").is_in(self.ids.implode()))


@dataclass(frozen=True)
class InParts:
    """A scored portfolio whose rows are laid out part by part; `signals` are those of the whole.

    `only` is the whole where it fits on one shelf.
    """

    world: World
    tables: Tables
    portfolio: Book
    at_once: int
    count: int
    signals: Mapping[str, pl.DataFrame]
    only: Scored | None

    def parts(self) -> Iterator[Part]:
        """The parts in the order of company ids."""
        for shelf in self._shelves():
            companies = shelf.scored.companies.select("company", "company_id")
            for few in companies.iter_slices(self.at_once) if companies.height else [companies]:
                yield Part(shelf, few["company"], few["company_id"])

    def _shelves(self) -> Iterator[Shelf]:
        if self.only is not None:
            yield Shelf(self.only, self.tables)
            return
        for some in portfolios(self.portfolio, self.at_once * PARTS_HELD):
            yield Shelf(_lean(prepared(self.world, some), self.at_once), self.tables)


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

    Companies are scored twice where one shelf does not hold them: the signals of all are known before any row is laid
    out. Raises GapError with the gaps of all shelves.
    """
    gaps.refuse(gaps.day_gaps(as_of))
    world = world_on(tables, method, as_of, known_at)
    signals, silent, count, only = SignalUnion(), list[str](), 0, None
    for some in portfolios(portfolio, at_once * PARTS_HELD):
        try:
            scored = prepared(world, some)
        except gaps.GapError as error:
            silent += error.gaps
            continue
        signals.add(grounds_of(scored, tables))
        only = _lean(scored, at_once) if count == 0 else None
        count += max(1, -(-scored.companies.height // at_once))
    gaps.refuse(silent)
    return InParts(world, tables, portfolio, at_once, count, signals.frames(), only)


def _lean(scored: Scored, at_once: int) -> Scored:
    """Without the cases worked out in full, where each part works out its own again."""
    if scored.companies.height <= at_once:
        return scored
    return replace(scored, worked=replace(scored.worked, done=None))

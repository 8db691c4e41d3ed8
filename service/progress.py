"""How far a piece of work is: the stage it is in, and how much of that stage is done."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

import polars as pl

from scoring.books import Book
from scoring.portfolio import Portfolio


class Report(Protocol):
    """Told the stage of a piece of work, how much of it is done, and of how much; none where nobody can say."""

    def __call__(self, stage: str, done: int = 0, of: int | None = None) -> None: ...


def unheard(stage: str, done: int = 0, of: int | None = None) -> None:
    """Nobody is told."""


def all_of(*reports: Report) -> Report:
    """Tells several at once."""

    def tell(stage: str, done: int = 0, of: int | None = None) -> None:
        for report in reports:
            report(stage, done, of)

    return tell


def counted(batches: Iterator[pl.DataFrame], report: Report, stage: str, of: int) -> Iterator[pl.DataFrame]:
    """The same batches of rows; each is counted once whoever takes them comes for the next."""
    done = 0
    report(stage, done, of)
    for batch in batches:
        yield batch
        done += batch.height
        report(stage, done, of)


@dataclass
class CountedBook:
    """A portfolio that tells how many of its companies have been read and dealt with, the first time through.

    The engine takes some companies at a time, so those taken before are done when it comes for the next.
    """

    book: Book
    report: Report
    stage: str
    _taken: int = field(default=0, init=False)

    def company_ids(self) -> pl.Series:
        """The ids of all companies, sorted."""
        return self._ids

    def of_companies(self, first: str, last: str) -> Portfolio:
        """The companies from one id to another, both included."""
        ids = self._ids
        if self._taken < ids.len():
            self.report(self.stage, self._taken, ids.len())
            self._taken += ids.search_sorted(last, "right") - ids.search_sorted(first, "left")
        return self.book.of_companies(first, last)

    @cached_property
    def _ids(self) -> pl.Series:
        return self.book.company_ids()

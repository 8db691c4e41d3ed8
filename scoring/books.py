"""Portfolios of any size, of which some companies can be had at a time."""

from collections.abc import Iterator
from typing import Protocol

import polars as pl

from scoring.portfolio import Portfolio


class Book(Protocol):
    """A portfolio of which some companies can be had at a time."""

    def company_ids(self) -> pl.Series:
        """The ids of all companies, sorted."""

    def of_companies(self, first: str, last: str) -> Portfolio:
        """The companies from one id to another, both included."""


def portfolios(book: Book, many: int) -> Iterator[Portfolio]:
    """The book in portfolios of so many companies, in the order of their ids; an empty book is one empty portfolio."""
    return _parts(book, book.company_ids(), many)


def parted(book: Book, count: int) -> Iterator[Portfolio]:
    """The book in at most so many portfolios of as many companies each, else as `portfolios`."""
    ids = book.company_ids()
    return _parts(book, ids, max(1, -(-ids.len() // count)))


def _parts(book: Book, ids: pl.Series, many: int) -> Iterator[Portfolio]:
    if ids.is_empty():
        yield book.of_companies("", "")
    for begin in range(0, ids.len(), many):
        some = ids.slice(begin, many)
        yield book.of_companies(some[0], some[-1])

"""A table of a page: what its cells show rounded, its files hold in full, row by row and column by column."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl


@dataclass(frozen=True)
class PageTable:
    """A table of a page. `name` tells it from the page's others and names its sheet; `batches` yields its rows.

    Columns are named as everywhere, units in the name; money is in US dollars whatever currency the page shows. In the
    page the table carries `data-table`, each cell or part of a cell `data-column`, so that a test can compare them.
    """

    name: str
    batches: Callable[[], Iterator[pl.DataFrame]]

    def rows(self) -> pl.DataFrame:
        """All rows at once."""
        return pl.concat(self.batches())


@dataclass(frozen=True)
class Page:
    """A page: its template, what the template is given, and its tables, the main one first."""

    template: str
    context: dict[str, Any]
    tables: Sequence[PageTable] = ()
    status: int = 200


def table(name: str, rows: pl.DataFrame) -> PageTable:
    """A table whose rows are at hand."""
    return PageTable(name, lambda: iter([rows]))


def frame(rows: list[dict[str, Any]], schema: dict[str, Any]) -> pl.DataFrame:
    """Rows made one by one as a frame with stated kinds, so that an empty table keeps its columns."""
    return pl.DataFrame(rows, schema=schema, orient="row")

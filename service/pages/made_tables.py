"""Tables put together row by row, and only when a file is asked for."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import polars as pl

from service.pages.tables import PageTable

TEXT, NUMBER, COUNT, DAY, YES, TEXTS = (
    pl.String(), pl.Float64(), pl.Int64(), pl.Date(), pl.Boolean(), pl.List(pl.String()),
)  # fmt: skip
Schema = Mapping[str, pl.DataType]
Rows = Iterable[Mapping[str, Any]]


def columns(kind: pl.DataType, names: str) -> dict[str, pl.DataType]:
    """Columns of one kind, their names with spaces between."""
    return dict.fromkeys(names.split(), kind)


def made(name: str, schema: Schema, rows: Callable[[], Rows]) -> PageTable:
    """A table of stated columns; a row that does not have one of them leaves it empty."""

    def batch() -> pl.DataFrame:
        cells = [{column: row.get(column) for column in schema} for row in rows()]
        return pl.DataFrame(cells, schema=dict(schema), orient="row")

    return PageTable(name, lambda: iter([batch()]))

"""Tables of pages whose rows are parts of answers: the plain fields of a model, in its order."""

from collections.abc import Iterator, Sequence
from datetime import date
from types import NoneType
from typing import Any, get_args

import polars as pl
from pydantic import BaseModel

from service.pages.tables import PageTable

KINDS: dict[Any, Any] = {
    str: pl.String,
    float: pl.Float64,
    int: pl.Int64,
    bool: pl.Boolean,
    date: pl.Date,
    list[str]: pl.List(pl.String),
}
"""Kind of a field → kind of its column; fields of other kinds, such as lists of answers, are tables of their own."""


def answer_table(name: str, kind: type[BaseModel], rows: Sequence[BaseModel]) -> PageTable:
    """One row an answer, with the fields that fit a cell; text of one of a few words is text."""

    def batches() -> Iterator[pl.DataFrame]:
        schema = columns_of(kind)
        cells = [{field: getattr(row, field) for field in schema} for row in rows]
        yield pl.DataFrame(cells, schema=schema, orient="row")

    return PageTable(name, batches)


def columns_of(kind: type[BaseModel]) -> dict[str, Any]:
    """The fields of a model that fit a cell, with the kinds of their columns."""
    columns = {field: _column(info.annotation) for field, info in kind.model_fields.items()}
    return {field: column for field, column in columns.items() if column is not None}


def _column(annotation: Any) -> Any:
    parts = [part for part in get_args(annotation) if part is not NoneType]
    if annotation in KINDS:
        return KINDS[annotation]
    if NoneType in get_args(annotation) and len(parts) == 1:
        return _column(parts[0])
    return pl.String if parts and all(isinstance(part, str) for part in parts) else None

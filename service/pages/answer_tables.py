"""Tables of pages whose rows are parts of answers: the plain fields of a model, in its order."""

from collections.abc import Sequence
from datetime import date
from types import NoneType
from typing import Any, get_args

import polars as pl
from pydantic import BaseModel

from service.pages.made_tables import COUNT, DAY, NUMBER, TEXT, TEXTS, YES, Schema, made
from service.pages.tables import PageTable

KINDS: dict[Any, pl.DataType] = {str: TEXT, float: NUMBER, int: COUNT, bool: YES, date: DAY, list[str]: TEXTS}
"""Kind of a field → kind of its column; fields of other kinds, such as lists of answers, are tables of their own."""


def answer_table(name: str, kind: type[BaseModel], rows: Sequence[BaseModel]) -> PageTable:
    """One row an answer, with the fields that fit a cell; text of one of a few words is text."""
    columns = columns_of(kind)
    return made(name, columns, lambda: ({field: getattr(row, field) for field in columns} for row in rows))


def columns_of(kind: type[BaseModel]) -> Schema:
    """The fields of a model that fit a cell, with the kinds of their columns."""
    columns = {field: _column(info.annotation) for field, info in kind.model_fields.items()}
    return {field: column for field, column in columns.items() if column is not None}


def _column(annotation: Any) -> pl.DataType | None:
    parts = [part for part in get_args(annotation) if part is not NoneType]
    if annotation in KINDS:
        return KINDS[annotation]
    if NoneType in get_args(annotation) and len(parts) == 1:
        return _column(parts[0])
    return TEXT if parts and all(isinstance(part, str) for part in parts) else None

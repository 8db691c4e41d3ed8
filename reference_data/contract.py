"""What a reference table promises: its columns, its key and its rules, as plain data."""

from dataclasses import dataclass
from typing import Literal

import polars as pl

Kind = Literal["text", "list", "number", "integer", "date"]

POLARS_TYPES: dict[Kind, pl.DataType | type[pl.DataType]] = {
    "text": pl.String,
    "list": pl.List(pl.String),
    "number": pl.Float64,
    "integer": pl.Int64,
    "date": pl.Date,
}


@dataclass(frozen=True)
class Column:
    """One column: its kind, what it means, what an empty cell means, and which values it may hold."""

    name: str
    kind: Kind
    meaning: str
    unit: str = ""
    empty: str | None = None
    """What an empty cell means; None where a cell may not be empty."""
    one_of: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    """Tables whose first key column must hold the value (each value of a list)."""
    wildcard: str = ""
    """A value that stands for "any" and needs no referenced row."""
    minimum: float | None = None
    maximum: float | None = None
    pattern: str = ""


@dataclass(frozen=True)
class Rule:
    """A named truth about each row: a row for which `holds` is false is a fault that reads as `fault`."""

    fault: str
    holds: pl.Expr


@dataclass(frozen=True)
class Shares:
    """The shares in `column` sum to 1 within each group."""

    column: str
    group: tuple[str, ...]


@dataclass(frozen=True)
class ShelfLife:
    """How long the newest figure of an item may stand for today before a reader should be told."""

    days: int
    because: str
    items: tuple[str, ...]
    """Columns that name what a figure is about."""
    dated_by: str = ""
    """Column with the day of the figure; without one, only the day it was last held against its source counts."""


@dataclass(frozen=True)
class Table:
    """The contract of one reference table."""

    name: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    rules: tuple[Rule, ...] = ()
    shares: tuple[Shares, ...] = ()
    silent: str = ""
    """What an absent row means to the score."""
    shelf_life: ShelfLife | None = None
    """None where figures do not age: definitions, records of what happened."""

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def schema(self) -> dict[str, pl.DataType | type[pl.DataType]]:
        return {column.name: POLARS_TYPES[column.kind] for column in self.columns}

"""What a file we import promises: its columns, what they take, and what an empty cell means."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "text",
    "id",
    "number",
    "choice",
    "product",
    "material",
    "country",
    "importer",
    "origin",
    "origin_shares",
    "lei",
    "isin",
    "date",
]

LARGEST = 1e13
"""Above any company's revenue or output; whatever is larger is a slip, and sums stay exact below it."""

STATUS_COLUMNS = ("row_status", "problem", "suggestion")
"""Columns of a corrected file; an import passes over them, so that the file can be sent again."""


@dataclass(frozen=True)
class Column:
    """One column: what it holds, which values it takes and what an empty cell means."""

    name: str
    kind: Kind
    meaning: str
    empty: str = ""
    """What an empty cell means; a column without it is required."""
    unit: str = ""
    minimum: float = 0.0
    maximum: float = LARGEST
    choices: tuple[str, ...] = ()
    longest: int = 200

    @property
    def required(self) -> bool:
        return not self.empty


@dataclass(frozen=True)
class FileContract:
    """One kind of file: its name, its columns in the order of the template, and example rows."""

    name: str
    columns: tuple[Column, ...]
    examples: tuple[dict[str, str], ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """The column of that name."""
        return next(column for column in self.columns if column.name == name)

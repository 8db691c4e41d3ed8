"""Values of an edit as the cells of a table's contract: of the right kind, or a sentence that says why not."""

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from reference_data.contract import Column, Kind, Table
from scoring.edit_faults import EditFault, unknown_name

Row = dict[str, object]


def read_row(
    table: Table, given: Mapping[str, object], edit: int, part: str, columns: Sequence[str]
) -> tuple[Row, list[EditFault]]:
    """The given cells by column, and the faults of names and kinds; `part` is where in the edit they stand."""
    contract = {column.name: column for column in table.columns}
    row: Row = {}
    faults: list[EditFault] = []
    for name, value in given.items():
        if name not in columns:
            word = "part of the key of" if part != "values" else "a column of"
            faults.append(unknown_name(edit, (part, name), name, columns, f"is not {word} {table.name}"))
            continue
        try:
            row[name] = read_value(contract[name], value)
        except ValueError as error:
            faults.append(EditFault(edit, (part, name), str(error)))
    return row, faults


def read_value(column: Column, value: object) -> object:
    """The value as a cell of the column, None for an empty cell; raises ValueError with what is wrong."""
    if value is None or value in ("", [], ()):
        if column.empty is None:
            raise ValueError(f"{column.name} is empty")
        return None
    read, wanted = _READERS[column.kind]
    cell = read(value)
    if cell is None:
        raise ValueError(f"{column.name} is {value!r}, not {wanted}")
    return cell


def number(value: object) -> float | None:
    """The value as a float; None for what is no number, truth values included, or is not finite."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        figure = float(value)
    except OverflowError:
        return None
    return figure if math.isfinite(figure) else None


def _integer(value: object) -> int | None:
    whole = isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63
    return value if isinstance(value, int) and whole else None


def _day(value: object) -> date | None:
    if isinstance(value, date):
        return None if isinstance(value, datetime) else value
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == len("2025-04-04") else None
    except ValueError:
        return None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _texts(value: object) -> list[str] | None:
    if not isinstance(value, list | tuple):
        return None
    texts = [item for item in value if isinstance(item, str) and item and ";" not in item]
    return texts if len(texts) == len(value) else None


_READERS: Mapping[Kind, tuple[Callable[[object], object], str]] = {
    "number": (number, "a finite number"),
    "integer": (_integer, "a whole number"),
    "date": (_day, "a date like 2025-04-04"),
    "text": (_text, "a text"),
    "list": (_texts, "a list of texts without semicolons"),
}

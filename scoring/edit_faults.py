"""What is wrong with an edit of a what-if: where in it, why, and the names that were perhaps meant."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import polars as pl

from reference_data.faults import TableFault

MOST_NEAREST = 3
EDIT = "_edit"
"""Column of a table being edited: which edit wrote the row, counted from 0; empty where none did."""


@dataclass(frozen=True)
class EditFault:
    """One fault of one edit; `at` is the way to the value within the edit, empty for the edit as a whole."""

    edit: int | None
    """Which edit, counted from 0; none where several together break a table."""
    at: tuple[str, ...]
    fault: str
    nearest: tuple[str, ...] = ()

    def __str__(self) -> str:
        place = "edits" if self.edit is None else f"edit {self.edit + 1}"
        meant = f"; did you mean {' or '.join(self.nearest)}?" if self.nearest else ""
        return f"{place}{', ' + '.'.join(self.at) if self.at else ''}: {self.fault}{meant}"


class EditFaults(Exception):
    """Edits that cannot be made; `faults` holds one a bad place."""

    def __init__(self, faults: Sequence[EditFault]) -> None:
        self.faults = list(faults)
        super().__init__("\n".join(map(str, self.faults)))


def unknown_name(edit: int, at: tuple[str, ...], name: str, known: Iterable[str], fault: str) -> EditFault:
    """The fault of a name that is not known, with the known names most like it."""
    near = get_close_matches(name, list(known), n=MOST_NEAREST, cutoff=0.6)
    return EditFault(edit, at, f"{name} {fault}", tuple(near))


def broken_by(fault: TableFault, written: Mapping[str, pl.DataFrame], edits: Sequence[object]) -> EditFault:
    """The fault of a table as a fault of the edit that wrote its row; else of the one edit there is, or of all."""
    table = fault.file.removesuffix(".csv")
    row = written[table].slice(fault.line - 2, 1) if table in written and fault.line >= 2 else None
    place = row[EDIT].item() if row is not None and row.height else None
    text = f"{table}: {fault.fault}"
    if place is None:
        return EditFault(0 if len(edits) == 1 else None, (), text)
    column = fault.fault.split(" ", 1)[0].rstrip(":")
    named = column in getattr(edits[place], "values", {})
    return EditFault(place, ("values", column) if named else (), text)

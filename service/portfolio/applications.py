"""A file of licence applications in, everything there is to say about it out."""

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from scoring.portfolio import APPLICATION_COLUMNS
from service.portfolio.application_columns import LICENCE_APPLICATIONS
from service.portfolio.cells import cell_faults, named_cells, noted_faults, shape_faults
from service.portfolio.column_map import map_notes
from service.portfolio.decimal_commas import semicolon_notes
from service.portfolio.examples import example_notes
from service.portfolio.faults import Fault, ImportRefused, Problem
from service.portfolio.manner import AS_IT_IS, Manner
from service.portfolio.reading import read_table, table_faults
from service.portfolio.report import FileReport
from service.portfolio.row_faults import check_missing, check_where, faults_of, in_one_voice
from service.portfolio.vocabulary import Vocabulary

_HAPPENED = {
    "filed_on": "day the application was filed",
    "decided_on": "day it was decided or withdrawn, leave it empty while the application is pending",
}


@dataclass(frozen=True)
class ApplicationReport(FileReport):
    """The report of a file of licence applications; `applications` is none if nothing of the file is taken."""

    contract = LICENCE_APPLICATIONS
    applications: pl.DataFrame | None = None


def read_applications(
    data: bytes,
    filename: str,
    vocabulary: Vocabulary,
    *,
    accept_valid: bool = False,
    manner: Manner = AS_IT_IS,
    today: date | None = None,
) -> ApplicationReport:
    """Everything wrong with a file of licence applications, and its rows if nothing is. Never raises for bad input.

    Days after `today`, the day of the import in UTC, and the next are faults; any day is taken where nothing is
    imported.
    """
    try:
        table = read_table(data, filename, LICENCE_APPLICATIONS, manner)
    except ImportRefused as refusal:
        return ApplicationReport(filename, 0, 0, refusal.faults, (), None)
    if unread := table_faults(table, LICENCE_APPLICATIONS, manner):
        return ApplicationReport(filename, 0, 0, tuple(unread), (), None, header=table.header)
    cells = named_cells(table, LICENCE_APPLICATIONS)
    faults = [
        *shape_faults(table),
        *noted_faults(table, LICENCE_APPLICATIONS),
        *cell_faults(cells, LICENCE_APPLICATIONS, vocabulary),
        *_row_faults(cells),
        *(_future_faults(cells, today) if today else ()),
    ]
    sound = cells.filter(~pl.col("row").is_in({fault.row for fault in faults}))
    taken = sound if accept_valid or not faults else cells.clear()
    told = in_one_voice(faults, LICENCE_APPLICATIONS.names)
    of_file = (*semicolon_notes(table, LICENCE_APPLICATIONS), *example_notes(taken, LICENCE_APPLICATIONS))
    notes = (*of_file, *map_notes(table.header, manner.columns(table.header)), *_repeats(taken))
    return ApplicationReport(
        filename, table.height, taken.height, told, notes, table, header=table.header, applications=_typed(taken)
    )


def _row_faults(cells: pl.DataFrame) -> list[Fault]:
    pending = (pl.col("outcome") == "pending").fill_null(False)
    decided = pl.col("outcome").is_in(["approved", "denied", "withdrawn"]).fill_null(False)
    early = Problem("decided_before_filed", "is before filed_on", "compare both days with the file")
    open_file = Problem("pending_decided", "is given for a pending application", "clear it, or give the outcome")
    required = [column for column in LICENCE_APPLICATIONS.columns if column.required]
    rows = cells.lazy()
    return faults_of(
        [
            *(check_missing(rows, column.name, pl.lit(True), column.meaning) for column in required),
            check_missing(rows, "decided_on", decided, "the day of the decision, or set outcome to pending"),
            check_where(rows, pending & pl.col("decided_on").is_not_null(), "decided_on", open_file),
            check_where(rows, _day("decided_on") < _day("filed_on"), "decided_on", early),
        ]
    )


def _future_faults(cells: pl.DataFrame, today: date) -> list[Fault]:
    said = f"lies in the future, after {today}, the day of the import (UTC)"
    # East of Greenwich the next day has begun somewhere.
    latest = today + timedelta(days=1)
    checks = [
        check_where(cells.lazy(), _day(name) > latest, name, Problem("in_future", said, f"{name} is the {meaning}"))
        for name, meaning in _HAPPENED.items()
    ]
    return faults_of(checks)


def _repeats(taken: pl.DataFrame) -> tuple[str, ...]:
    first = pl.col("row").min().over(LICENCE_APPLICATIONS.names)
    again = taken.select("row", first=first).filter(pl.col("row") != pl.col("first"))
    return tuple(f"row {row} repeats row {first}: counted as two applications" for row, first in again.iter_rows())


def _day(column: str) -> pl.Expr:
    return pl.col(column).str.to_date("%Y-%m-%d", strict=False)


def _typed(taken: pl.DataFrame) -> pl.DataFrame | None:
    days = {name: _day(name) for name, kind in APPLICATION_COLUMNS.items() if kind == pl.Date}
    typed = taken.with_columns(**days).select(*APPLICATION_COLUMNS)
    return typed.sort(*APPLICATION_COLUMNS) if typed.height else None

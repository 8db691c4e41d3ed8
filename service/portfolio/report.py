"""A portfolio file in, everything there is to say about it out."""

from dataclasses import dataclass, field, replace
from typing import ClassVar

import polars as pl

from scoring.portfolio import Portfolio
from service.portfolio.cells import cell_faults, named_cells, noted_faults, shape_faults
from service.portfolio.column_map import currency_notes, map_notes
from service.portfolio.columns import PORTFOLIO
from service.portfolio.contract import FileContract
from service.portfolio.decimal_commas import semicolon_notes
from service.portfolio.examples import example_notes
from service.portfolio.faults import Fault, ImportRefused, Problem
from service.portfolio.frames import portfolio_of
from service.portfolio.line_checks import LINE_KEY, line_faults
from service.portfolio.magnitudes import magnitude_notes
from service.portfolio.manner import AS_IT_IS, Identifier, Manner
from service.portfolio.merging import Merged, merge_faults, merged_companies
from service.portfolio.override_checks import OVERRIDE, overrides_without_line
from service.portfolio.reading import read_table, table_faults
from service.portfolio.row_faults import faults_of, in_one_voice
from service.portfolio.table import TextTable
from service.portfolio.vocabulary import Vocabulary
from service.progress import Report, unheard

_LINE_FELL_AWAY = Problem(
    "line_fell_away", "its product line has faults and is not taken", "mend the line with the same company and product"
)


@dataclass(frozen=True)
class FileReport:
    """What became of a file: rows read, rows taken, every fault, remarks that are no faults, and the file as read."""

    contract: ClassVar[FileContract]
    filename: str
    rows: int
    accepted_rows: int
    faults: tuple[Fault, ...]
    notes: tuple[str, ...]
    table: TextTable | None
    """The file as it was given; none where it could not be read as a table of ours."""
    version: str | None = None
    """The version stored; none while nothing is."""
    header: tuple[str, ...] = ()
    """The headings as they were given; none where there is no table."""
    merged: tuple[Merged, ...] = ()
    """Companies that were made one."""

    @property
    def left_out(self) -> int:
        """How many rows were read and not taken."""
        return self.rows - self.accepted_rows

    @property
    def messages(self) -> list[str]:
        """One line a fault, as a person reads it."""
        return [str(fault) for fault in self.faults]


def left_out_words(rows: int | None, faults: int) -> str:
    """What follows the rows taken: how many, where known, were left out with how many faults; nothing without any."""
    if not faults:
        return ""
    left = "rows" if rows is None else f"{rows:,} row{'' if rows == 1 else 's'}"
    return f"; {left} with {faults:,} fault{'' if faults == 1 else 's'} left out"


@dataclass(frozen=True)
class ImportReport(FileReport):
    """The report of a portfolio file; `portfolio` is none if nothing of the file is taken."""

    contract = PORTFOLIO
    portfolio: Portfolio | None = None
    company_rows: dict[str, int] = field(default_factory=dict)
    """The first row of each company taken."""


def read_portfolio(
    data: bytes,
    filename: str,
    vocabulary: Vocabulary,
    *,
    accept_valid: bool = False,
    manner: Manner = AS_IT_IS,
    report: Report = unheard,
) -> ImportReport:
    """Everything wrong with a portfolio file, and its portfolio if nothing is.

    With `accept_valid` the rows without faults are taken; an override goes with its line. Never raises for bad input.
    """
    report("reading rows")
    try:
        table = read_table(data, filename, PORTFOLIO, manner)
    except ImportRefused as refusal:
        return ImportReport(filename, 0, 0, refusal.faults, (), None)
    of_file = (*currency_notes(table, PORTFOLIO), *semicolon_notes(table, PORTFOLIO))
    if faults := table_faults(table, PORTFOLIO, manner):
        return ImportReport(filename, 0, 0, tuple(faults), of_file, None, header=table.header)
    report("checking rows", 0, table.height)
    cells = named_cells(table, PORTFOLIO)
    alone = [*shape_faults(table), *noted_faults(table, PORTFOLIO), *cell_faults(cells, PORTFOLIO, vocabulary)]
    cells, together, merged = _together(cells, vocabulary, manner.merge_by)
    faults = [*alone, *together]
    fell: list[Fault] = []
    if faults and accept_valid:
        cells, fell = _without_faulty(cells, faults)
    elif faults:
        cells = cells.clear()
    of_file = (*of_file, *example_notes(cells, PORTFOLIO))
    notes = (*of_file, *map_notes(table.header, manner.columns(table.header)), *map(str, merged))
    return replace(_report(filename, table, cells, faults + fell, vocabulary, notes), merged=merged)


def _together(
    cells: pl.DataFrame, vocabulary: Vocabulary, by: Identifier | None
) -> tuple[pl.DataFrame, list[Fault], tuple[Merged, ...]]:
    """The cells with companies merged, if asked, the faults of rows read together, and what was merged."""
    faults = line_faults(cells, vocabulary)
    one, merged = merged_companies(cells, by) if by else (cells, ())
    if by is None or not merged:
        return cells, faults, ()
    return one, merge_faults(faults, line_faults(one, vocabulary), by), merged


def _without_faulty(cells: pl.DataFrame, faults: list[Fault]) -> tuple[pl.DataFrame, list[Fault]]:
    sound = cells.filter(~pl.col("row").is_in({fault.row for fault in faults}))
    rows = sound.lazy()
    fell = faults_of([overrides_without_line(rows.filter(OVERRIDE), rows.filter(~OVERRIDE), _LINE_FELL_AWAY)])
    return sound.filter(~pl.col("row").is_in({fault.row for fault in fell})), fell


def _report(
    filename: str,
    table: TextTable,
    taken: pl.DataFrame,
    faults: list[Fault],
    vocabulary: Vocabulary,
    notes: tuple[str, ...],
) -> ImportReport:
    portfolio = portfolio_of(taken) if taken.height else None
    first = taken.group_by("company_id").agg(pl.col("row").min())
    return ImportReport(
        filename,
        table.height,
        taken.height,
        in_one_voice(faults, PORTFOLIO.names),
        (*notes, *_magnitudes(taken, vocabulary)),
        table,
        header=table.header,
        portfolio=portfolio,
        company_rows=dict(first.iter_rows()),
    )


def _magnitudes(taken: pl.DataFrame, vocabulary: Vocabulary) -> tuple[str, ...]:
    lines = taken.select("row", *LINE_KEY, "annual_units", "annual_revenue_usd")
    return magnitude_notes(lines, vocabulary.unit_values_usd)

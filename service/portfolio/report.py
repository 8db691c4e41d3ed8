"""A portfolio file in, everything there is to say about it out."""

from dataclasses import dataclass, field
from typing import ClassVar

import polars as pl

from scoring.portfolio import Portfolio
from service.portfolio.cells import cell_faults, named_cells, noted_faults, shape_faults
from service.portfolio.columns import PORTFOLIO
from service.portfolio.contract import FileContract
from service.portfolio.faults import Fault, ImportRefused, Problem
from service.portfolio.frames import portfolio_of
from service.portfolio.line_checks import LINE_KEY, line_faults
from service.portfolio.magnitudes import magnitude_notes
from service.portfolio.override_checks import OVERRIDE, overrides_without_line
from service.portfolio.reading import read_table
from service.portfolio.row_faults import in_one_voice
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

    @property
    def messages(self) -> list[str]:
        """One line a fault, as a person reads it."""
        return [str(fault) for fault in self.faults]


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
    report: Report = unheard,
) -> ImportReport:
    """Everything wrong with a portfolio file, and its portfolio if nothing is.

    With `accept_valid` the rows without faults are taken; an override goes with its line. Never raises for bad input.
    """
    report("reading rows")
    try:
        table = read_table(data, filename, PORTFOLIO)
    except ImportRefused as refusal:
        return ImportReport(filename, 0, 0, refusal.faults, (), None)
    report("checking rows", 0, table.height)
    cells = named_cells(table, PORTFOLIO)
    faults = [
        *shape_faults(table),
        *noted_faults(table, PORTFOLIO),
        *cell_faults(cells, PORTFOLIO, vocabulary),
        *line_faults(cells, vocabulary),
    ]
    if not faults:
        return _report(filename, table, cells, faults, vocabulary)
    if not accept_valid:
        return _report(filename, table, cells.clear(), faults, vocabulary)
    taken, fell = _without_faulty(cells, faults)
    return _report(filename, table, taken, faults + fell, vocabulary)


def _without_faulty(cells: pl.DataFrame, faults: list[Fault]) -> tuple[pl.DataFrame, list[Fault]]:
    sound = cells.filter(~pl.col("row").is_in({fault.row for fault in faults}))
    fell = overrides_without_line(sound.filter(OVERRIDE), sound.filter(~OVERRIDE), _LINE_FELL_AWAY)
    return sound.filter(~pl.col("row").is_in({fault.row for fault in fell})), fell


def _report(
    filename: str, table: TextTable, taken: pl.DataFrame, faults: list[Fault], vocabulary: Vocabulary
) -> ImportReport:
    portfolio = portfolio_of(taken) if taken.height else None
    first = taken.group_by("company_id").agg(pl.col("row").min())
    return ImportReport(
        filename,
        table.height,
        taken.height,
        in_one_voice(faults, PORTFOLIO.names),
        magnitude_notes(
            taken.select("row", *LINE_KEY, "annual_units", "annual_revenue_usd"), vocabulary.unit_values_usd
        ),
        table,
        portfolio=portfolio,
        company_rows=dict(first.iter_rows()),
    )

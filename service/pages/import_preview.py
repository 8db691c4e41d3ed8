"""What the preview of an upload shows: what is wrong row by row, what would be imported, and how headings are read."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

import polars as pl

from service.importing import Sent
from service.pages.tables import PageTable, frame, table
from service.portfolio.column_map import suggested
from service.portfolio.contract import STATUS_COLUMNS, FileContract
from service.portfolio.faults import Fault, ImportRefused
from service.portfolio.header import plain_name
from service.portfolio.manner import AS_IT_IS, Manner
from service.portfolio.reading import NO_ROWS, read_table
from service.portfolio.report import FileReport, ImportReport
from service.portfolio.store import PortfolioStore
from service.portfolio.table import TextTable

MOST_FAULTS, ROWS_SHOWN, SAMPLES, LONGEST_CELL = 200, 5, 3, 60
State = Literal["all", "some", "none", "headings", "no rows", "no table"]
SCHEMA = {
    "row": pl.Int64,
    "column": pl.String,
    "problem": pl.String,
    "value": pl.String,
    "suggestion": pl.String,
}


@dataclass(frozen=True)
class Heading:
    """One heading of the file: how it is read now or would best be read, and the first values under it."""

    place: int
    name: str
    column: str
    suggested: bool
    samples: Sequence[str]


@dataclass(frozen=True)
class Moved:
    """How many companies of a portfolio come, go and stay with an import; the first ids of those that go."""

    new: int
    gone: int
    kept: int
    going: Sequence[str]


@dataclass(frozen=True)
class Preview:
    """All the preview shows."""

    sent: Sent
    report: FileReport
    state: State
    faults: Sequence[Fault]
    faulty_rows: int
    headings: Sequence[Heading]
    known: Sequence[str]
    columns: FileContract
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    notes: Sequence[str]
    moved: Moved | None


def preview_of(sent: Sent, report: FileReport, remembered: Manner, store: PortfolioStore) -> Preview:
    """The preview of an upload with the report of its dry run, valid rows taken."""
    read = report.table or table_of(sent, remembered)
    header = read.header if read else ()
    return Preview(
        sent=sent,
        report=report,
        state=_state(report),
        faults=report.faults[:MOST_FAULTS],
        faulty_rows=len({fault.row for fault in report.faults if fault.row}),
        headings=_headings(read, sent.contract, remembered) if read else (),
        known=[name for name in header if plain_name(name) in sent.contract.names],
        columns=sent.contract,
        header=header,
        rows=_excerpt(read, ROWS_SHOWN) if read else (),
        notes=[note for note in report.notes if note not in map(str, report.merged)],
        moved=_moved(sent, report, store),
    )


def fault_table(report: FileReport) -> PageTable:
    """Every fault of an upload, one row each."""
    rows = [{name: getattr(fault, name) for name in SCHEMA} for fault in report.faults]
    return table("faults", frame(rows, SCHEMA))


def _state(report: FileReport) -> State:
    if report.accepted_rows:
        return "some" if report.faults else "all"
    if report.table is not None:
        return "none"
    if any(fault.code == NO_ROWS for fault in report.faults):
        return "no rows"
    return "headings" if report.header else "no table"


def table_of(sent: Sent, manner: Manner = AS_IT_IS) -> TextTable | None:
    """The table in an upload, whatever its headings; none where there is none."""
    try:
        return read_table(sent.content, sent.file_name, sent.contract, manner)
    except ImportRefused:
        return None


def _headings(read: TextTable, contract: FileContract, manner: Manner) -> list[Heading]:
    """The headings that are none of ours, or are mapped."""
    mapped, meant = manner.columns(read.header), suggested(read.names, contract)
    samples = list(zip(*_excerpt(read, SAMPLES), strict=True)) or [()] * len(read.header)
    return [
        Heading(
            place,
            name,
            mapped.get(plain_name(name), meant.get(plain_name(name), "")),
            plain_name(name) not in mapped,
            [cell for cell in samples[place] if cell],
        )
        for place, name in enumerate(read.header)
        if plain_name(name) in mapped
        or (plain_name(name) and plain_name(name) not in (*contract.names, *STATUS_COLUMNS))
    ]


def _excerpt(read: TextTable, most: int) -> list[list[str]]:
    """The first rows, as wide as the header, long cells cut."""
    width = len(read.header)
    padded = ((cells + [""] * width)[:width] for _, cells in islice(read.numbered_rows(), most))
    return [[cell if len(cell) <= LONGEST_CELL else f"{cell[:LONGEST_CELL]}…" for cell in cells] for cells in padded]


def _moved(sent: Sent, report: FileReport, store: PortfolioStore) -> Moved | None:
    """Companies that come and go, where a portfolio of that name is replaced."""
    version = store.current().get(sent.portfolio)
    if not isinstance(report, ImportReport) or report.portfolio is None or version is None:
        return None
    now = set(store.load(sent.portfolio, version).lines["company_id"])
    then = set(report.portfolio.lines["company_id"])
    gone = sorted(now - then)
    return Moved(len(then - now), len(gone), len(now & then), gone[:10])

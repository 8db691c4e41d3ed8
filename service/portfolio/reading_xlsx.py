"""Workbook to rows: each cell as the text a user would have typed, with a note where that loses something."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from service.portfolio.contract import FileContract
from service.portfolio.faults import HEADER_ROW, refused
from service.portfolio.limits import MOST_COLUMNS
from service.portfolio.sheet_scan import scan_sheet
from service.portfolio.table import CellNote, NumberedRow, TextTable, text_table
from service.portfolio.workbook_guard import damaged, guarded_workbook
from service.portfolio.workbook_parts import pieces, single_sheet, table_sheet

Cell = int | float | str | bool | date | datetime | time | timedelta

FIRST_ROUNDED = 1e15
"""Spreadsheets keep 15 digits: whole numbers from here on may have lost their last ones."""


def read_xlsx(data: bytes, contract: FileContract) -> TextTable:
    """The table on the sheet named like the contract, or else on the first; raises ImportRefused if there is none."""
    with guarded_workbook(data) as packed:
        chosen = table_sheet(packed, contract.name)
        unvalued = scan_sheet(pieces(packed, chosen.part))
        plain = single_sheet(packed, chosen)
    texts = _Texts()
    rows = texts.rows(_cells(plain, chosen.name))
    header = _header(next(rows, (HEADER_ROW, []))[1], contract)
    table = text_table(header, rows)
    return replace(table, notes=(*unvalued, *texts.notes))


def _cells(plain: bytes, sheet: str) -> Iterator[list[Cell]]:
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(plain)) as workbook:
            yield from _whole_rows(workbook.get_sheet_by_name(sheet))
    except (CalamineError, OSError, ValueError, zipfile.BadZipFile):
        raise damaged() from None


def _whole_rows(sheet: CalamineSheet) -> Iterator[list[Cell]]:
    # The reader leaves out empty columns on the left, but not empty rows on top.
    left: list[Cell] = [""] * (sheet.start[1] if sheet.start else 0)
    for cells in sheet.iter_rows():
        yield left + list(cells)


def _header(cells: list[str], contract: FileContract) -> list[str]:
    if not cells:
        raise refused(
            "empty_file", "the sheet is empty", "it needs a header and at least one row; the template shows both"
        )
    if len(cells) > MOST_COLUMNS:
        raise refused(
            "too_many_columns",
            f"has {len(cells):,} columns",
            f"a {contract.name} file has {len(contract.columns)}",
            HEADER_ROW,
        )
    return cells


@dataclass
class _Texts:
    notes: list[CellNote] = field(default_factory=list)

    def rows(self, sheet: Iterator[list[Cell]]) -> Iterator[NumberedRow]:
        for row, cells in enumerate(sheet, start=1):
            yield row, [self._text(row, place, cell) for place, cell in enumerate(cells)]

    def _text(self, row: int, place: int, cell: Cell) -> str:
        if isinstance(cell, str):
            return cell
        if isinstance(cell, bool):
            return str(cell).upper()
        if isinstance(cell, int | float):
            if abs(cell) >= FIRST_ROUNDED:
                self.notes.append(CellNote(row, place, "rounded_number"))
            return number_text(cell)
        self.notes.append(CellNote(row, place, "date_cell"))
        return _moment_text(cell)


def number_text(number: float) -> str:
    """A number as somebody would type it: whole numbers without a point, others in full precision."""
    return str(int(number)) if float(number).is_integer() and abs(number) < FIRST_ROUNDED else repr(float(number))


def _moment_text(cell: date | datetime | time | timedelta) -> str:
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return str(cell) if isinstance(cell, timedelta) else cell.isoformat()

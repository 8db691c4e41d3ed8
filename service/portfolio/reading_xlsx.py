"""Workbook to text table."""

from collections.abc import Iterator
from dataclasses import replace

from service.portfolio.cell_texts import CellTexts
from service.portfolio.contract import FileContract
from service.portfolio.faults import HEADER_ROW, refused
from service.portfolio.limits import MOST_COLUMNS
from service.portfolio.shared_texts import shared_texts
from service.portfolio.sheet_rows import SheetRows, sheet_rows
from service.portfolio.table import NumberedRow, TextTable, spreadsheet_letter, text_table
from service.portfolio.workbook_guard import guarded_workbook
from service.portfolio.workbook_parts import workbook_of


def read_xlsx(data: bytes, contract: FileContract) -> TextTable:
    """The table on the sheet named like the contract, or else on the first; raises ImportRefused if there is none."""
    with guarded_workbook(data) as packed:
        workbook = workbook_of(packed)
        rows = sheet_rows(workbook.pieces(workbook.table_sheet(contract.name)))
        shared = shared_texts(workbook.pieces(workbook.shared_texts)) if workbook.shared_texts else []
        texts = CellTexts(shared, workbook.day_styles(), workbook.days_from_1904)
    width = _width(rows, contract)
    numbered = _numbered(rows, width, texts)
    header = next(numbered)[1] if HEADER_ROW in rows else [""] * width
    table = text_table(header, numbered)
    return replace(table, notes=tuple(texts.notes))


def _width(rows: SheetRows, contract: FileContract) -> int:
    width = 1 + max((cells[-1].place for cells in rows.values()), default=-1)
    if width == 0:
        raise refused(
            "empty_file", "the sheet is empty", "it needs a header and at least one row; the template shows both"
        )
    if width > MOST_COLUMNS:
        row = next(row for row, cells in rows.items() if cells[-1].place == width - 1)
        problem = f"reaches to column {spreadsheet_letter(width - 1)}"
        raise refused("too_many_columns", problem, f"a {contract.name} file has {len(contract.columns)} columns", row)
    return width


def _numbered(rows: SheetRows, width: int, texts: CellTexts) -> Iterator[NumberedRow]:
    for row, cells in rows.items():
        numbered = [""] * width
        for cell in cells:
            numbered[cell.place] = texts.text(row, cell)
        yield row, numbered

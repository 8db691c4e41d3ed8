"""The uploaded file back with its faults beside each row, to be mended and sent again."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from math import isfinite
from typing import Any

from service.portfolio.contract import STATUS_COLUMNS, Column, FileContract
from service.portfolio.decimal_commas import is_comma_number, is_either_way, with_point
from service.portfolio.faults import HEADER_ROW, Fault, refused
from service.portfolio.header import plain_name
from service.portfolio.limits import MOST_SHEET_ROWS
from service.portfolio.numbers import is_plain_number
from service.portfolio.report import FileReport
from service.portfolio.table import TextTable
from service.portfolio.texts import BLANKS, starts_formula
from service.portfolio.workbook_writing import plain_workbook

OK, FAULTY = "ok", "fault"


def corrected_csv(report: FileReport) -> bytes | None:
    """The file with row_status, problem and suggestion, marked as UTF-8; none if it could not be read as a table.

    A file with semicolons has semicolons again, and its numbers are as they were written.
    """
    if report.table is None:
        return None
    text = io.StringIO(newline="")
    separator = ";" if report.table.has_semicolons else ","
    csv.writer(text, delimiter=separator, lineterminator="\r\n").writerows(_rows(report.table, report.faults))
    return text.getvalue().encode("utf-8-sig")


def corrected_xlsx(report: FileReport) -> bytes | None:
    """The same as a workbook: plain numbers of number columns as numbers, all else as text."""
    if report.table is None:
        return None
    if report.table.last_row > MOST_SHEET_ROWS:
        problem = f"the file has {report.table.last_row:,} rows, a sheet holds {MOST_SHEET_ROWS:,}"
        raise refused("too_many_rows", problem, "take the corrected file as CSV")
    packed = io.BytesIO()
    with plain_workbook(packed) as workbook:
        _write(workbook, report.contract, report.table, _rows(report.table, report.faults))
    return packed.getvalue()


def guarded(cell: str, *, decimal_commas: bool = False) -> str:
    """The text with an apostrophe before it where a spreadsheet would run it; numbers are never touched."""
    runs = starts_formula(cell.lstrip(BLANKS)) and not cell.startswith("'")
    number = is_plain_number(cell) or (decimal_commas and is_comma_number(cell))
    return f"'{cell}" if runs and not number else cell


def _write(workbook: Any, contract: FileContract, table: TextTable, rows: Iterator[list[str]]) -> None:
    sheet = workbook.add_worksheet(contract.name)
    sheet.freeze_panes(1, 0)
    text = workbook.add_format({"num_format": "@"})
    header = next(rows)
    columns = {column.name: column for column in contract.columns}
    read_as = {plain_name(given): plain_name(name) for given, name in zip(table.header, table.names, strict=True)}
    of_place = [columns.get(read_as.get(plain_name(name), "")) for name in header]
    numeric = [column is not None and column.kind == "number" for column in of_place]
    for place, is_numeric in enumerate(numeric):
        sheet.set_column(place, place, None, None if is_numeric else text)
    sheet.write_row(0, 0, header)
    for row, cells in enumerate(rows, start=1):
        for place, given in enumerate(cells):
            cell = _in_workbook(given, of_place[place]) if table.has_semicolons else given
            if cell and numeric[place] and is_plain_number(cell) and isfinite(float(cell)):
                sheet.write_number(row, place, float(cell))
            elif cell:
                sheet.write_string(row, place, cell, None if numeric[place] else text)


def _in_workbook(cell: str, column: Column | None) -> str:
    if column is None:
        return cell
    # A workbook has no decimal commas: what was in doubt for them must not count as a number if it is sent unmended.
    return f"'{cell}" if is_either_way(cell, column) else with_point(cell, column)


def _rows(table: TextTable, faults: Sequence[Fault]) -> Iterator[list[str]]:
    width = max(len(table.header), *(len(cells) for cells in table.ragged.values()), 0)
    # A corrected file that is sent again brings the columns of the last time.
    names = [plain_name(name) for name in table.header]
    kept = [place for place in range(width) if place >= len(names) or names[place] not in STATUS_COLUMNS]
    by_row = _by_row(faults)
    yield [*_copy(list(table.header), kept, table.has_semicolons), *STATUS_COLUMNS]
    last = HEADER_ROW
    for row, cells in table.numbered_rows():
        # Blank rows stay, so that rows keep their numbers.
        yield from ([*[""] * len(kept), *_status(by_row.get(blank, []), "")] for blank in range(last + 1, row))
        yield [*_copy(cells, kept, table.has_semicolons), *_status(by_row.get(row, []), OK)]
        last = row


def _by_row(faults: Sequence[Fault]) -> Mapping[int, list[Fault]]:
    by_row: dict[int, list[Fault]] = defaultdict(list)
    for fault in faults:
        by_row[fault.row].append(fault)
    return by_row


def _copy(cells: list[str], kept: list[int], decimal_commas: bool) -> list[str]:
    return [guarded(cells[place], decimal_commas=decimal_commas) if place < len(cells) else "" for place in kept]


def _status(faults: list[Fault], without: str) -> list[str]:
    if not faults:
        return [without, "", ""]
    problems = [f"{fault.column}: {fault.problem}" if fault.column else fault.problem for fault in faults]
    suggestions = dict.fromkeys(fault.suggestion for fault in faults)
    return [FAULTY, "; ".join(problems), "; ".join(suggestions)]

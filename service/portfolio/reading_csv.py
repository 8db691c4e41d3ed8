"""CSV text to rows: commas or semicolons, double quotes, and the row of whatever is wrong."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace

from service.portfolio.contract import FileContract
from service.portfolio.encoding import decoded
from service.portfolio.faults import HEADER_ROW, ImportRefused, refused, shown
from service.portfolio.header import plain_name
from service.portfolio.limits import MOST_COLUMNS, MOST_ROW_CHARACTERS
from service.portfolio.table import NumberedRow, TextTable, text_table

_COMMA, _SEMICOLON = ",", ";"
_OTHERS = {"\t": "tabs", "|": "bars (|)"}
_QUOTE_BEGUN = "a quotation mark opens in this row and does not close at the end of its cell"
_CLOSE_QUOTE = 'close it; within a cell in quotation marks each mark of the text is written twice ("")'


def read_csv(data: bytes, contract: FileContract) -> TextTable:
    """The table in a CSV file; raises ImportRefused if the bytes are not one."""
    text = decoded(data)
    separator = _separator(text, contract)
    rows = _rows(text, separator)
    _, header = next(rows)
    if len(header) > MOST_COLUMNS:
        raise refused(
            "too_many_columns",
            f"has {len(header):,} columns",
            f"a {contract.name} file has {len(contract.columns)}",
            HEADER_ROW,
        )
    return replace(text_table(header, rows), has_semicolons=separator == _SEMICOLON)


def _rows(text: str, separator: str) -> Iterator[NumberedRow]:
    reader = csv.reader(_lines(text), strict=True, delimiter=separator)
    row = 0
    try:
        for cells in reader:
            row += 1
            yield row, cells
    except csv.Error as error:
        raise _not_csv(row + 1, str(error)) from None


def _lines(text: str) -> Iterator[str]:
    for row, line in enumerate(io.StringIO(text, newline=""), start=1):
        if len(line) > MOST_ROW_CHARACTERS:
            problem = f"is {len(line):,} characters long without a line break"
            raise refused("row_too_long", problem, f"a row has at most {MOST_ROW_CHARACTERS:,}", row)
        yield line


def _not_csv(row: int, error: str) -> ImportRefused:
    # Lines are short, so a cell beyond csv's own limit can only be a quotation that runs on over many rows.
    if "unexpected end" in error or "field larger" in error or "expected after" in error:
        return refused("open_quote", _QUOTE_BEGUN, _CLOSE_QUOTE, row)
    return refused("not_csv", f"is not CSV, {error}", "save the file as CSV UTF-8 (comma delimited)", row)


def _separator(text: str, contract: FileContract) -> str:
    """What stands between the columns of the header; raises ImportRefused where it is neither comma nor semicolon."""
    line = next(_lines(text)).strip("\r\n")
    if plain_name(line).strip('"').startswith("sep="):
        raise refused(
            "separator_row",
            f"{shown(line)} is a note to Excel, not a header",
            "delete this row; what separates the columns is seen without it",
            HEADER_ROW,
        )
    for separator, called in _OTHERS.items():
        if _separates(separator, line, contract):
            raise refused(
                "separator",
                f"columns are separated by {called}, not by commas or semicolons",
                "save the file as comma-separated CSV, or as XLSX",
                HEADER_ROW,
            )
    return _SEMICOLON if _separates(_SEMICOLON, line, contract) else _COMMA


def _separates(separator: str, line: str, contract: FileContract) -> bool:
    if _known_names(line, separator, contract) > max(1, _known_names(line, _COMMA, contract)):
        return True
    # Headings need not be ours, but so few commas outside quotation marks make no header of ours.
    parts, by_comma = (len(next(csv.reader([line], delimiter=mark))) for mark in (separator, _COMMA))
    needed = sum(column.required for column in contract.columns)
    return parts > 2 and by_comma < min(parts, needed)


def _known_names(line: str, separator: str, contract: FileContract) -> int:
    return len({plain_name(part.strip('"')) for part in line.split(separator)} & set(contract.names))

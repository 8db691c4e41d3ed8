"""CSV text to rows: commas, double quotes, and the row of whatever is wrong."""

import csv
import io
from collections.abc import Iterator

from service.portfolio.contract import FileContract
from service.portfolio.encoding import decoded
from service.portfolio.faults import HEADER_ROW, ImportRefused, refused, shown
from service.portfolio.header import plain_name
from service.portfolio.limits import MOST_COLUMNS, MOST_ROW_CHARACTERS
from service.portfolio.table import NumberedRow, TextTable, text_table

_SEPARATORS = {";": "semicolons (;)", "\t": "tabs", "|": "bars (|)"}
_QUOTE_BEGUN = "a quotation mark opens in this row and does not close at the end of its cell"
_CLOSE_QUOTE = 'close it; within a cell in quotation marks each mark of the text is written twice ("")'


def read_csv(data: bytes, contract: FileContract) -> TextTable:
    """The table in a CSV file; raises ImportRefused if the bytes are not one."""
    text = decoded(data)
    _refuse_other_separator(text, contract)
    rows = _rows(text)
    _, header = next(rows)
    if len(header) > MOST_COLUMNS:
        raise refused(
            "too_many_columns",
            f"has {len(header):,} columns",
            f"a {contract.name} file has {len(contract.columns)}",
            HEADER_ROW,
        )
    return text_table(header, rows)


def _rows(text: str) -> Iterator[NumberedRow]:
    reader = csv.reader(_lines(text), strict=True)
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


def _refuse_other_separator(text: str, contract: FileContract) -> None:
    line = next(_lines(text)).strip("\r\n")
    if plain_name(line).strip('"').startswith("sep="):
        raise refused(
            "separator_row",
            f"{shown(line)} is a note to Excel, not a header",
            "delete this row and save with commas",
            HEADER_ROW,
        )
    for separator, called in _SEPARATORS.items():
        known = _known_names(line, separator, contract) > max(1, _known_names(line, ",", contract))
        # Headings need not be ours, but two separators and no comma are no list of headings.
        if known or (line.count(separator) > 1 and "," not in line):
            raise refused(
                "separator",
                f"columns are separated by {called}, not by commas",
                "save the file as comma-separated CSV, or as XLSX",
                HEADER_ROW,
            )


def _known_names(line: str, separator: str, contract: FileContract) -> int:
    return len({plain_name(part.strip('"')) for part in line.split(separator)} & set(contract.names))

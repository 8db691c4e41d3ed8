"""XLSX for people: typed cells, frozen header, filter buttons; ids and tariff lines stay text."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter  # type: ignore[import-untyped]

from service.exports.cells import one_cell_each
from service.refusal import Refusal

XLSX_MEDIA = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 1_048_575
"""Rows below the header a sheet can hold."""

LONGEST_TEXT = 32_767


class _Exact(float):
    """A number that is written so that reading it gives the same number: the writer alone keeps 16 digits of 17."""

    def __format__(self, _form: str) -> str:
        return float.__repr__(self)


def refuse_too_many(sheet: str, rows: int) -> None:
    """Raises Refusal with the count, and what to do, where a sheet cannot hold the rows."""
    if rows > MOST_ROWS:
        raise Refusal(
            f"{sheet}: {rows:,} rows do not fit an XLSX sheet, which holds {MOST_ROWS:,}: take CSV or Parquet, "
            "or fewer companies"
        )


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook: its name, 31 characters at most, and its rows, some at a time."""

    name: str
    batches: Iterable[pl.DataFrame]


def write_workbook(sheets: Sequence[Sheet], path: Path, as_of: date) -> None:
    """Writes each table to a sheet of its own. Raises Refusal where a text is longer than a cell can hold."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        # The file says when the figures are from, not when it was made: same run, same bytes.
        book.set_properties({"created": datetime(as_of.year, as_of.month, as_of.day, tzinfo=UTC)})
        formats = _formats(book)
        for sheet in sheets:
            _write(book.add_worksheet(sheet.name), sheet.batches, formats)


def _write(page: Any, batches: Iterable[pl.DataFrame], formats: dict[str, Any]) -> None:
    page.freeze_panes(1, 0)
    row = 0
    for batch in map(one_cell_each, batches):
        if row == 0:
            _head(page, batch, formats)
        _body(page, batch, row + 1, formats)
        row += batch.height
    page.autofilter(0, 0, row, page.dim_colmax or 0)


def _formats(book: Any) -> dict[str, Any]:
    return {
        "head": book.add_format({"bold": True}),
        "text": book.add_format({"num_format": "@"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "number": None,
    }


def _head(page: Any, batch: pl.DataFrame, formats: dict[str, Any]) -> None:
    for column, (name, kind) in enumerate(batch.schema.items()):
        page.set_column(column, column, max(10, len(name) + 3), formats[_kind(kind)])
    for column, name in enumerate(batch.columns):
        page.write_string(0, column, name, formats["head"])


def _body(page: Any, batch: pl.DataFrame, first_row: int, formats: dict[str, Any]) -> None:
    writers = [_writer(page, kind, formats) for kind in batch.dtypes]
    for row, values in enumerate(batch.iter_rows(), start=first_row):
        for column, (write, value) in enumerate(zip(writers, values, strict=True)):
            if value is not None:
                write(row, column, value)


def _writer(page: Any, kind: pl.DataType, formats: dict[str, Any]) -> Callable[[int, int, Any], object]:
    if kind.is_numeric():
        return lambda row, column, value: page.write_number(row, column, _Exact(value))
    if kind == pl.Date:
        return lambda row, column, value: page.write_datetime(row, column, value, formats["date"])
    if kind == pl.Boolean:
        return page.write_boolean  # type: ignore[no-any-return]
    return lambda row, column, value: _write_text(page, row, column, value, formats["text"])


def _write_text(page: Any, row: int, column: int, value: str, form: Any) -> None:
    if len(value) > LONGEST_TEXT:
        raise Refusal(f"row {row + 1}: a text of {len(value)} characters does not fit an XLSX cell: use csv or parquet")
    page.write_string(row, column, value, form)


def _kind(kind: pl.DataType) -> str:
    return "number" if kind.is_numeric() else "date" if kind == pl.Date else "text"

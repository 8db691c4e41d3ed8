"""Templates people fill in, made from the columns the validator knows, with example rows that import."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from service.portfolio.contract import FileContract
from service.portfolio.help import HELP_HEADER, help_rows
from service.portfolio.vocabulary import Vocabulary
from service.portfolio.workbook_writing import plain_workbook

_ROWS_PREPARED = 2_000
_WIDTH = 20


def template_csv(contract: FileContract) -> bytes:
    """Header and examples as CSV, marked as UTF-8 so that spreadsheets keep it that way."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, contract.names, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(contract.examples)
    return text.getvalue().encode("utf-8-sig")


def template_xlsx(
    contract: FileContract, vocabulary: Vocabulary | None = None, line_defaults: pl.DataFrame | None = None
) -> bytes:
    """Header and examples as a workbook, text columns kept as text; more sheets explain columns and list known ids."""
    packed = io.BytesIO()
    with plain_workbook(packed) as workbook:
        bold, text = workbook.add_format({"bold": True}), workbook.add_format({"num_format": "@"})
        _table_sheet(workbook, contract, bold, text)
        _list_sheet(workbook, "columns", HELP_HEADER, help_rows(contract, line_defaults), bold)
        for name, ids in _known_ids(vocabulary).items():
            _list_sheet(workbook, name, ("id", "name"), ids.items(), bold)
    return packed.getvalue()


def _table_sheet(workbook: Any, contract: FileContract, bold: Any, text: Any) -> None:
    sheet = workbook.add_worksheet(contract.name)
    _header(sheet, contract.names, bold)
    for place, column in enumerate(contract.columns):
        is_number = column.kind == "number"
        sheet.set_column(place, place, _WIDTH, None if is_number else text)
        if column.choices:
            choices = {"validate": "list", "source": list(column.choices)}
            sheet.data_validation(1, place, _ROWS_PREPARED, place, choices)
        for row, example in enumerate(contract.examples, start=1):
            cell = example.get(column.name, "")
            if cell and is_number:
                sheet.write_number(row, place, float(cell))
            elif cell:
                sheet.write_string(row, place, cell, text)


def _list_sheet(workbook: Any, name: str, header: Sequence[str], rows: Iterable[Sequence[str]], bold: Any) -> None:
    sheet = workbook.add_worksheet(name)
    _header(sheet, header, bold)
    sheet.set_column(0, len(header) - 1, _WIDTH)
    for row, cells in enumerate(rows, start=1):
        for place, cell in enumerate(cells):
            sheet.write_string(row, place, cell)


def _header(sheet: Any, names: Sequence[str], bold: Any) -> None:
    sheet.write_row(0, 0, names, bold)
    sheet.freeze_panes(1, 0)


def _known_ids(vocabulary: Vocabulary | None) -> Mapping[str, Mapping[str, str]]:
    if vocabulary is None:
        return {}
    return {"products": vocabulary.products, "materials": vocabulary.materials, "countries": vocabulary.countries}

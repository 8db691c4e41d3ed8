"""The files beside a page: the same tables, with the same filters, as CSV, XLSX or JSON."""

import tempfile
from datetime import date
from pathlib import Path
from typing import Literal

from flask import Response, stream_with_context
from pydantic import Field
from pydantic_core import to_json

from service.api.parameters import Query, Switch
from service.api.problems import Kind, Problem
from service.api.refusing import refused, wrong_value
from service.exports.csv import CsvForm, csv_chunks
from service.exports.xlsx import MOST_ROWS, XLSX_MEDIA, Sheet, write_workbook
from service.pages.tables import Page, PageTable
from service.portfolio.nearest import nearest_word
from service.refusal import Refusal

FORMS = ("csv", "xlsx", "json")


class TwinQuery(Query):
    """What files take beside the page's own parameters."""

    table: str | None = Field(
        None, max_length=80, description="which table of the page, in CSV; its first where left out"
    )
    bom: Switch = "1"
    delimiter: Literal[",", ";", "|", "tab"] = ","
    decimal: Literal[".", ","] = "."


def twin(page: Page, form: str, query: TwinQuery, filename: str, as_of: date) -> Response:
    """The tables of a page as a file: CSV holds one of them, XLSX each on a sheet, JSON each under its name."""
    if not page.tables:
        raise Problem(Kind.NOT_FOUND, "this page has no table, and so no file")
    answer = {"csv": _csv, "xlsx": _xlsx, "json": _json}[form](page, query, as_of)
    answer.headers["Content-Disposition"] = f'attachment; filename="{filename}-{as_of}.{form}"'
    return answer


def _csv(page: Page, query: TwinQuery, _as_of: date) -> Response:
    try:
        form = CsvForm(query.bom == "1", "\t" if query.delimiter == "tab" else query.delimiter, query.decimal)
    except Refusal as refusal:
        raise refused(refusal) from None
    chunks = csv_chunks(_chosen(page, query).batches(), form)
    return Response(stream_with_context(chunks), mimetype="text/csv")


def _xlsx(page: Page, _query: TwinQuery, as_of: date) -> Response:
    tables = {table.name: table.rows() for table in page.tables}
    for name, rows in tables.items():
        if rows.height > MOST_ROWS:
            told = f"table {name} has {rows.height:,} rows, an XLSX sheet holds {MOST_ROWS:,}: ask for .csv"
            raise Problem(Kind.TOO_LARGE, told)
    sheets = [Sheet(name, [rows]) for name, rows in tables.items()]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.xlsx"
        try:
            write_workbook(sheets, path, as_of)
        except Refusal as refusal:
            raise Problem(Kind.TOO_LARGE, refusal.lines[0]) from None
        return Response(path.read_bytes(), mimetype=XLSX_MEDIA)


def _json(page: Page, _query: TwinQuery, _as_of: date) -> Response:
    stamp = page.context.get("stamp")
    told = stamp.model_dump() if stamp else {}
    tables = {table.name: table.rows().to_dicts() for table in page.tables}
    return Response(to_json({**told, "tables": tables}, inf_nan_mode="null"), mimetype="application/json")


def _chosen(page: Page, query: TwinQuery) -> PageTable:
    known = {table.name: table for table in page.tables}
    if query.table is None:
        return page.tables[0]
    if query.table not in known:
        raise wrong_value("table", query.table, "is no table of this page", list(nearest_word(query.table, known)))
    return known[query.table]

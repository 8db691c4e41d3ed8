"""Compares the tables a page shows with its CSV, XLSX and JSON, cell by cell."""

import csv
import io
from collections import defaultdict
from datetime import date, datetime
from html.parser import HTMLParser

import openpyxl


class ShownTables(HTMLParser):
    """Table name → rows, each column → what its cell says in full; unknown cells are None.

    Rows carry `data-table` through their table, cells or parts of cells `data-column`.
    """

    def __init__(self, text):
        super().__init__()
        self.tables = defaultdict(list)
        self._table = self._column = self._tag = None
        self._depth = 0
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "table":
            self._table = given.get("data-table")
        if self._table is None:
            return
        if tag == "tr":
            self.tables[self._table].append({})
        if "data-column" in given:
            self._column, self._tag, self._depth = given["data-column"], tag, 0
            self.tables[self._table][-1][self._column] = given.get("data-value", "")
            self._fixed = "data-value" in given
        elif self._column:
            self._depth += tag == self._tag
            if tag == "data":
                self._put(given["value"])
            if tag == "time":
                self._put(given["datetime"])
            if "unknown" in (given.get("class") or "").split():
                self._put(None)

    def handle_data(self, text):
        if self._table and self._column and not self._fixed:
            row = self.tables[self._table][-1]
            row[self._column] = " ".join((row[self._column] + text).split())

    def handle_endtag(self, tag):
        if tag == "table":
            self._table = None
        if self._column and tag == self._tag:
            if self._depth == 0:
                self._column = None
            self._depth -= 1

    def _put(self, value):
        if not self._fixed:
            self.tables[self._table][-1][self._column], self._fixed = value, True


def shown_tables(text):
    """The tables of a page; rows without named cells, such as heads, are left out."""
    return {name: [row for row in rows if row] for name, rows in ShownTables(text).tables.items()}


def written(value):
    """A value of a file as CSV writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, list):
        return ";".join(value)
    return "" if value is None else value.isoformat() if isinstance(value, date) else value


def same(one, other):
    """Whether two cells hold the same, be it as number or as text of one."""
    if one == other:
        return True
    try:
        return float(one) == float(other)
    except (TypeError, ValueError):
        return False


def address(path, form, **more):
    """The address of a page's file."""
    base, _, query = path.partition("?")
    parameters = [part for part in (query, *(f"{name}={value}" for name, value in more.items())) if part]
    return f"{'/companies' if base == '/' else base}.{form}{'?' if parameters else ''}{'&'.join(parameters)}"


def check_twins(client, path):
    """Asserts that page, CSV, XLSX and JSON of a path agree in every table; answers the tables' names."""
    page = client.get(path)
    assert page.status_code == 200, path
    shown = shown_tables(page.get_data(as_text=True))
    files = client.get(address(path, "json")).get_json()["tables"]
    book = openpyxl.load_workbook(io.BytesIO(client.get(address(path, "xlsx")).data), read_only=False)
    assert list(files) == book.sheetnames
    assert set(shown) <= set(files)
    for name, rows in files.items():
        text = client.get(address(path, "csv", table=name)).data.decode("utf-8-sig")
        header, *lines = csv.reader(io.StringIO(text))
        head, *sheet = book[name].iter_rows(values_only=True)
        assert list(head) == header
        assert len(lines) == len(sheet) == len(rows)
        for row, line, cells in zip(rows, lines, sheet, strict=True):
            assert list(row) == header
            for column, value, told, cell in zip(header, row.values(), line, cells, strict=True):
                plain = written(value)
                texts = (told, told.removeprefix("'"))
                assert any(same(plain, text) for text in texts), (path, name, column, value, told)
                assert same(plain, written(cell)), (path, name, column, value, cell)
        _agrees_with_page(shown.get(name, []), rows, (path, name))
    return set(shown)


def _agrees_with_page(shown, rows, where):
    assert len(shown) <= len(rows), where
    if not shown:
        return
    for seen, row in zip(shown, rows, strict=False):
        assert set(seen) <= set(row), (where, set(seen) - set(row))
        for column, value in seen.items():
            plain = written(row[column])
            assert same(value or "", plain) or value == str(plain).replace("_", " "), (where, column, value, plain)

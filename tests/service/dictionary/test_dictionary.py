"""The data dictionary has every column of every table that can be exported or imported, and nothing else."""

import polars as pl
import pytest

from reference_data.contracts import TABLES
from service.dictionary.assembled import dictionary, dictionary_rows
from service.dictionary.entry import NEVER
from service.dictionary.levels import PART as EXPORTED
from service.dictionary.pages import PAGES
from service.exports.levels import EXPORTS
from service.pages.routing import pages_with_files
from service.portfolio.application_columns import LICENCE_APPLICATIONS
from service.portfolio.columns import PORTFOLIO
from service.runs.snapshot import Snapshot
from tests.service.api.conftest import client, scored_home

__all__ = ["client", "scored_home"]
KINDS = {
    "text": {pl.String},
    "number": {pl.Float64},
    "integer": {pl.Int64},
    "date": {pl.Date},
    "list": {pl.List(pl.String)},
    "yes or no": {pl.Boolean},
}


ALL = dictionary(frozenset(PAGES))


def described(part):
    return {table.name: table for table in ALL if table.part == part}


def served(client):
    return pages_with_files(client.application.url_map)


@pytest.mark.parametrize("export", EXPORTS)
def test_a_level_has_these_columns_of_these_kinds_in_this_order(scored_home, export):
    rows = pl.read_parquet(Snapshot.open_current(scored_home).level_path(EXPORTS[export]))
    columns = described(EXPORTED)[export].columns
    assert list(columns) == rows.columns
    for name, kind in rows.schema.items():
        assert kind in KINDS[columns[name].kind], name


@pytest.mark.parametrize("export", EXPORTS)
def test_a_column_that_is_never_empty_never_is(scored_home, export):
    rows = pl.read_parquet(Snapshot.open_current(scored_home).level_path(EXPORTS[export]))
    for name, meaning in described(EXPORTED)[export].columns.items():
        if meaning.empty == NEVER:
            filled = rows[name].drop_nulls()
            assert filled.len() == rows.height, name
            assert filled.dtype != pl.String or (filled != "").all(), name


def test_reference_tables_and_imported_files_are_whole():
    tables = described("Reference tables")
    assert {name: list(table.columns) for name, table in tables.items()} == {
        name: list(table.column_names) for name, table in TABLES.items()
    }
    files = described("Files to import")
    assert list(files["portfolio"].columns) == list(PORTFOLIO.names)
    assert list(files["licence_applications"].columns) == list(LICENCE_APPLICATIONS.names)


def test_every_page_that_is_served_is_in_the_dictionary(client):
    assert served(client) <= set(PAGES)


def address_of(rule):
    """An address of a page."""
    return rule.replace("<company_id>", "tesla").replace("<portfolio>", "odd")


ALWAYS_THERE = [rule for rule in PAGES if "<" not in address_of(rule)]
"""Pages that need no upload and no work to be under way."""


@pytest.mark.parametrize("rule", ALWAYS_THERE)
def test_the_tables_of_a_page_have_these_columns_in_this_order(client, rule):
    address = address_of(rule)
    answer = client.get(f"{address}.json")
    tables = answer.get_json()["tables"] if answer.status_code == 200 else {}
    assert set(tables) == set(PAGES[rule])
    for name, (_, columns) in PAGES[rule].items():
        head, *_ = client.get(f"{address}.csv?table={name}&bom=0").get_data(as_text=True).splitlines()
        assert head.split(",") == list(columns), name


CELLS = {"text": str, "number": float, "integer": int, "date": str, "list": list, "yes or no": bool}
"""Kind of a column → what its cells are in JSON."""


@pytest.mark.parametrize("rule", ALWAYS_THERE)
def test_cells_of_a_page_are_of_the_kind_that_is_said_and_never_empty_where_that_is_said(client, rule):
    answer = client.get(f"{address_of(rule)}.json")
    for name, rows in (answer.get_json()["tables"] if answer.status_code == 200 else {}).items():
        for column, meaning in PAGES[rule][name][1].items():
            cells = [row[column] for row in rows]
            filled = [cell for cell in cells if cell is not None]
            assert {type(cell) for cell in filled} <= {CELLS[meaning.kind]}, (name, column)
            assert meaning.empty != NEVER or len(filled) == len(cells), (name, column)


def test_no_meaning_is_missing():
    for table in ALL:
        assert table.columns, table.name
        for name, meaning in table.columns.items():
            assert meaning.meaning.strip(), (table.name, name)
            assert meaning.empty.strip(), (table.name, name)


def test_units_stand_in_the_names_of_figures():
    units = {"_usd": "USD", "_days": "days", "_kg": "kg", "_usd_per_kg": "USD/kg"}
    for table in ALL:
        for name, meaning in table.columns.items():
            suffix = next((one for one in sorted(units, key=len, reverse=True) if name.endswith(one)), None)
            if suffix and meaning.kind in ("number", "integer"):
                assert meaning.unit.split()[-1] == units[suffix], (table.name, name, meaning.unit)


def test_names_are_told_apart():
    names = [table.name for table in ALL]
    assert len(names) == len(set(names))
    rows = dictionary_rows(ALL)
    assert rows.select("table", "column").is_duplicated().sum() == 0

"""The data dictionary has every column of every table that can be exported or imported, and nothing else."""

import re

import polars as pl
import pytest

from reference_data.contracts import TABLES
from service.dictionary.assembled import dictionary, dictionary_rows
from service.dictionary.entry import NEVER
from service.dictionary.levels import PART as EXPORTED
from service.dictionary.pages import PAGES
from service.exports.levels import EXPORTS
from service.portfolio.application_columns import LICENCE_APPLICATIONS
from service.portfolio.columns import PORTFOLIO
from service.runs.snapshot import Snapshot
from tests.service.api.conftest import client, scored_home
from tests.service.pages.test_twins import PAGES as SHOWN
from tests.service.pages.twinned import address

__all__ = ["client", "scored_home"]
KINDS = {
    "text": {pl.String},
    "number": {pl.Float64},
    "integer": {pl.Int64},
    "date": {pl.Date},
    "list": {pl.List(pl.String)},
    "yes or no": {pl.Boolean},
}


def described(part):
    return {table.name: table for table in dictionary() if table.part == part}


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


def page_of(path):
    """The page as the dictionary names it: its path without query, ids as the name of what they stand for."""
    path = address(path, "json").partition(".json")[0]
    return re.sub(r"^/companies/[^/]+", "/companies/COMPANY_ID", path)


@pytest.mark.parametrize("path", SHOWN)
def test_the_tables_of_a_page_have_these_columns_in_this_order(client, path):
    tables = PAGES[page_of(path)]
    text = {name: client.get(address(path, "csv", table=name, bom=0)).get_data(as_text=True) for name in tables}
    assert {name: list(columns) for name, (_, columns) in tables.items()} == {
        name: rows.splitlines()[0].split(",") for name, rows in text.items()
    }
    assert set(client.get(address(path, "json")).get_json()["tables"]) == set(tables)


def test_every_page_of_the_dictionary_is_held_against_its_files():
    assert {page_of(path) for path in SHOWN} == set(PAGES)


def test_no_meaning_is_missing():
    for table in dictionary():
        assert table.columns, table.name
        for name, meaning in table.columns.items():
            assert meaning.meaning.strip(), (table.name, name)
            assert meaning.empty.strip(), (table.name, name)


def test_units_stand_in_the_names_of_figures():
    units = {"_usd": "USD", "_days": "days", "_kg": "kg", "_usd_per_kg": "USD/kg"}
    for table in dictionary():
        for name, meaning in table.columns.items():
            suffix = next((one for one in sorted(units, key=len, reverse=True) if name.endswith(one)), None)
            if suffix and meaning.kind in ("number", "integer"):
                assert meaning.unit.split()[-1] == units[suffix], (table.name, name, meaning.unit)


def test_names_are_told_apart():
    names = [table.name for table in dictionary()]
    assert len(names) == len(set(names))
    rows = dictionary_rows(dictionary())
    assert rows.select("table", "column").is_duplicated().sum() == 0

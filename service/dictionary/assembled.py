"""The whole data dictionary as one list of tables, and as rows."""

from collections.abc import Sequence
from functools import cache

import polars as pl

from service.dictionary.entry import Described
from service.dictionary.levels import levels
from service.dictionary.pages import page_tables
from service.dictionary.reference import imported_files, reference_tables

COLUMNS = ("part", "table", "column", "kind", "unit", "meaning", "values", "empty")


@cache
def dictionary(served: frozenset[str]) -> tuple[Described, ...]:
    """Every table that can be exported, with its columns in the order of its files; `served`: rules of the pages."""
    return (*levels(), *imported_files(), *page_tables(served), *reference_tables())


def dictionary_rows(tables: Sequence[Described]) -> pl.DataFrame:
    """One row a column of some tables."""
    rows = [
        (table.part, table.name, name, one.kind, one.unit, one.meaning, one.values, one.empty)
        for table in tables
        for name, one in table.columns.items()
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String), orient="row")

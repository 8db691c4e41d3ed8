"""Which rows of a reference table hold on a day, whatever kind of dates the table has."""

from datetime import date

import polars as pl

from reference_data.contract import Table
from scoring.in_force import in_force, latest_edition

WHOLE_SETS = {"product_materials": ["product_id"], "material_compositions": ["material_id"]}
"""Tables whose editions replace all rows of the first key, not row by row."""


def rows_in_force(table: Table, rows: pl.DataFrame, day: date) -> pl.DataFrame:
    """The rows of a table that hold on a day, as known on it; tables without validity keep what was known."""
    names = table.column_names
    if "end_known_from" in names:
        return in_force(rows, day, day)
    if "valid_from" in names:
        newest = latest_edition(rows, _edition_key(table), day, day)
        held = ~pl.col("edition_assumed") & (pl.col("valid_to").is_null() | (pl.col("valid_to") > day))
        return newest.filter(held).select(names)
    return rows.filter(pl.col("known_from") <= day) if "known_from" in names else rows


def _edition_key(table: Table) -> list[str]:
    group = WHOLE_SETS.get(table.name) or (table.shares[0].group if table.shares else table.key)
    return [name for name in group if name != "valid_from"]

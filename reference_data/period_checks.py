"""Checks on periods: a row that says when it ends does not reach into the row that follows it."""

from collections.abc import Mapping

import polars as pl

from reference_data.contract import Table
from reference_data.contracts import TABLES
from reference_data.faults import TableFault, faults_where


def period_faults(frames: Mapping[str, pl.DataFrame]) -> list[TableFault]:
    """Rows of one key whose stated end lies after the beginning of the row that follows."""
    dated = [table for table in TABLES.values() if "valid_from" in table.key and "valid_to" in table.column_names]
    return [fault for table in dated for fault in _overlaps(table, frames[table.name])]


def _overlaps(table: Table, frame: pl.DataFrame) -> list[TableFault]:
    same = [name for name in table.key if name != "valid_from"]
    following = pl.col("valid_from").sort_by("valid_from").shift(-1).over(same, mapping_strategy="group_to_rows")
    rows = frame.sort(*same, "valid_from").with_columns(next_from=following)
    text = pl.format("valid_to is {} but the row that follows begins on {}", "valid_to", "next_from")
    return faults_where(f"{table.name}.csv", rows, pl.col("valid_to") > pl.col("next_from"), text)

"""Which figures have outlived the shelf life their table states, by their own day or by the day they were verified."""

from datetime import date

import polars as pl

from reference_data.contract import ShelfLife, Table
from reference_data.contracts import TABLES
from reference_data.loader import Tables
from scoring.in_force import EARLIEST, rows_on, serving

COLUMNS = {
    "table": pl.String(),
    "key": pl.String(),
    "newest_data_on": pl.Date(),
    "verified_on": pl.Date(),
    "age_days": pl.Int64(),
    "shelf_life_days": pl.Int64(),
}


def stale_rows(tables: Tables, as_of: date) -> pl.DataFrame:
    """One row a table × item whose newest figure, or last verification, is older than the table's shelf life.

    `age_days` counts from the older of the two; `newest_data_on` is empty where figures have no day of their own.
    """
    aged = [
        _aged(TABLES[name], table_life, tables[name], as_of)
        for name, table_life in ((name, TABLES[name].shelf_life) for name in tables)
        if table_life
    ]
    return pl.concat([pl.DataFrame(schema=COLUMNS), *aged]).sort("table", "key")


def _in_use(table: Table, rows: pl.DataFrame, as_of: date) -> pl.DataFrame:
    # A figure whose period has ended serves until one follows it: nothing is staler.
    if "valid_from" in table.column_names and "end_known_from" not in table.column_names:
        return serving(table, rows, as_of, as_of).filter(pl.col("edition") != EARLIEST)
    return rows_on(table, rows, as_of, as_of)


def _aged(table: Table, life: ShelfLife, rows: pl.DataFrame, as_of: date) -> pl.DataFrame:
    day = pl.col(life.dated_by) if life.dated_by else pl.lit(None, pl.Date)
    newest = (
        _in_use(table, rows, as_of)
        .with_columns(newest_data_on=day)
        .filter(pl.col("newest_data_on").is_null() | (pl.col("newest_data_on") <= as_of))
        .group_by(life.items)
        .agg(pl.col("newest_data_on", "verified_on").max())
    )
    oldest = pl.min_horizontal("newest_data_on", "verified_on")
    return (
        newest.with_columns(
            table=pl.lit(table.name),
            key=pl.concat_str(life.items, separator=", "),
            age_days=(pl.lit(as_of) - oldest).dt.total_days(),
            shelf_life_days=pl.lit(life.days, pl.Int64),
        )
        .filter(pl.col("age_days") > life.days)
        .select(list(COLUMNS))
    )

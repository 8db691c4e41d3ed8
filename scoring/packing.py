"""Several columns as one whole number, and distinct rows by number."""

from collections.abc import Sequence

import polars as pl


def packed(parts: Sequence[tuple[pl.Expr, int]]) -> pl.Expr:
    """Whole numbers as one: each part is at least 0 and below its size, and the product of the sizes fits 63 bits."""
    key = pl.lit(0, pl.Int64)
    for part, size in parts:
        key = key * size + part.cast(pl.Int64)
    return key


def coded(values: pl.Series) -> tuple[pl.Expr, int]:
    """Words as a part of `packed`, numbered in their order; they stand in a column of the same name."""
    words = pl.Enum(values.unique().drop_nulls().sort())
    return pl.col(values.name).cast(words).to_physical(), max(1, len(words.categories))


def numbered(rows: pl.DataFrame, key: Sequence[tuple[pl.Expr, int]], name: str) -> pl.DataFrame:
    """Adds the number, from 0, of each row among those that differ in the packed key."""
    return rows.with_columns((packed(key).rank("dense") - 1).cast(pl.UInt32).alias(name))


def firsts(rows: pl.DataFrame, number: str, columns: Sequence[str]) -> pl.DataFrame:
    """One row for each number, in their order, with columns that rows of one number agree in."""
    return rows.select(number, *columns).unique(number, keep="any").sort(number)

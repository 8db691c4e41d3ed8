"""Distinct rows by number, and several small numbers as one."""

from collections.abc import Sequence

import polars as pl


def numbered(rows: pl.DataFrame, key: Sequence[str]) -> tuple[pl.Series, pl.Series]:
    """Per row the number, from 0, of what it says in the key, and for each number the first row that says it."""
    groups = rows.select(key).with_row_index("at").group_by(key, maintain_order=True).agg("at").select("at")
    told = groups.with_row_index("number").explode("at")
    numbers = pl.zeros(rows.height, pl.UInt32, eager=True).scatter(told["at"], told["number"])
    return numbers, groups["at"].list.first()


def packed(parts: Sequence[tuple[pl.Expr, int]]) -> pl.Expr:
    """Whole numbers as one: each part is at least 0 and below its size, and the product of the sizes fits 63 bits."""
    key = pl.lit(0, pl.Int64)
    for part, size in parts:
        key = key * size + part.cast(pl.Int64)
    return key


def coded(values: pl.Series) -> tuple[pl.Expr, int]:
    """Words of few kinds as a part of `packed`; they stand in a column of the same name, and none is missing."""
    words = values.dtype if isinstance(values.dtype, pl.Enum) else pl.Enum(values.unique().sort())
    return pl.col(values.name).cast(words).to_physical(), max(1, len(words.categories))

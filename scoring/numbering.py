"""Distinct rows by number, and several small numbers as one."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from scoring.collecting import collected, collected_all

Part = tuple[pl.Expr, int]
"""A whole number, at least 0, and a size that it is below."""


def numbered(rows: pl.DataFrame, key: Sequence[str]) -> tuple[pl.Series, pl.Series]:
    """Per row the number, from 0, of what it says in the key, and for each number the first row that says it."""
    places = rows.lazy().select(key).with_row_index("at").group_by(key, maintain_order=True)
    groups = places.agg("at", first=pl.col("at").first()).select("at", "first").with_row_index("number")
    found = collected(groups)
    told = collected(found.lazy().select("number", "at").explode("at"))
    numbers = pl.Series(np.zeros(rows.height, np.uint32)).scatter(told["at"], told["number"])
    return numbers, found["first"]


def firsts(rows: pl.DataFrame, number: str, columns: Sequence[str]) -> pl.DataFrame:
    """One row for each number, in their order, with columns that rows of one number agree in."""
    numbers = rows[number].to_numpy()
    places = np.zeros(int(numbers.max()) + 1 if rows.height else 0, np.uint32)
    places[numbers] = np.arange(rows.height, dtype=np.uint32)
    return rows.select(number, *columns)[places]


def packed(parts: Sequence[Part]) -> pl.Expr:
    """Whole numbers as one; the product of their sizes fits 63 bits."""
    key = pl.lit(0, pl.Int64)
    for part, size in parts:
        key = key * size + part.cast(pl.Int64)
    return key


def dense(parts: Sequence[Part]) -> pl.Expr:
    """Whole numbers as one, counted from 0 in their order without gaps."""
    return (packed(parts).rank("dense") - 1).cast(pl.UInt32)


def coded(rows: pl.DataFrame, names: Sequence[str]) -> list[Part]:
    """Columns of words of few kinds as parts; none is missing."""
    words = collected_all(rows.lazy().select(pl.col(name).unique().sort()) for name in names)
    kinds = [pl.Enum(found.to_series()) for found in words]
    return [
        (pl.col(name).cast(kind).to_physical(), max(1, len(kind.categories)))
        for name, kind in zip(names, kinds, strict=True)
    ]

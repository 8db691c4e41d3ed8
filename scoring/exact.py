"""Sums that come out the same every time: fixed point instead of floats."""

import polars as pl

from scoring.collecting import collected
from scoring.draws import Ints

SHARE_SCALE = 1e15
MONEY_SCALE = 1e8
POINT_SCALE = 1e12
UNIT_SCALE = 1e18
"""Money of a single unit, which may be a gram."""


def share_sum(share: pl.Expr) -> pl.Expr:
    """The sum of shares of one, to 1e-15, whatever the order of the rows."""
    return divided((share * SHARE_SCALE).round().cast(pl.Int64).sum().cast(pl.Float64), SHARE_SCALE)


def unit_sum(money: pl.Expr) -> pl.Expr:
    """The sum of money of one unit, to 1e-18 USD, whatever the order of the rows and the rows beside them."""
    return unfixed(fixed(money, UNIT_SCALE).sum(), UNIT_SCALE)


def divided(value: pl.Expr, number: float) -> pl.Expr:
    """True division of each value by one number.

    polars divides a column by a single number through its reciprocal, but a single row truly: the last bit of a figure
    would depend on how many rows stand beside it.
    """
    return value / (value * 0 + number)


def fixed(value: pl.Expr, scale: float) -> pl.Expr:
    """A float as a whole number of 1/scale; 128 bits, since money at 1e-8 USD overflows 64 at 92 bn."""
    return (value * scale).round().cast(pl.Int128)


def unfixed(value: pl.Expr, scale: float) -> pl.Expr:
    """A whole number of 1/scale as a float."""
    return divided(value.cast(pl.Float64), scale)


def apportioned(rows: pl.DataFrame, group: str, total: str, weight: str) -> pl.Series:
    """Splits the fixed-point `total` of each group by `weight`, so that the parts sum to it exactly.

    Rows of a group stand together; its weights sum to 1. The remainder of rounding goes to the row with the largest
    weight, of equals the first.
    """
    part = (pl.col(total).cast(pl.Float64) * pl.col(weight)).round().cast(pl.Int128)
    parts = rows.select(pl.col(group).rle_id().set_sorted().alias("group"), weight, total, part=part).with_row_index(
        "at"
    )
    rests = parts.group_by("group", maintain_order=True).agg(
        at=pl.col("at").first() + pl.col(weight).arg_max(), rest=pl.col(total).first() - pl.col("part").sum()
    )
    due = rests.filter(pl.col("rest") != 0)
    mended = parts["part"].gather(due["at"]) + due["rest"]
    return parts["part"].scatter(due["at"], mended)


def run_sums(rows: pl.DataFrame, edges: Ints) -> pl.DataFrame:
    """The sums of whole numbers over runs of rows that follow one another; nothing known counts as nothing.

    `edges`: see `segments.starts`. As differences of running totals: exact for whole numbers, and as quick for many
    short runs as for a few long ones.
    """
    totals = rows.lazy().select(pl.all().fill_null(0).cum_sum().gather(pl.Series(edges[1:] - 1)))
    return collected(totals.select(pl.all() - pl.all().shift(1, fill_value=0)))


def run_total(whole: pl.Expr, starts: pl.Expr) -> pl.Expr:
    """On every row the sum of 64-bit whole numbers over its run of rows; `starts` says which row begins one."""
    total = whole.cast(pl.Int128).cum_sum()
    before = pl.when(starts).then(total - whole).forward_fill()
    last = starts.shift(-1, fill_value=True)
    return (pl.when(last).then(total).backward_fill() - before).cast(pl.Int64)

"""Sums that come out the same every time: fixed point instead of floats."""

import polars as pl

SHARE_SCALE = 1e15
MONEY_SCALE = 1e8
POINT_SCALE = 1e12


def share_sum(share: pl.Expr) -> pl.Expr:
    """The sum of shares of one, to 1e-15, whatever the order of the rows."""
    return divided((share * SHARE_SCALE).round().cast(pl.Int64).sum().cast(pl.Float64), SHARE_SCALE)


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


def apportion(
    frame: pl.LazyFrame, group: list[str], total: str, weight: str, order: list[str], into: str
) -> pl.LazyFrame:
    """Splits the fixed-point `total` of each group by `weight` so that the parts sum to it exactly.

    The remainder of rounding goes to the row with the largest weight (ties: first in `order`). Some weight is above 0.
    """
    share = pl.col(weight) / share_of(weight, group)
    part = (pl.col(total).cast(pl.Float64) * share).round().cast(pl.Int128)
    ranked = frame.sort([*group, weight, *order], descending=[*([False] * len(group)), True, *([False] * len(order))])
    with_parts = ranked.with_columns(part.alias(into), pl.int_range(pl.len()).over(group).alias("_rank"))
    rest = pl.col(total) - pl.col(into).sum().over(group)
    return with_parts.with_columns(pl.col(into) + pl.when(pl.col("_rank") == 0).then(rest).otherwise(0)).drop("_rank")


def share_of(weight: str, group: list[str]) -> pl.Expr:
    """The total of `weight` in the group, summed in one fixed order."""
    return pl.col(weight).cum_sum().last().over(group)

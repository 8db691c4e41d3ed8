"""Revenue per unit against what a product usually earns: figures in thousands are the commonest slip."""

from collections.abc import Mapping

import polars as pl

from service.portfolio.numbers import number_of

FAR_OFF = 100.0
"""Products of one kind differ tenfold in price, thousands and millions of dollars by more."""
MOST_NOTES = 20


def magnitude_notes(lines: pl.DataFrame, unit_values_usd: Mapping[str, float]) -> tuple[str, ...]:
    """A remark for each line (cells as text) whose revenue per unit is far from what is usual."""
    usual = pl.LazyFrame(
        {"product_id": list(unit_values_usd), "usual": list(unit_values_usd.values())},
        schema={"product_id": pl.String, "usual": pl.Float64},
    )
    per_unit = number_of(pl.col("annual_revenue_usd")) / number_of(pl.col("annual_units"))
    both = lines.lazy().join(usual, on="product_id", how="inner", validate="m:1").with_columns(per_unit=per_unit)
    factor = pl.col("per_unit") / pl.col("usual")
    far = both.filter(
        pl.col("per_unit").is_finite() & (pl.col("per_unit") > 0) & ~factor.is_between(1 / FAR_OFF, FAR_OFF)
    )
    rows = far.select("row", "product_id", "per_unit", "usual").sort("row").collect(engine="in-memory")
    notes = [_note(*row) for row in rows.iter_rows()]
    return (
        *notes[:MOST_NOTES],
        *([f"and {len(notes) - MOST_NOTES} more rows like these"] if len(notes) > MOST_NOTES else []),
    )


def _note(row: int, product: str, per_unit: float, usual: float) -> str:
    return (
        f"row {row}, annual_revenue_usd: {per_unit:,.6g} USD per unit, where {product} earns about {usual:,.6g}: "
        "are units and revenue in full, not in thousands or millions?"
    )

"""From lost shares to money: what each product line can expect to lose in a year."""

import polars as pl

from scoring.exact import MONEY_SCALE, SHARE_SCALE, fixed, run_sums, unfixed
from scoring.segments import numbers, starts

CASE_AUTHORITY = ["case", "authority"]


def material_authority_shares(rows: pl.DataFrame) -> pl.DataFrame:
    """One row a case × authority × material: x, the share of the year lost to that authority through that material.

    `rows`: one row a rule; those of one case, authority and material stand together.
    """
    key = [*CASE_AUTHORITY, "material_id"]
    edges = starts(numbers(rows.select(pl.struct(key).rle_id()).to_series()))
    sums = run_sums(rows.select(material_lost_share=fixed(pl.col("lost_share"), SHARE_SCALE)), edges)
    by_material = rows.select(key)[edges[:-1]].hstack(sums.select(unfixed(pl.all(), SHARE_SCALE)))
    return by_material.filter(pl.col("material_lost_share") > 0)


def lost_shares(materials: pl.DataFrame) -> pl.LazyFrame:
    """One row a case that loses anything: X = 1 − Π (1 − x_A), authorities being independent.

    x_A is the largest of the materials' x: a product needs all its parts.
    """
    authorities = materials["authority"].unique().sort()
    x = pl.col("material_lost_share")
    largest = {f"x_{a}": pl.when(pl.col("authority") == a).then(x).otherwise(0.0).max() for a in authorities}
    kept = pl.lit(1.0)
    for name in largest:
        kept = kept * (1 - pl.col(name))
    return materials.lazy().group_by("case").agg(**largest).select("case", lost_share=1 - kept)


def line_losses(lines: pl.LazyFrame, year_days: float) -> pl.LazyFrame:
    """Adds to each line its losses in fixed-point money, and the revenue and days at risk; a share of null loses null.

    Lines carry the lost share of their case and the duty and premium of a unit of it.
    """
    lost, revenue = pl.col("lost_share"), pl.col("annual_revenue_usd")
    # Revenue without rare earths has no units, and nothing of it pays a duty.
    units = pl.col("annual_units").fill_null(0.0)
    at_stake = revenue * pl.col("contribution_margin") * (1 - pl.col("recovery_share"))
    return lines.with_columns(
        delay_fixed=fixed(at_stake * lost, MONEY_SCALE),
        duty_fixed=fixed(units * pl.col("unit_duty_usd"), MONEY_SCALE),
        premium_fixed=fixed(units * pl.col("unit_premium_usd"), MONEY_SCALE),
        lost_days=year_days * lost,
        revenue_at_risk_usd=revenue * lost,
    ).with_columns(loss_fixed=pl.col("delay_fixed") + pl.col("duty_fixed") + pl.col("premium_fixed"))

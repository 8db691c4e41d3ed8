"""Who a loss belongs to: authorities, materials, origins and elements, adding up exactly."""

import polars as pl

from scoring.delay import REGIME
from scoring.exact import MONEY_SCALE, apportion, fixed
from scoring.losses import LINE_AUTHORITY

COLUMNS = ["company_id", "line_id", "signal", "authority", "material_id", "origin", "element", "loss_fixed"]
CELL = ["line_id", "signal", "authority", "material_id", "origin", "element"]


def delay_cells(
    lines: pl.LazyFrame,
    materials: pl.LazyFrame,
    losses: pl.LazyFrame,
    governed: pl.LazyFrame,
    values: pl.LazyFrame,
    regimes: pl.LazyFrame,
) -> pl.LazyFrame:
    """One row a line × authority × material × origin × element: its part of the line's delay loss, in fixed point.

    Authorities by ln(1 − x_A), materials by the airport game, origins by lost share and path share, elements by value.
    """
    shares = authority_parts(materials)
    parts = airport_parts(materials).join(shares, on=LINE_AUTHORITY, how="inner", validate="m:1")
    origins = _origin_parts(losses, governed)
    rows = parts.join(origins, on=["case", "authority"], how="inner", validate="m:m")
    rows = rows.join(_element_parts(losses, values, regimes), on=REGIME, how="inner", validate="m:m")
    weight = pl.col("authority_part") * pl.col("material_part") * pl.col("origin_part") * pl.col("element_part")
    rows = rows.with_columns(weight=weight).filter(pl.col("weight") > 0)
    cells = rows.sort([*CELL[:1], *CELL[2:], "regime_id"]).group_by(
        ["company_id", "line_id", "authority", "material_id", "origin", "element"], maintain_order=True
    )
    totals = lines.select("line_id", "delay_fixed")
    summed = cells.agg(pl.col("weight").sum()).join(totals, on="line_id", how="inner", validate="m:1")
    order = ["authority", "material_id", "origin", "element"]
    parts_of_loss = apportion(summed, ["line_id"], "delay_fixed", "weight", order, into="loss_fixed")
    return parts_of_loss.with_columns(signal=pl.lit("delay")).filter(pl.col("loss_fixed") != 0)


def authority_parts(materials: pl.LazyFrame) -> pl.LazyFrame:
    """Per line and authority: its part of the loss, by ln(1 − x_A); by x_A where an authority stops everything."""
    by_authority = (
        materials.group_by(LINE_AUTHORITY)
        .agg(authority_lost_share=pl.col("material_lost_share").max())
        .sort(LINE_AUTHORITY)
    )
    x = pl.col("authority_lost_share")
    stopped = (x >= 1).any().over("line_id")
    weight = pl.when(stopped).then(x).otherwise(-(-x).log1p())
    rows = by_authority.with_columns(weight=weight)
    total = pl.col("weight").cum_sum().last().over("line_id")
    return rows.select(*LINE_AUTHORITY, authority_part=pl.col("weight") / total)


def airport_parts(materials: pl.LazyFrame) -> pl.LazyFrame:
    """Per line, authority and material: the Shapley value of the largest lost share, as parts of it.

    Sorted by x, each step up is shared by all materials that reach it, as airlines share a runway.
    """
    rows = materials.sort(*LINE_AUTHORITY, "material_lost_share", "material_id")
    x = pl.col("material_lost_share")
    rank = pl.int_range(pl.len())
    step = (x - x.shift(1, fill_value=0.0)) / (pl.len() - rank)
    value = step.cum_sum().over(LINE_AUTHORITY)
    return rows.with_columns(material_part=value / x.max().over(LINE_AUTHORITY))


def _origin_parts(losses: pl.LazyFrame, governed: pl.LazyFrame) -> pl.LazyFrame:
    """Per case, authority and regime: parts of the material's lost share by last origin."""
    keys = REGIME
    ordered = governed.sort([*keys, "origin", "feed_origin"], nulls_last=True)
    by_origin = ordered.group_by([*keys, "origin"], maintain_order=True).agg(pl.col("path_share").sum())
    rows = by_origin.join(losses.select(*keys, "gated_share", "lost_share"), on=keys, how="inner", validate="m:1")
    rows = rows.filter(pl.col("lost_share") > 0).sort([*keys, "origin"])
    lost = pl.col("lost_share") * pl.col("path_share") / pl.col("gated_share")
    rows = rows.with_columns(lost=lost)
    total = pl.col("lost").cum_sum().last().over("case", "authority")
    return rows.select(*keys, "origin", origin_part=pl.col("lost") / total)


def _element_parts(losses: pl.LazyFrame, values: pl.LazyFrame, regimes: pl.LazyFrame) -> pl.LazyFrame:
    """Per case and regime: parts by the value of the elements that put the material under the regime."""
    keys = REGIME
    controlled = regimes.select("regime_id", element="elements").explode("element")
    rows = losses.select(*keys, "material_id").join(controlled, on="regime_id", how="inner", validate="m:m")
    rows = rows.join(
        values.select("material_id", "element", "element_value"),
        on=["material_id", "element"],
        how="inner",
        validate="m:1",
    )
    rows = rows.sort([*keys, "element"])
    total = pl.col("element_value").cum_sum().last().over(keys)
    return rows.select(*keys, "element", element_part=pl.col("element_value") / total)


def cost_cells(costs: pl.LazyFrame) -> pl.LazyFrame:
    """One row a line × signal (duty, premium) × material × origin × element that costs anything, in fixed point."""
    keys = ["company_id", "line_id", "material_id", "origin", "element"]
    no_authority = pl.lit("").alias("authority")
    cells = [
        costs.select(
            *keys, no_authority, signal=pl.lit(signal), loss_fixed=fixed(pl.col(f"{signal}_loss"), MONEY_SCALE)
        )
        for signal in ("duty", "premium")
    ]
    return pl.concat(cells).filter(pl.col("loss_fixed") != 0)

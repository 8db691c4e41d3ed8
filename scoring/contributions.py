"""Who a loss belongs to: authorities, materials, origins and elements, adding up exactly."""

import polars as pl

from scoring.exact import share_sum
from scoring.losses import CASE_AUTHORITY

CELL = ["signal", "authority", "material_id", "origin", "element"]
"""What a line's loss is split by, in the order of its rows."""


def delay_cells(materials: pl.LazyFrame, rows: pl.LazyFrame, parts: pl.LazyFrame) -> pl.LazyFrame:
    """One row a case × authority × material × origin × element: its part of the delay loss (`weight`, summing to 1).

    Authorities by ln(1 − x_A), materials by the airport game, rules by lost share, origins and elements as `parts`
    has them for each rule. `materials`: x of each case × authority × material; `rows`: of each rule it rests on.
    """
    split = airport_parts(materials).join(authority_parts(materials), on=CASE_AUTHORITY, how="inner", validate="m:1")
    lost = rows.filter(pl.col("lost_share") > 0).select(*CASE_AUTHORITY, "material_id", "rule", "lost_share")
    whole = pl.col("authority_part") * pl.col("material_part") / pl.col("material_lost_share")
    by_rule = lost.join(split, on=[*CASE_AUTHORITY, "material_id"], how="inner", validate="m:1")
    cells = by_rule.with_columns(whole=whole * pl.col("lost_share")).join(parts, on="rule", how="inner", validate="m:m")
    key = ["case", "authority", "material_id", "origin", "element"]
    weight = share_sum(pl.col("whole") * pl.col("part"))
    return cells.group_by(key).agg(weight=weight).filter(pl.col("weight") > 0).sort(key)


def material_parts(materials: pl.LazyFrame) -> pl.LazyFrame:
    """One row a case × material: its part of the case's delay loss, whoever the authorities."""
    split = airport_parts(materials).join(authority_parts(materials), on=CASE_AUTHORITY, how="inner", validate="m:1")
    part = share_sum(pl.col("authority_part") * pl.col("material_part"))
    return split.group_by("case", "material_id").agg(delay_part=part)


def authority_parts(materials: pl.LazyFrame) -> pl.LazyFrame:
    """Per case and authority: its part of the loss, by ln(1 − x_A); by x_A where an authority stops everything."""
    by_authority = (
        materials.group_by(CASE_AUTHORITY)
        .agg(authority_lost_share=pl.col("material_lost_share").max())
        .sort(CASE_AUTHORITY)
    )
    x = pl.col("authority_lost_share")
    stopped = (x >= 1).any().over("case")
    weight = pl.when(stopped).then(x).otherwise(-(-x).log1p())
    rows = by_authority.with_columns(weight=weight)
    total = pl.col("weight").cum_sum().last().over("case")
    return rows.select(*CASE_AUTHORITY, authority_part=pl.col("weight") / total)


def airport_parts(materials: pl.LazyFrame) -> pl.LazyFrame:
    """Per case, authority and material: the Shapley value of the largest lost share, as parts of it.

    Sorted by x, each step up is shared by all materials that reach it, as airlines share a runway.
    """
    rows = materials.sort(*CASE_AUTHORITY, "material_lost_share", "material_id")
    x = pl.col("material_lost_share")
    rank = pl.int_range(pl.len())
    step = (x - x.shift(1, fill_value=0.0)) / (pl.len() - rank)
    value = step.cum_sum().over(CASE_AUTHORITY)
    return rows.with_columns(material_part=value / x.max().over(CASE_AUTHORITY))

"""How much of a material's supply meets whose rules, whatever stock or second source a buyer has."""

import polars as pl

from scoring.exact import SHARE_SCALE, divided, run_total, share_sum
from scoring.ways import MEETING
from scoring.world import World

GROUP = ["gate", *MEETING[1:]]
"""Paths of a gate that meet the same regimes of an authority."""


def gate_shares(flows: pl.LazyFrame, gated: pl.LazyFrame) -> pl.LazyFrame:
    """One row a gate × group of paths: its share of the material's supply, in whole numbers of 1e-15. Sorted.

    `flows`: one row a gate × origin with its `use_share`. `gated`: see ways.gated_ways.
    """
    once = gated.unique(["way", "feed_origin", "authority"]).select("way", "group", "feed_share")
    paths = flows.select("gate", "way", "use_share").join(once, on="way", how="inner", validate="m:m")
    share = (pl.col("use_share") * pl.col("feed_share") * SHARE_SCALE).round().cast(pl.Int64)
    key = pl.col("gate").cast(pl.Int64) * 2**32 + pl.col("group")
    sums = paths.select(key=key, share=share).group_by("key").agg(pl.col("share").sum()).sort("key")
    number = {"gate": pl.col("key") // 2**32, "group": pl.col("key") % 2**32}
    return sums.select(**{name: part.cast(pl.UInt32) for name, part in number.items()}, group_share="share")


def gate_rules(shares: pl.DataFrame, laws: pl.DataFrame) -> pl.LazyFrame:
    """One row a gate × law that holds for some of its paths, numbered (`rule`).

    Shares of the material's supply: `group_share`; `authority_share`, of all paths the authority gates in that state
    (in force or potential); `own_in_force_share`, of those it gates in force; `in_force_share` and `potential_share`,
    of all authorities together.
    """
    groups = laws.select("group", "authority", "potential").unique("group", keep="any").sort("group").drop("group")
    share, comes = pl.col("group_share"), pl.col("potential")
    in_force, potential = (pl.when(state).then(share).otherwise(0) for state in (~comes, comes))
    # Groups are numbered in the order of authorities and states: those of one stand together.
    gate, authority, state = (_changes(GROUP[: count + 1]) for count in range(3))
    sums = {
        "authority_share": run_total(share, state),
        "own_in_force_share": run_total(in_force, authority),
        "in_force_share": run_total(in_force, gate),
        "potential_share": run_total(potential, gate),
    }
    summed = shares.hstack(groups[shares["group"]]).lazy().with_columns(**sums).drop("authority", "potential")
    of_group = laws.lazy().select("group", "law").sort("law")
    rows = summed.join(of_group, on="group", how="inner", validate="m:m", maintain_order="left_right").drop("group")
    names = ["group_share", *sums]
    shares_of_one = (divided(pl.col(name).cast(pl.Float64), SHARE_SCALE).alias(name) for name in names)
    return rows.with_columns(shares_of_one).with_row_index("rule")


def _changes(names: list[str]) -> pl.Expr:
    """Whether a row differs from the one before in any of the columns; the first does."""
    return pl.any_horizontal(pl.col(name) != pl.col(name).shift() for name in names).fill_null(True)


def gated_paths(flows: pl.LazyFrame, gated: pl.LazyFrame) -> pl.LazyFrame:
    """One row a gate × path × authority × regime that may govern it, with its `path_share`; see ways.gated_ways."""
    paths = flows.select("gate", "way", "origin", "use_share").join(gated, on="way", how="inner", validate="m:m")
    return paths.with_columns(path_share=pl.col("use_share") * pl.col("feed_share"))


def rule_cells(rules: pl.LazyFrame, gated: pl.LazyFrame, values: pl.LazyFrame, world: World) -> pl.LazyFrame:
    """One row a rule × last origin × element: the part of the rule's loss that belongs to it; a rule's parts sum to 1.

    Origins by path share; elements by the value of those that put the material under the regime.
    """
    once = gated.unique(["gate", "origin", "feed_origin", "authority"])
    origins = once.group_by(*GROUP, "origin").agg(origin_share=share_sum(pl.col("path_share")))
    controlled = world.regimes.lazy().select("regime_id", element="elements").explode("element")
    valued = values.select("material_id", "element", "element_value")
    bites = rules.select("material_id", "regime_id").unique()
    parts = bites.join(controlled, on="regime_id", how="inner", validate="m:m").join(
        valued, on=["material_id", "element"], how="inner", validate="m:1"
    )
    of_regime = ["material_id", "regime_id"]
    total = pl.col("element_value").cum_sum().last().over(of_regime)
    parts = parts.sort(*of_regime, "element").select(
        *of_regime, "element", element_part=pl.col("element_value") / total
    )
    keys = rules.select("rule", *GROUP, "group_share", *of_regime)
    rows = keys.join(origins, on=GROUP, how="inner", validate="m:m").join(
        parts, on=of_regime, how="inner", validate="m:m"
    )
    part = pl.col("origin_share") / pl.col("group_share") * pl.col("element_part")
    return rows.select("rule", "origin", "element", part=part).sort("rule", "origin", "element")

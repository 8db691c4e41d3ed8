"""Whose rules the paths of a material meet: what decides them, whatever stock or second source a buyer has."""

import polars as pl

from scoring.applications import OWN_WAIT
from scoring.exact import share_sum
from scoring.regimes import governing
from scoring.wait import WAIT_COLUMNS, is_far
from scoring.world import World

GATE = ["mix", "material_id", "importer_area", "end_use", "buyer_size", "licence_kind", "file_company"]
"""All that decides which regimes a material's paths fall under; materials that agree in it share one gate."""

CROSSING = ["departure", "arrival", "material_class", "end_use", "buyer_size", "licence_kind"]
PATH = ["gate", "origin", "feed_origin"]
GROUP = ["gate", "authority", "potential", "candidates"]
"""Paths that meet the same regimes of an authority: whichever of them blocks longest, it is the same for all."""


WAIT_FORMS = pl.Enum(["licence", "potential", "near", "prohibition"])


def gates(terms: pl.LazyFrame) -> pl.LazyFrame:
    """The distinct gates of the terms, numbered in a fixed order."""
    return terms.select(GATE).unique().sort(GATE).with_row_index("gate")


def crossings_and_rules(gates: pl.LazyFrame, paths: pl.LazyFrame, world: World) -> tuple[pl.LazyFrame, pl.LazyFrame]:
    """One row a gate × path × border it crosses, and one row a distinct crossing × authority × state: its regime.

    Only borders out of origins that control exports, on any day or in this world: nothing else is ever gated.
    """
    walked = gates.join(paths, on=["mix", "material_id"], how="inner", validate="m:m")
    controlling = sorted({*world.controlling_origins, *world.regimes["origin"]})
    crossings = pl.concat([_last_crossings(walked), _feed_crossings(walked)])
    crossings = crossings.filter(pl.col("departure").is_in(controlling))
    return crossings, governing(crossings.select(CROSSING).unique(), world.regimes.lazy())


def gated_paths(crossings: pl.LazyFrame, rules: pl.LazyFrame) -> pl.LazyFrame:
    """One row a gate × path × authority × regime that may govern it, with the tier it bites on (`last_crossing`).

    A path in force with an authority keeps only that authority's regimes in force; else its potential ones.
    A path without a row crosses no gated border. `candidates` names all regimes the path may belong to.
    """
    gated = crossings.join(rules, on=CROSSING, how="inner", validate="m:m")
    in_force_somewhere = (~pl.col("potential")).any().over([*PATH, "authority"])
    kept = gated.filter(~pl.col("potential") | ~in_force_somewhere)
    tier = pl.when("last_crossing").then(pl.lit("")).otherwise(pl.lit(" upstream"))
    named = kept.with_columns(candidate=pl.concat_str("regime_id", tier))
    together = named.group_by(*PATH, "authority").agg(candidates=pl.col("candidate").sort().str.join(";"))
    return named.join(together, on=[*PATH, "authority"], how="left", validate="m:1", nulls_equal=True)


def _last_crossings(walked: pl.LazyFrame) -> pl.LazyFrame:
    """The material enters the importer's customs area under the line's own end use, size and licence kind."""
    abroad = walked.filter(pl.col("origin_area") != pl.col("importer_area"))
    return abroad.select(
        *PATH,
        "path_share",
        pl.lit(True).alias("last_crossing"),
        pl.col("origin_area").alias("departure"),
        pl.col("importer_area").alias("arrival"),
        *CROSSING[2:],
    )


def _feed_crossings(walked: pl.LazyFrame) -> pl.LazyFrame:
    """The feed enters the maker's customs area: the line's end use, a large buyer, an individual licence."""
    abroad = walked.filter(pl.col("feed_area") != pl.col("origin_area"))
    return abroad.select(
        *PATH,
        "path_share",
        pl.lit(False).alias("last_crossing"),
        pl.col("feed_area").alias("departure"),
        pl.col("origin_area").alias("arrival"),
        pl.col("feed_class").alias("material_class"),
        "end_use",
        pl.lit("large").alias("buyer_size"),
        pl.lit("individual").alias("licence_kind"),
    )


def gate_rules(gates: pl.LazyFrame, gated: pl.LazyFrame, own: pl.LazyFrame, world: World) -> pl.LazyFrame:
    """One row a gate × authority × group of paths × regime it may belong to, numbered (`rule`), with the regime's wait.
    `group` numbers the groups, `wait_form` says how blocked days are worked out, `renewable` whether a licence in hand
    puts a spell off.

    Shares of the material's supply: `group_share`; `authority_share`, of all paths the authority gates in that state
    (in force or potential); `own_in_force_share`, of those it gates in force; `in_force_share` and `potential_share`,
    of all authorities together. `rivals` counts the regimes of the group. `own`: one row a company × material × regime
    with the wait that its own files make of it.
    """
    group_shares = _shares(gated, GROUP, "group_share")
    of_authority = _shares(gated, GROUP[:3], "authority_share")
    state = {"in_force_share": ~pl.col("potential"), "potential_share": pl.col("potential")}
    totals = of_authority.group_by("gate").agg(
        share_sum(pl.col("authority_share").filter(where)).alias(name) for name, where in state.items()
    )
    own_in_force = of_authority.filter(~pl.col("potential")).select(
        "gate", "authority", own_in_force_share="authority_share"
    )
    rows = gated.select(*GROUP, "regime_id", "last_crossing").unique()
    rows = (
        rows.join(group_shares, on=GROUP, how="left", validate="m:1")
        .join(of_authority, on=GROUP[:3], how="left", validate="m:1")
        # An authority without a regime in force stops nothing yet.
        .join(own_in_force, on=["gate", "authority"], how="left", validate="m:1")
        .with_columns(pl.col("own_in_force_share").fill_null(0.0), rivals=pl.len().over(GROUP))
        .join(totals, on="gate", how="left", validate="m:1")
        .join(gates.select("gate", "material_id", "file_company"), on="gate", how="left", validate="m:1")
    )
    of_regime = ["regime_id", "regime_kind", *WAIT_COLUMNS, "onset_probability"]
    rows = rows.join(world.regimes.lazy().select(of_regime), on="regime_id", how="left", validate="m:1")
    order = [*GROUP, "regime_id", "last_crossing"]
    waiting = _with_own_waits(rows, own).sort(order, descending=[*[False] * 5, True]).with_row_index("rule")
    renewable = pl.col("last_crossing") & (pl.col("regime_kind") == "licence") & ~pl.col("potential")
    return waiting.with_columns(group=pl.struct(GROUP).rle_id(), renewable=renewable, wait_form=_wait_form())


def _wait_form() -> pl.Expr:
    """Which form of U a rule's wait takes."""
    return (
        pl.when(pl.col("wait_shape").is_null())
        .then(pl.lit("prohibition"))
        .when(~is_far(pl.col("wait_shape")))
        .then(pl.lit("near"))
        .when("potential")
        .then(pl.lit("potential"))
        .otherwise(pl.lit("licence"))
        .cast(WAIT_FORMS)
    )


def _shares(gated: pl.LazyFrame, key: list[str], name: str) -> pl.LazyFrame:
    once = gated.unique([*PATH, "authority"]).select(*key, "path_share")
    return once.group_by(key).agg(share_sum(pl.col("path_share")).alias(name))


def _with_own_waits(rows: pl.LazyFrame, own: pl.LazyFrame) -> pl.LazyFrame:
    """The company's own posterior where it has files, on the last crossing: upstream files are somebody else's."""
    key = ["file_company", "material_id", "regime_id", "last_crossing"]
    waits = own.select(pl.lit(True).alias(key[3]), "material_id", "regime_id", *OWN_WAIT, file_company="company_id")
    joined = rows.join(waits, on=key, how="left", validate="m:1")
    replaced = dict(zip(("wait_shape", "wait_scale_days", "denial_share"), OWN_WAIT, strict=True))
    return joined.with_columns(
        *(pl.coalesce(mine, everybodys).alias(everybodys) for everybodys, mine in replaced.items()),
        own_wait=pl.col(OWN_WAIT[0]).is_not_null(),
    ).drop(OWN_WAIT)


def rule_cells(rules: pl.LazyFrame, gated: pl.LazyFrame, values: pl.LazyFrame, world: World) -> pl.LazyFrame:
    """One row a rule × last origin × element: the part of the rule's loss that belongs to it; a rule's parts sum to 1.

    Origins by path share; elements by the value of those that put the material under the regime.
    """
    once = gated.unique([*PATH, "authority"])
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

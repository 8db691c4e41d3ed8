"""What goods of an origin meet on the way to an importer, whatever their shares: borders, regimes and waits."""

import polars as pl

from scoring.applications import OWN_WAIT
from scoring.regimes import governing
from scoring.wait import WAIT_COLUMNS, is_far
from scoring.world import World

SCOPE = ["material_id", "importer_area", "end_use", "buyer_size", "licence_kind", "file_company"]
"""All that decides which regimes the paths of an origin fall under; materials that agree in it share one scope."""

CROSSING = ["departure", "arrival", "material_class", "end_use", "buyer_size", "licence_kind"]
PATH = ["way", "feed_origin"]
"""A path of a way, which is a scope × origin."""

MEETING = ["scope", "authority", "potential", "candidates"]
"""Paths that meet the same regimes of an authority: whichever of them blocks longest, it is the same for all."""

WAIT_FORMS = pl.Enum(["licence", "potential", "near", "prohibition"])


def walked_ways(ways: pl.LazyFrame, feeds: pl.LazyFrame, world: World) -> pl.LazyFrame:
    """One row a way × feed origin, with the customs areas on it and the share that the feed origin has in it."""
    areas = world.areas.lazy().select(origin="country", origin_area="customs_area")
    rows = ways.join(feeds, on=["material_id", "origin"], how="inner", validate="m:m")
    return rows.join(areas, on="origin", how="left", validate="m:1")


def crossings_and_rules(walked: pl.LazyFrame, world: World) -> tuple[pl.LazyFrame, pl.LazyFrame]:
    """One row a path × border it crosses, and one row a distinct crossing × authority × state: its regime.

    Only borders out of origins that control exports, on any day or in this world: nothing else is ever gated.
    """
    controlling = sorted({*world.controlling_origins, *world.regimes["origin"]})
    crossings = pl.concat([_last_crossings(walked), _feed_crossings(walked)])
    crossings = crossings.filter(pl.col("departure").is_in(controlling))
    return crossings, governing(crossings.select(CROSSING).unique(), world.regimes.lazy())


def gated_ways(crossings: pl.LazyFrame, rules: pl.LazyFrame) -> pl.LazyFrame:
    """One row a path × authority × regime that may govern it, with the tier it bites on (`last_crossing`).

    A path in force with an authority keeps only that authority's regimes in force; else its potential ones.
    A path without a row crosses no gated border. `candidates` names all regimes the path may belong to; `group`
    numbers the paths that meet the same.
    """
    gated = crossings.join(rules, on=CROSSING, how="inner", validate="m:m")
    in_force_somewhere = (~pl.col("potential")).any().over([*PATH, "authority"])
    kept = gated.filter(~pl.col("potential") | ~in_force_somewhere)
    tier = pl.when("last_crossing").then(pl.lit("")).otherwise(pl.lit(" upstream"))
    named = kept.with_columns(candidate=pl.concat_str("regime_id", tier))
    together = named.group_by(*PATH, "authority").agg(candidates=pl.col("candidate").sort().str.join(";"))
    rows = named.join(together, on=[*PATH, "authority"], how="left", validate="m:1", nulls_equal=True)
    return rows.sort(*MEETING).with_columns(group=pl.struct(MEETING).rle_id())


def _last_crossings(walked: pl.LazyFrame) -> pl.LazyFrame:
    """The material enters the importer's customs area under the line's own end use, size and licence kind."""
    abroad = walked.filter(pl.col("origin_area") != pl.col("importer_area"))
    return abroad.select(
        "scope",
        *PATH,
        "feed_share",
        pl.lit(True).alias("last_crossing"),
        pl.col("origin_area").alias("departure"),
        pl.col("importer_area").alias("arrival"),
        *CROSSING[2:],
    )


def _feed_crossings(walked: pl.LazyFrame) -> pl.LazyFrame:
    """The feed enters the maker's customs area: the line's end use, a large buyer, an individual licence."""
    abroad = walked.filter(pl.col("feed_area") != pl.col("origin_area"))
    return abroad.select(
        "scope",
        *PATH,
        "feed_share",
        pl.lit(False).alias("last_crossing"),
        pl.col("feed_area").alias("departure"),
        pl.col("origin_area").alias("arrival"),
        pl.col("feed_class").alias("material_class"),
        "end_use",
        pl.lit("large").alias("buyer_size"),
        pl.lit("individual").alias("licence_kind"),
    )


def laws(gated: pl.LazyFrame, scopes: pl.LazyFrame, own: pl.LazyFrame, world: World) -> pl.LazyFrame:
    """One row a scope × authority × group of paths × regime it may belong to, numbered (`law`), with its wait.

    `wait_form` says how blocked days are worked out, `renewable` whether a licence in hand puts a spell off. `rivals`
    counts the regimes of the group. `own`: one row a company × material × regime with the wait of its own files.
    """
    rows = gated.select("group", *MEETING, "regime_id", "last_crossing").unique()
    rows = rows.with_columns(rivals=pl.len().over("group")).join(
        scopes.select("scope", "material_id", "file_company"), on="scope", how="left", validate="m:1"
    )
    of_regime = ["regime_id", "regime_kind", *WAIT_COLUMNS, "onset_probability"]
    rows = rows.join(world.regimes.lazy().select(of_regime), on="regime_id", how="left", validate="m:1")
    order = ["group", "regime_id", "last_crossing"]
    waiting = _with_own_waits(rows, own).sort(order, descending=[False, False, True]).with_row_index("law")
    return waiting.with_columns(renewable=is_renewable(), wait_form=_wait_form())


def is_renewable() -> pl.Expr:
    """Whether a licence in hand puts a spell off: only one that is in force, on the last crossing."""
    return pl.col("last_crossing") & (pl.col("regime_kind") == "licence") & ~pl.col("potential")


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

"""Signal 1, licence delay: which paths wait for whom, for how long beyond cover, and what share of the year is lost."""

import polars as pl

from scoring.applications import OWN_WAIT
from scoring.exact import divided, share_sum
from scoring.regimes import governing
from scoring.wait import (
    WAIT_COLUMNS,
    Wait,
    blocked_days_in_force,
    blocked_days_potential,
    blocked_days_prohibited,
    blocked_days_prohibition_looming,
)
from scoring.world import World

CASE = [
    "mix",
    "material_id",
    "importer_area",
    "end_use",
    "buyer_size",
    "licence_kind",
    "stock_days",
    "transit_days",
    "lead_days",
    "second_source_share",
    "requalification_days",
    "licence_valid_days",
    "file_company",
]
"""All that decides the wait of a material; lines that agree in it share one answer."""

CROSSING = ["departure", "arrival", "material_class", "end_use", "buyer_size", "licence_kind"]
PATH = ["case", "origin", "feed_origin"]
GATE = ["case", "authority", "potential"]
REGIME = ["case", "authority", "regime_id", "own_terms"]
"""What losses are counted by: `own_terms` tells a last crossing with a licence in hand or files of the company's own
from crossings upstream under the same regime."""


def delay_cases(terms: pl.LazyFrame) -> pl.LazyFrame:
    """The distinct cases of the terms, numbered in a fixed order."""
    return terms.select(CASE).unique().sort(CASE).with_row_index("case")


def crossings_and_rules(cases: pl.LazyFrame, paths: pl.LazyFrame, world: World) -> tuple[pl.LazyFrame, pl.LazyFrame]:
    """One row a case × path × border it crosses, and one row a distinct crossing × authority × state: its regime."""
    walked = cases.join(paths, on=["mix", "material_id"], how="inner", validate="m:m")
    crossings = pl.concat([_last_crossings(walked), _feed_crossings(walked)])
    return crossings, governing(crossings.select(CROSSING).unique(), world.regimes.lazy())


def gated_paths(crossings: pl.LazyFrame, rules: pl.LazyFrame) -> pl.LazyFrame:
    """One row a case × path × authority × regime that may govern it, with the tier it bites on (`last_crossing`).

    A path in force with an authority keeps only that authority's regimes in force; else its potential ones.
    A path without a row crosses no gated border.
    """
    gated = crossings.join(rules, on=CROSSING, how="inner", validate="m:m")
    in_force_somewhere = (~pl.col("potential")).any().over([*PATH, "authority"])
    return gated.filter(~pl.col("potential") | ~in_force_somewhere)


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


def stopped_shares(gated: pl.LazyFrame, cases: pl.LazyFrame) -> pl.LazyFrame:
    """Per case, authority and state: gated share, what remains of it after the second source, and days of cover.

    The second source is spent once: on the paths in force first, what is left of it on the potential ones.
    """
    once = gated.unique([*PATH, "authority"]).select(*GATE, "path_share")
    shares = once.group_by(GATE).agg(authority_share=share_sum(pl.col("path_share")))
    rows = shares.join(cases, on="case", how="left", validate="m:1")
    in_force = pl.col("authority_share").filter(~pl.col("potential"))
    total_in_force = share_sum(in_force).over("case")
    total_potential = share_sum(pl.col("authority_share").filter(pl.col("potential"))).over("case")
    sigma = pl.col("second_source_share")
    left = pl.max_horizontal(sigma - total_in_force, pl.lit(0.0))
    spent = pl.when("potential").then(left / total_potential).otherwise(sigma / total_in_force)
    rows = rows.with_columns(unreplaced=pl.max_horizontal(1 - spent, pl.lit(0.0)))
    stopped = pl.col("authority_share") * pl.col("unreplaced")
    rows = rows.with_columns(authority_stopped=stopped)
    stopped_in_force = share_sum(pl.col("authority_stopped").filter(~pl.col("potential"))).over("case", "authority")
    missing = (
        pl.when("potential").then(stopped_in_force + pl.col("authority_stopped")).otherwise(pl.col("authority_stopped"))
    )
    # With nothing missing there is no spell and cover is not asked for.
    stock = pl.when(missing > 0).then(pl.col("stock_days") / missing)
    return rows.with_columns(cover_days=pl.col("transit_days") + pl.col("lead_days") + stock)


def governed_paths(gated: pl.LazyFrame, stopped: pl.LazyFrame, own: pl.LazyFrame, world: World) -> pl.LazyFrame:
    """One row a case × path × authority: the one regime it belongs to, the one that blocks longest at its cover.

    `own`: one row a company × material × regime with the wait that the company's own files make of it.
    """
    of_regime = ["regime_kind", *WAIT_COLUMNS, "onset_probability"]
    rows = gated.join(stopped, on=GATE, how="inner", validate="m:1").join(
        world.regimes.lazy().select("regime_id", *of_regime), on="regime_id", how="left", validate="m:1"
    )
    rows = _with_own_waits(rows, own)
    horizon = world.method.horizon_days
    renewable = pl.col("last_crossing") & (pl.col("regime_kind") == "licence") & ~pl.col("potential")
    valid = pl.when(renewable).then("licence_valid_days").otherwise(0.0)
    rows = rows.with_columns(
        licence_valid_days=valid, own_terms=pl.col("own_wait") | (renewable & (valid > 0))
    ).with_columns(
        spell_days=pl.min_horizontal(horizon - pl.col("licence_valid_days"), "requalification_days").clip(
            lower_bound=0.0
        )
    )
    rows = rows.with_columns(blocked_days=_blocked_days(horizon))
    ranked = rows.sort([*PATH, "authority", "blocked_days", "regime_id"], descending=[False] * 4 + [True, False])
    return ranked.unique([*PATH, "authority"], keep="first", maintain_order=True)


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


def regime_losses(governed: pl.LazyFrame, world: World) -> pl.LazyFrame:
    """One row a case × authority × regime: gated share w, stopped share φ, blocked days U and lost share x."""
    names = ["regime_kind", "potential", "unreplaced", "cover_days", "licence_valid_days", "spell_days"]
    names += [*WAIT_COLUMNS, "onset_probability", "blocked_days"]
    gated = share_sum(pl.col("path_share")).alias("gated_share")
    rows = governed.group_by("material_id", *REGIME).agg(gated, *(pl.col(n).first() for n in names))
    stopped = pl.col("gated_share") * pl.col("unreplaced")
    return rows.with_columns(stopped_share=stopped).with_columns(
        lost_share=divided(pl.col("stopped_share") * pl.col("blocked_days"), world.method.year_days),
        second_source_spent=pl.col("gated_share") - pl.col("stopped_share"),
    )


def _blocked_days(horizon_days: float) -> pl.Expr:
    wait = Wait(*(pl.col(name) for name in WAIT_COLUMNS))
    h, c, p = pl.col("spell_days"), pl.col("cover_days"), pl.col("onset_probability")
    prohibited = pl.col("wait_shape").is_null()
    days = (
        pl.when(prohibited & pl.col("potential"))
        .then(blocked_days_prohibition_looming(h, c, p, horizon_days))
        .when(prohibited)
        .then(blocked_days_prohibited(h, c))
        .when("potential")
        .then(blocked_days_potential(wait, h, c, p, horizon_days))
        .otherwise(blocked_days_in_force(wait, h, c))
    )
    return pl.when(c.is_null()).then(0.0).otherwise(days)

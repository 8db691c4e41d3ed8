"""Signal 1, licence delay: how long a material is blocked beyond its cover, and what share of the year that loses."""

import polars as pl

from scoring.exact import divided, share_sum
from scoring.wait import (
    WAIT_COLUMNS,
    Wait,
    blocked_days_in_force,
    blocked_days_potential,
    blocked_days_prohibited,
    blocked_days_prohibition_looming,
)
from scoring.world import World

MATERIAL = ["case", "material_id"]
REGIME = [*MATERIAL, "authority", "regime_id", "own_terms"]
"""What losses are counted by: `own_terms` tells a last crossing with a licence in hand or files of the company's own
from crossings upstream under the same regime."""


def ruled(supplied: pl.LazyFrame, rules: pl.LazyFrame, world: World) -> pl.LazyFrame:
    """One row a case × material × group of paths: the regime that blocks it longest, its blocked days and lost share.

    `supplied`: one row a case × material with its gate and figures. `rules`: one row a regime a group may belong to.
    """
    rows = supplied.join(rules.drop("material_id"), on="gate", how="inner", validate="m:m")
    rows = _with_cover(rows)
    renewable = pl.col("last_crossing") & (pl.col("regime_kind") == "licence") & ~pl.col("potential")
    valid = pl.when(renewable).then("licence_valid_days").otherwise(0.0)
    horizon = world.method.horizon_days
    spell = pl.min_horizontal(horizon - pl.col("licence_valid_days"), "requalification_days").clip(lower_bound=0.0)
    rows = (
        rows.with_columns(licence_valid_days=valid)
        .with_columns(own_terms=pl.col("own_wait") | (pl.col("licence_valid_days") > 0), spell_days=spell)
        .with_columns(blocked_days=_blocked_days(horizon))
    )
    longest = _longest(rows)
    stopped = pl.col("group_share") * pl.col("unreplaced")
    return longest.with_columns(lost_share=divided(stopped * pl.col("blocked_days"), world.method.year_days))


def _with_cover(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Adds what remains of a group after the second source (`unreplaced`) and the days of cover.

    The second source is spent once: on the paths in force first, what is left of it on the potential ones.
    """
    sigma = pl.col("second_source_share")
    spent = sigma / pl.col("in_force_share")
    left = pl.max_horizontal(sigma - pl.col("in_force_share"), pl.lit(0.0)) / pl.col("potential_share")
    missing_in_force = pl.col("own_in_force_share") * pl.max_horizontal(1 - spent, pl.lit(0.0))
    rows = rows.with_columns(
        unreplaced=pl.max_horizontal(1 - pl.when("potential").then(left).otherwise(spent), pl.lit(0.0)),
        # Without paths in force nothing is missing yet, and 0 / 0 is no number.
        missing_in_force=pl.when(pl.col("own_in_force_share") > 0).then(missing_in_force).otherwise(0.0),
    )
    stopped = pl.col("authority_share") * pl.col("unreplaced")
    missing = pl.when("potential").then(pl.col("missing_in_force") + stopped).otherwise(stopped)
    # With nothing missing there is no spell and cover is not asked for.
    stock = pl.when(missing > 0).then(pl.col("stock_days") / missing)
    return rows.with_columns(cover_days=pl.col("transit_days") + pl.col("lead_days") + stock).drop("missing_in_force")


def _longest(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Of regimes a group may belong to, the one that blocks longest; of equals the first by its id."""
    alone = rows.filter(pl.col("rivals") == 1)
    group = [*MATERIAL, "authority", "potential", "candidates"]
    ranked = rows.filter(pl.col("rivals") > 1).sort(
        [*MATERIAL, "blocked_days", "rule"], descending=[False, False, True, False]
    )
    return pl.concat([alone, ranked.unique(group, keep="first", maintain_order=True)])


def regime_losses(rows: pl.LazyFrame) -> pl.LazyFrame:
    """One row a case × material × authority × regime: gated share w, stopped share φ, blocked days U, lost share x."""
    names = ["regime_kind", "potential", "cover_days", "licence_valid_days", "spell_days"]
    names += [*WAIT_COLUMNS, "onset_probability", "blocked_days", "unreplaced"]
    figures = ["stock_days", "transit_days", "lead_days", "requalification_days"]
    sums = [share_sum(pl.col("group_share")).alias("gated_share"), share_sum(pl.col("lost_share"))]
    by_regime = rows.group_by(REGIME).agg(*sums, *(pl.col(n).first() for n in [*figures, *names]))
    stopped = pl.col("gated_share") * pl.col("unreplaced")
    return by_regime.with_columns(stopped_share=stopped, second_source_spent=pl.col("gated_share") - stopped)


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

"""Signal 1, licence delay: how long a material is blocked beyond its cover, and what share of the year that loses."""

import polars as pl

from scoring.collecting import collected
from scoring.exact import divided, share_sum
from scoring.wait import (
    WAIT_COLUMNS,
    Tabled,
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

FIGURES = [
    "stock_days",
    "transit_days",
    "lead_days",
    "second_source_share",
    "requalification_days",
    "licence_valid_days",
]
"""What a buyer's own figures say of a wait."""

RULED = [
    *REGIME,
    "rule",
    "group_share",
    "unreplaced",
    "cover_days",
    "licence_valid_days",
    "spell_days",
    "blocked_days",
    "lost_share",
]

OF_LAW = ["group", "authority", "regime_id", "potential", "rivals", "own_wait", "renewable", "wait_form"]
"""What every row of losses takes from its law."""


def ruled(supplied: pl.DataFrame, rules: pl.DataFrame, laws: pl.DataFrame, world: World) -> pl.DataFrame:
    """One row a case × material × group of paths: the regime that blocks it longest, its blocked days and lost share.

    `supplied`: one row a case × material with its gate and figures. `rules`: one row a gate × law, `laws`: what they
    say, in their order. Sorted by case, material and rule, as `supplied` is by case and material.
    """
    bought = supplied.lazy().select(*MATERIAL, "gate", *FIGURES)
    rows = collected(bought.join(rules.lazy(), on="gate", how="inner", validate="m:m", maintain_order="left_right"))
    horizon = world.method.horizon_days
    valid = pl.when("renewable").then("licence_valid_days").otherwise(0.0)
    spell = pl.min_horizontal(horizon - pl.col("licence_valid_days"), "requalification_days").clip(lower_bound=0.0)
    lawful = _with_cover(rows.hstack(laws.select(OF_LAW)[rows["law"]]).lazy()).with_columns(licence_valid_days=valid)
    spells = collected(lawful.with_columns(spell_days=spell))
    longest = _longest(spells.with_columns(blocked_days=_blocked_days(spells, laws, horizon)))
    stopped = pl.col("group_share") * pl.col("unreplaced")
    return longest.with_columns(
        own_terms=pl.col("own_wait") | (pl.col("licence_valid_days") > 0),
        lost_share=divided(stopped * pl.col("blocked_days"), world.method.year_days),
    ).select(RULED)


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


def _longest(rows: pl.DataFrame) -> pl.DataFrame:
    """Of regimes a group may belong to, the one that blocks longest; of equals the first by its id."""
    alone = rows.filter(pl.col("rivals") == 1)
    if alone.height == rows.height:
        return rows
    order, longest_first = [*MATERIAL, "group", "blocked_days", "rule"], [False, False, False, True, False]
    ranked = rows.filter(pl.col("rivals") > 1).sort(order, descending=longest_first)
    longest = ranked.unique(order[:3], keep="first", maintain_order=True)
    return pl.concat([alone, longest]).sort(*MATERIAL, "rule")


def regime_losses(rows: pl.LazyFrame, supplied: pl.LazyFrame, rules: pl.LazyFrame) -> pl.LazyFrame:
    """One row a case × material × authority × regime: gated share w, stopped share φ, blocked days U, lost share x."""
    names = ["rule", "unreplaced", "cover_days", "licence_valid_days", "spell_days", "blocked_days"]
    sums = [share_sum(pl.col("group_share")).alias("gated_share"), share_sum(pl.col("lost_share"))]
    by_regime = rows.sort("rule").group_by(REGIME, maintain_order=True).agg(*sums, *(pl.col(n).first() for n in names))
    figures = supplied.select(
        *MATERIAL, *(n for n in FIGURES if n not in ("second_source_share", "licence_valid_days"))
    )
    waits = rules.select("rule", "regime_kind", "potential", *WAIT_COLUMNS, "onset_probability")
    stopped = pl.col("gated_share") * pl.col("unreplaced")
    return (
        by_regime.with_columns(stopped_share=stopped, second_source_spent=pl.col("gated_share") - stopped)
        .join(figures, on=MATERIAL, how="left", validate="m:1")
        .join(waits, on="rule", how="left", validate="m:1")
    )


def _blocked_days(rows: pl.DataFrame, laws: pl.DataFrame, horizon_days: float) -> pl.Series:
    """U of each row; rows of one form of wait together, so that each is worked out for those it is the form of."""
    # Nothing missing, or cover beyond the longest spell: no day is blocked.
    blocks = (pl.col("cover_days") < pl.col("spell_days")).fill_null(False)
    busy = rows.select("law", "wait_form", "cover_days", "spell_days").with_row_index("at").filter(blocks)
    waits = laws.select("potential", *WAIT_COLUMNS, "onset_probability")
    blocked = pl.zeros(rows.height, pl.Float64, eager=True)
    for form in busy["wait_form"].unique():
        some = busy.filter(pl.col("wait_form") == form)
        days = _days_of_form(some.hstack(waits[some["law"]]).lazy(), form, horizon_days)
        blocked = blocked.scatter(some["at"], collected(days)["blocked_days"])
    return blocked


def _days_of_form(rows: pl.LazyFrame, form: str, horizon_days: float) -> pl.LazyFrame:
    """U as `blocked_days`; in small steps, since polars takes its time over large expressions."""
    c, h, p = pl.col("cover_days"), pl.col("spell_days"), pl.col("onset_probability")
    lag, shape, scale, denied, refile = map(pl.col, WAIT_COLUMNS)
    wait = Wait(lag, shape, scale, denied, refile, far=form != "near")
    tabled = Tabled()
    if form == "licence":
        return rows.select(blocked_days=blocked_days_in_force(wait, h, c))
    if form == "prohibition":
        looming = blocked_days_prohibition_looming(h, c, p, horizon_days)
        in_force = blocked_days_prohibited(h, c)
    else:
        rows = rows.with_columns(**Tabled.columns(wait, "spell_days", "cover_days"))
        looming = blocked_days_potential(tabled, h, c, p, horizon_days)
        in_force = blocked_days_in_force(tabled, h, c)
    return rows.select(blocked_days=pl.when("potential").then(looming).otherwise(in_force))

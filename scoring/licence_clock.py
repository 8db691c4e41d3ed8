"""The licence clock: how long each application has waited, against the promised review time and the model."""

from datetime import date

import polars as pl

from scoring.applications import OWN_KEY
from scoring.world import World

STATES = {
    "early": "decided before the licence regime in force began: no effect",
    "prohibition": "a prohibition is in force, under which nothing is licensed: no effect",
    "potential": "no licence is required yet for these goods: no effect",
    "free": "none of this material crosses a licensed border from {} for this company: no effect",
}
CLOCK_COLUMNS = [
    "company_id",
    "material_id",
    "origin",
    "filed_on",
    "decided_on",
    "outcome",
    "regime_id",
    "authority",
    "elapsed_days",
    "elapsed_working_days",
    "promised_working_days",
    "promise_due_on",
    "overdue_working_days",
    "undecided_share",
    "reason",
]
CLOCK_ORDER = ["company_id", "decided", "filed_on", "material_id", "origin", "file"]


def clock_rows(
    files: pl.DataFrame, by_regime: pl.DataFrame, gated: pl.DataFrame, licences: pl.DataFrame, measures: pl.DataFrame
) -> pl.DataFrame:
    """One row a file of a company that is scored, pending ones first, oldest first.

    `elapsed_days` and `elapsed_working_days` (Monday to Friday; public holidays are not taken out) run from the day
    after filing to the decision, or to the day of the clock (`clock_on` in `files`). `undecided_share` is the share of
    files that prior and public evidence expect to be still undecided after as long a wait. `reason` says why a file has
    no effect. Where a file counts under several regimes, the one with the longest wait is named.
    """
    slowest = _regimes_of(by_regime, licences, measures)
    rows = files.join(slowest, on="file", how="left", validate="1:1")
    rows = rows.join(_states(gated), on=["company_id", "material_id", "origin_area"], how="left", validate="m:1")
    until = pl.coalesce("decided_on", "clock_on")
    rows = rows.with_columns(
        decided=pl.col("decided_on").is_not_null(),
        elapsed_days=(until - pl.col("filed_on")).dt.total_days(),
        elapsed_working_days=_working_days(pl.col("filed_on"), until),
        promise_due_on=pl.col("filed_on").dt.add_business_days(
            pl.col("promised_working_days").fill_null(0).cast(pl.Int32), roll="backward"
        ),
    )
    promised = pl.col("promised_working_days")
    overdue = (pl.col("elapsed_working_days") - promised).clip(lower_bound=0)
    rows = rows.with_columns(
        promise_due_on=pl.when(promised.is_not_null()).then("promise_due_on"),
        overdue_working_days=pl.when(promised.is_not_null()).then(overdue),
        reason=_reason(),
    )
    return rows.sort(CLOCK_ORDER).select(CLOCK_COLUMNS)


def clock_day(world: World) -> date:
    """The day the clock stands at: the day looked at, or the last day known if that is earlier."""
    return min(world.as_of, world.known_at)


def _regimes_of(by_regime: pl.DataFrame, licences: pl.DataFrame, measures: pl.DataFrame) -> pl.DataFrame:
    """Per file that counts: of the regimes it counts under the one with the longest wait, and what was promised."""
    waits = licences.select(*OWN_KEY, "authority", "public_shape", "public_scale_days", "public_median_days")
    promises = measures.select("measure_id", promised_working_days="statutory_review_working_days")
    rows = by_regime.join(waits, on=OWN_KEY, how="inner", validate="m:1")
    rows = rows.join(promises, on="measure_id", how="left", validate="m:1")
    scale = pl.col("public_scale_days")
    share = (scale / (scale + pl.col("own_waited_days"))).pow(pl.col("public_shape"))
    ranked = rows.with_columns(undecided_share=share).sort(
        ["file", "public_median_days", "regime_id"], descending=[False, True, False]
    )
    first = ranked.unique("file", keep="first", maintain_order=True)
    return first.select("file", "regime_id", "authority", "promised_working_days", "undecided_share")


def _states(gated: pl.DataFrame) -> pl.DataFrame:
    """Per company, material and origin area: what its crossings fall under."""
    in_force = ~pl.col("potential")
    return gated.group_by("company_id", "material_id", "origin_area").agg(
        licensed=(in_force & (pl.col("regime_kind") == "licence")).any(),
        prohibited=(in_force & (pl.col("regime_kind") == "prohibition")).any(),
    )


def _working_days(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    """Days from Monday to Friday after `start`, up to and including `end`."""
    day = pl.duration(days=1)
    return pl.business_day_count(start + day, end + day).cast(pl.Int64)


def _reason() -> pl.Expr:
    """Why a file has no effect; empty where it has one."""
    return (
        pl.when(pl.col("regime_id").is_not_null())
        .then(None)
        .when("licensed")
        .then(pl.lit(STATES["early"]))
        .when("prohibited")
        .then(pl.lit(STATES["prohibition"]))
        .when(pl.col("licensed").is_not_null())
        .then(pl.lit(STATES["potential"]))
        .otherwise(pl.format(STATES["free"], "origin"))
    )

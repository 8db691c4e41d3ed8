"""A company's licence waits side by side: prior, public evidence, its own files, and what they make together."""

import polars as pl

from reference_data.loader import Tables
from scoring.applications import OWN_COUNTS, OWN_KEY, OWN_WAIT, files_by_regime, files_on
from scoring.collecting import collected
from scoring.exact import divided
from scoring.licence_clock import clock_day, clock_rows
from scoring.posterior import file_weight
from scoring.regime_signals import regime_evidence
from scoring.regimes import prior_of_regime
from scoring.world import World

GATED = ["company_id", "material_id", "authority", "regime_id", "origin_area", "regime_kind", "potential"]


def licence_frames(
    tables: Tables,
    world: World,
    applications: pl.DataFrame,
    own: pl.DataFrame,
    gated: pl.DataFrame,
    terms: pl.DataFrame,
) -> dict[str, pl.DataFrame]:
    """licences: the waits of each company × material × regime. applications: its files on the licence clock."""
    crossed = gated_by_company(gated, terms, world)
    known = collected(
        regime_evidence(tables, world.regimes, world.known_at).select("regime_id", evidence_ids="evidence_known")
    )
    rows = licence_rows(crossed, own, world).join(known, on="regime_id", how="left", validate="m:1").sort(OWN_KEY)
    rows = rows.with_columns(pl.col("evidence_ids").fill_null([]))
    day = clock_day(world)
    theirs = applications.join(terms.select("company_id").unique(), on="company_id", how="semi")
    files = collected(files_on(theirs.lazy(), world, day).with_columns(clock_on=pl.lit(day)))
    by_regime = collected(files_by_regime(files.lazy(), world, day))
    return {"licences": rows, "applications": clock_rows(files, by_regime, crossed, rows, tables["licence_measures"])}


def gated_by_company(gated: pl.DataFrame, terms: pl.DataFrame, world: World) -> pl.DataFrame:
    """One row a company × material × regime that its goods cross a border under, in force or potential."""
    kinds = world.regimes.select("regime_id", "regime_kind")
    crossed = gated.filter("last_crossing").select(
        "gate", "authority", "regime_id", "potential", origin_area="departure"
    )
    lines = terms.select("gate", "company_id", "material_id").unique()
    rows = lines.join(crossed.unique(), on="gate", how="inner", validate="m:m")
    return rows.join(kinds, on="regime_id", how="left", validate="m:1").select(GATED).unique().sort(GATED)


def licence_rows(gated: pl.DataFrame, own: pl.DataFrame, world: World) -> pl.DataFrame:
    """One row a company × material × licence regime in force that its last crossing falls under.

    prior_*, public_* (prior and public evidence) and own_* stand beside the wait the score uses (`wait_shape`,
    `wait_scale_days`, `denial_share`), each with the days after which half the files are decided. Scales in days at
    the licence speed of the method; `evidence_weight` is f of the public files, `weight` f of all of them.
    """
    held = gated.filter(pl.col("regime_kind") == "licence", ~pl.col("potential"))
    rows = held.select("company_id", "material_id", "regime_id", "authority", origin="origin_area").join(
        _grounds(world), on="regime_id", how="left", validate="m:1"
    )
    rows = rows.join(own, on=OWN_KEY, how="left", validate="1:1").with_columns(pl.col(OWN_COUNTS).fill_null(0.0))
    total = pl.col("evidence_filed") + pl.col("own_filed")
    rows = rows.with_columns(
        evidence_weight=file_weight(pl.col("evidence_filed"), world.method),
        weight=file_weight(total, world.method),
        wait_shape=pl.coalesce(OWN_WAIT[0], "public_shape"),
        wait_scale_days=pl.coalesce(OWN_WAIT[1], "public_scale_days"),
        denial_share=pl.coalesce(OWN_WAIT[2], "public_denial_share"),
    )
    medians = {
        "prior_median_days": ("prior_shape", "prior_scale_days"),
        "public_median_days": ("public_shape", "public_scale_days"),
        "median_days": ("wait_shape", "wait_scale_days"),
    }
    return (
        rows.with_columns(**{name: median_days(*wait) for name, wait in medians.items()}).drop(OWN_WAIT).sort(OWN_KEY)
    )


def median_days(shape: str, scale: str) -> pl.Expr:
    """Days after filing by which half the files are decided: t0 + b·(2^(1/a) − 1)."""
    growth = pl.lit(2.0).pow(1 / pl.col(shape)) - 1
    return pl.col("wait_lag_days") + pl.col(scale) * growth


def _grounds(world: World) -> pl.DataFrame:
    """Per regime: its prior, its public evidence, and the wait these two make."""
    prior = prior_of_regime()
    fitted = pl.col("fit_shape").is_not_null()
    return world.regimes.select(
        "regime_id",
        "measure_id",
        "destination",
        "wait_lag_days",
        prior_basis=pl.when(fitted).then(pl.lit("fit")).otherwise(pl.lit("table")),
        prior_shape=prior.shape,
        prior_scale_days=divided(prior.scale_days, world.method.licence_speed),
        prior_denial_share=prior.denial_share,
        evidence_filed="filed",
        evidence_approved="approved",
        evidence_denied="denied",
        evidence_waited_days="waited",
        public_shape="wait_shape",
        public_scale_days="wait_scale_days",
        public_denial_share="denial_share",
    )

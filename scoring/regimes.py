"""Licence regimes on a day: which hold or may come, and how long they make a file wait."""

from datetime import date, timedelta

import polars as pl

from reference_data.loader import Tables
from scoring.collecting import collected
from scoring.exact import divided
from scoring.in_force import announced, in_force
from scoring.method import Method
from scoring.posterior import Files, Prior, posterior
from scoring.wait import WAIT_COLUMNS

SCOPE = ("destination", "end_use", "buyer_size", "licence_kind")
"""From the most to the least telling: the row that is exact where others say "any" wins, in this order."""

FILE_COUNTS = ("filed", "approved", "denied", "waited")
"""Columns of a regime that hold n, k_a, k_d and W of its public evidence."""


def regimes_on(tables: Tables, method: Method, as_of: date, known_at: date) -> pl.DataFrame:
    """One row a regime in force or potential on `as_of`, as known at `known_at`, with its wait and odds of onset.

    `onset_source_id` and `onset_confidence` say what the odds rest on; empty where no row of onset_odds gives them.
    `potential` rows are those not in force that may come; `onset_probability` is empty for regimes in force.
    `wait_*` and `denial_share` are empty for prohibitions: nothing comes until requalification.
    """
    return collected(resolved_regimes(tables, method, as_of, known_at))


def resolved_regimes(tables: Tables, method: Method, as_of: date, known_at: date) -> pl.LazyFrame:
    """As `regimes_on`, not worked out yet."""
    regimes = tables["licence_regimes"].lazy()
    holds = in_force(regimes, as_of, known_at).with_columns(potential=pl.col("regime_kind") == "potential")
    horizon_ends = as_of + timedelta(days=method.horizon_days)
    written = regimes.filter(pl.col("regime_kind") != "potential", pl.col("valid_from") < horizon_ends)
    comes = announced(written, as_of, known_at).with_columns(potential=pl.lit(True))
    # Of rows alike in scope the nearest counts: the newest in force, the first to come.
    nearest = (pl.col("valid_from") - as_of).abs().alias("days_off")
    rows = (
        pl.concat([holds, comes])
        .with_columns(nearest)
        .join(_odds(tables, as_of, known_at), on="regime_id", how="left", validate="1:1")
    )
    # No odds on record means announced and undisputed: it comes.
    odds = pl.when("potential").then(pl.col("probability").fill_null(1.0))
    waits = _posterior(rows, _known_evidence(rows, tables["licence_observations"].lazy(), known_at), method)
    return waits.with_columns(odds.alias("onset_probability")).drop("probability").sort("regime_id")


def suspended_regimes(tables: Tables, known_at: date) -> list[str]:
    """Potential regimes whose act was suspended, as far as that was known: they come when the suspension ends."""
    suspended = tables["licence_measures"].filter(pl.col("suspension_known_from") <= known_at)
    potential = tables["licence_regimes"].filter(pl.col("regime_kind") == "potential")
    return potential.join(suspended, on="measure_id", how="semi")["regime_id"].sort().to_list()


def governing(crossings: pl.LazyFrame, regimes: pl.LazyFrame) -> pl.LazyFrame:
    """Per crossing, authority and state (in force or potential): the most specific regime.

    `crossings`: departure, arrival (customs areas), material_class, end_use, buyer_size, licence_kind; unique rows.
    A crossing no regime covers has no row: it is free.
    """
    by_class = regimes.explode("material_classes").rename({"material_classes": "material_class"})
    scoped = crossings.join(
        by_class.select(
            "origin",
            "material_class",
            "authority",
            "regime_id",
            "potential",
            "days_off",
            *(pl.col(c).alias(f"{c}_scope") for c in SCOPE),
        ),
        left_on=["departure", "material_class"],
        right_on=["origin", "material_class"],
        how="inner",
        validate="m:m",
    )
    named = dict(zip(SCOPE, ("arrival", "end_use", "buyer_size", "licence_kind"), strict=True))
    fits = [_fits(scope, value) for scope, value in named.items()]
    exact = [(pl.col(f"{scope}_scope") != "*").alias(f"{scope}_exact") for scope in SCOPE]
    case = ["departure", *named.values(), "material_class", "authority", "potential"]
    order = [f"{scope}_exact" for scope in SCOPE]
    ranked = (
        scoped.filter(*fits)
        .with_columns(exact)
        .sort([*case, *order, "days_off", "regime_id"], descending=[*[False] * len(case), *[True] * 4, False, False])
    )
    return ranked.unique(case, keep="first", maintain_order=True).select(*case, "regime_id")


def _fits(scope: str, value: str) -> pl.Expr:
    return (pl.col(f"{scope}_scope") == "*") | (pl.col(f"{scope}_scope") == pl.col(value))


def _odds(tables: Tables, as_of: date, known_at: date) -> pl.LazyFrame:
    rows = in_force(tables["onset_odds"].lazy(), as_of, known_at).sort("regime_id", "valid_from")
    told = {f"onset_{name}": pl.col(name).last() for name in ("source_id", "confidence")}
    return rows.group_by("regime_id", maintain_order=True).agg(pl.col("probability").last(), **told)


def _known_evidence(regimes: pl.LazyFrame, observations: pl.LazyFrame, known_at: date) -> pl.LazyFrame:
    """Per regime: the observations it names that were known, of each group of files the latest only."""
    named = (
        regimes.select("regime_id", "wait_lag_days", observation_id="evidence")
        .explode("observation_id")
        .drop_nulls("observation_id")
    )
    known = observations.filter(pl.col("known_from") <= known_at)
    rows = named.join(known, on="observation_id", how="inner", validate="m:1")
    latest = rows.sort("regime_id", "file_group", "observed_on", "known_from", "observation_id")
    return latest.unique(["regime_id", "file_group"], keep="last", maintain_order=True)


def _posterior(regimes: pl.LazyFrame, evidence: pl.LazyFrame, method: Method) -> pl.LazyFrame:
    """Adds each regime's wait (shape, scale, denial share), and the prior and counted files it is made from.

    Where a fit is known it is the prior, and the files that stand behind it are not counted again.
    """
    rows = regimes.join(_counts(evidence, method), on="regime_id", how="left", validate="1:1")
    rows = rows.join(_fits_known(evidence), on="regime_id", how="left", validate="1:1")
    fitted = pl.col("fit_shape").is_not_null()
    rows = rows.with_columns(
        pl.when(fitted).then(0.0).otherwise(pl.col(name).fill_null(0.0)).alias(name) for name in FILE_COUNTS
    )
    shape, scale, denied = posterior(prior_of_regime(), public_files(), method)
    rows = rows.with_columns(
        wait_shape=pl.coalesce("fit_shape", shape),
        wait_scale_days=pl.when(fitted).then(divided(pl.col("fit_scale_days"), method.licence_speed)).otherwise(scale),
        denial_share=pl.when(fitted).then(pl.col("prior_denial_share")).otherwise(denied),
    )
    licensed = pl.col("regime_kind") != "prohibition"
    return rows.with_columns(pl.when(licensed).then(pl.col(name)).alias(name) for name in WAIT_COLUMNS)


def prior_of_regime() -> Prior:
    """Where a regime's wait starts from: the fit where one is known, else the prior of its row."""
    return Prior(
        pl.coalesce("fit_shape", "prior_shape"),
        pl.coalesce("fit_scale_days", "prior_scale_days"),
        pl.col("prior_denial_share"),
    )


def public_files() -> Files:
    """The files counted in a regime's public evidence."""
    return Files(*(pl.col(name) for name in FILE_COUNTS))


def _counts(evidence: pl.LazyFrame, method: Method) -> pl.LazyFrame:
    """Per regime: files filed, approved and denied, and the days they waited after the lag."""
    late = (pl.col("elapsed_days") - pl.col("wait_lag_days")).clip(lower_bound=0.0)
    filed = pl.col("filed_count").fill_null(method.share_weight_files)
    approved = pl.coalesce("approved_count", pl.col("approved_share") * filed)
    denied = pl.col("denied_count").fill_null(0.0)
    decided = approved + denied
    # Files decided by T were decided halfway on average; the others still wait.
    waited = pl.coalesce("waited_days", decided * late / 2 + (filed - decided) * late)
    files = evidence.filter(pl.col("kind").is_in(["count", "share"])).select(
        "regime_id", filed=filed, approved=approved, denied=denied, waited=waited
    )
    return files.sort("regime_id").group_by("regime_id", maintain_order=True).agg(pl.all().sum())


def _fits_known(evidence: pl.LazyFrame) -> pl.LazyFrame:
    fits = evidence.filter(pl.col("kind") == "fit").sort("regime_id", "known_from", "observation_id")
    last = fits.group_by("regime_id", maintain_order=True).last()
    return last.select("regime_id", fit_shape="wait_shape", fit_scale_days="wait_scale_days")

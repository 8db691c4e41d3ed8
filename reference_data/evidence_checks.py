"""Checks on what a wait is computed from: every regime's evidence is of its own files, or says that it is borrowed."""

import polars as pl

from reference_data.faults import TableFault, faults_where

FILES = ("count", "share", "fit")
"""Kinds of observations that move a wait."""

COHORT = ("authority", "material_classes", "destination", "end_use", "buyer_size", "licence_kind")


def evidence_faults(regimes: pl.DataFrame, observations: pl.DataFrame) -> list[TableFault]:
    """Evidence of other files that is not marked as borrowed, military files that serve civil buyers, and talk."""
    named = _named(regimes, observations)
    listed, borrowed, fits = pl.col("is_evidence"), pl.col("is_borrowed"), _of_own_scope()
    opposite = (
        (pl.col("end_use") != "*") & (pl.col("end_use_seen") != "*") & (pl.col("end_use") != pl.col("end_use_seen"))
    )
    return (
        _of_regimes(named, listed & ~fits & ~borrowed, "is of other files: name it under borrowed")
        + _of_regimes(named, listed & fits & borrowed, "is of the regime's own files, not borrowed")
        + _of_regimes(named, borrowed & ~listed, "is borrowed but no evidence")
        + _of_regimes(named, opposite, "is of files for another end use: military files never serve civil buyers")
        + _of_regimes(named, ~pl.col("kind").is_in(FILES), "counts no files: no wait can be computed from it")
        + _of_observations(observations, named)
    )


def _named(regimes: pl.DataFrame, observations: pl.DataFrame) -> pl.DataFrame:
    """One row a regime × observation it names, as evidence, as borrowed or as both; what was seen ends in `_seen`."""
    both = pl.concat(
        regimes.select("regime_id", observation_id=column, column=pl.lit(column)).explode("observation_id")
        for column in ("evidence", "borrowed")
    ).drop_nulls("observation_id")
    pairs = both.group_by("regime_id", "observation_id").agg(
        is_evidence=(pl.col("column") == "evidence").any(), is_borrowed=(pl.col("column") == "borrowed").any()
    )
    scope = regimes.select("line", "regime_id", "valid_from", "valid_to", *COHORT)
    seen = observations.select(
        "observation_id", "kind", "period_from", "period_to", *(pl.col(name).alias(f"{name}_seen") for name in COHORT)
    )
    return pairs.join(scope, on="regime_id", how="inner", validate="m:1").join(
        seen, on="observation_id", how="inner", validate="m:1"
    )


def _of_own_scope() -> pl.Expr:
    """The files seen are those the regime governs: alike in all that tells files apart, and of its time.

    A regime for any kind of licence decides case by case: general licences have rows of their own.
    """
    classes = pl.col("material_classes_seen").list.contains("*") | (
        pl.col("material_classes").list.set_difference("material_classes_seen").list.len() == 0
    )
    same_kind = (pl.col("licence_kind") == "*") | _covers("licence_kind")
    begun = pl.col("period_to").is_null() | (pl.col("period_to") > pl.col("valid_from"))
    ended = pl.col("valid_to").is_null() | (pl.col("period_from") < pl.col("valid_to"))
    own = pl.all_horizontal(_covers("destination"), _covers("end_use"), _covers("buyer_size"), same_kind)
    return (pl.col("authority") == pl.col("authority_seen")) & own & classes & begun & ended


def _covers(name: str) -> pl.Expr:
    return (pl.col(f"{name}_seen") == "*") | (pl.col(f"{name}_seen") == pl.col(name))


def _of_regimes(named: pl.DataFrame, wrong: pl.Expr, fault: str) -> list[TableFault]:
    return faults_where(
        "licence_regimes.csv", named.sort("line"), wrong, pl.format(f"evidence {{}} {fault}", "observation_id")
    )


def _of_observations(observations: pl.DataFrame, named: pl.DataFrame) -> list[TableFault]:
    is_named = pl.col("observation_id").is_in(named["observation_id"].to_list())
    explained = pl.col("unused_because").is_not_null()
    file = "licence_observations.csv"
    return faults_where(
        file, observations, ~is_named & ~explained, "no regime names it, and unused_because is empty"
    ) + faults_where(
        file, observations, is_named & explained, "a regime names it, and unused_because says it is unused"
    )

"""Checks on acts: goods for each, disputed facts with all their claimants, and odds that agree with the scenarios."""

from collections.abc import Mapping

import polars as pl

from reference_data.faults import TableFault, faults_where

CLAIMS = "measure_claims.csv"
TOLERANCE = 1e-9


def measure_faults(frames: Mapping[str, pl.DataFrame]) -> list[TableFault]:
    """Acts without goods, one-sided disputes, claims that misquote the act, and scenarios that contradict the odds."""
    measures, claims = frames["licence_measures"], frames["measure_claims"]
    return (
        _without_goods(measures, frames["measure_goods"])
        + _one_sided(claims)
        + _misquoted(claims, measures)
        + _contradicted_odds(frames)
    )


def _without_goods(measures: pl.DataFrame, goods: pl.DataFrame) -> list[TableFault]:
    bare = measures.join(goods, on="measure_id", how="anti")
    return faults_where("licence_measures.csv", bare, pl.lit(True), "measure_goods says nothing of what it covers")


def _one_sided(claims: pl.DataFrame) -> list[TableFault]:
    fact = ["measure_id", "fact"]
    rows = claims.with_columns(
        claimants=pl.col("claimant").n_unique().over(fact),
        days=pl.col("claimed_on").n_unique().over(fact),
        acts=(pl.col("claim_kind") == "act").sum().over(fact),
    )
    named = pl.format("{} of {}", "fact", "measure_id")
    alone = (pl.col("claimants") < 2) | (pl.col("days") < 2)
    return faults_where(CLAIMS, rows, alone, pl.format("{}: a dispute needs two claimants and two days", named)) + (
        faults_where(CLAIMS, rows, pl.col("acts") != 1, pl.format("{}: one claim is the text of the act", named))
    )


def _misquoted(claims: pl.DataFrame, measures: pl.DataFrame) -> list[TableFault]:
    told = measures.select("measure_id", "suspended_to", "valid_to")
    rows = claims.join(told, on="measure_id", how="left", validate="m:1")
    text = pl.when(pl.col("fact") == "suspended_to").then("suspended_to").otherwise("valid_to")
    wrong = (pl.col("claim_kind") == "act") & ~text.eq_missing(pl.col("claimed_on"))
    return faults_where(CLAIMS, rows, wrong, "claimed_on is not what licence_measures gives as the text of the act")


def _contradicted_odds(frames: Mapping[str, pl.DataFrame]) -> list[TableFault]:
    scenarios = frames["scenarios"]
    chances = scenarios["probability"]
    factor = float((chances * scenarios["onset_factor"]).sum())
    faults = (
        []
        if abs(factor - 1) <= TOLERANCE
        else [TableFault("scenarios.csv", 0, f"onset_factor averages {factor}, not 1: the futures contradict the odds")]
    )
    told = float((chances * scenarios["suspended_onset_probability"].fill_null(0.0)).sum())
    untold = float(chances.filter(scenarios["suspended_onset_probability"].is_null()).sum())
    odds = _odds_of_suspended(frames).with_columns(mixed=told + untold * pl.col("probability"))
    off = (pl.col("mixed") - pl.col("probability")).abs() > TOLERANCE
    said = pl.format("probability is {}, the scenarios mix to {}", "probability", pl.col("mixed").round(6))
    return faults + faults_where("onset_odds.csv", odds, off, said)


def _odds_of_suspended(frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """The open odds of regimes whose measure is suspended: those the scenarios speak of."""
    suspended = frames["licence_measures"].filter(pl.col("suspended_from").is_not_null())
    regimes = frames["licence_regimes"].filter(pl.col("regime_kind") == "potential")
    regimes = regimes.join(suspended, on="measure_id", how="semi")
    return frames["onset_odds"].filter(pl.col("valid_to").is_null()).join(regimes, on="regime_id", how="semi")

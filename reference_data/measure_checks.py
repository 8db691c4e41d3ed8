"""Checks on acts: goods for each, and disputed facts with all their claimants."""

from collections.abc import Mapping

import polars as pl

from reference_data.faults import TableFault, faults_where

CLAIMS = "measure_claims.csv"


def measure_faults(frames: Mapping[str, pl.DataFrame]) -> list[TableFault]:
    """Acts without goods, one-sided disputes, and claims that misquote the act."""
    measures, claims = frames["licence_measures"], frames["measure_claims"]
    return _without_goods(measures, frames["measure_goods"]) + _one_sided(claims) + _misquoted(claims, measures)


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

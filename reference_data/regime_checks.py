"""Checks on licence regimes: no ties, no gaps in who is covered, one tier for one regime."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from reference_data.evidence_checks import evidence_faults
from reference_data.faults import TableFault, faults_where

SCOPE = ("destination", "end_use", "buyer_size", "licence_kind")
FAR = date(9999, 12, 31)


def regime_faults(frames: Mapping[str, pl.DataFrame]) -> list[TableFault]:
    """Regimes that tie, cover a material and its own feed, name an unknown class or rest on files of others unsaid."""
    regimes, materials = frames["licence_regimes"], frames["materials"]
    return (
        _ties(regimes)
        + _two_tiers(regimes, materials)
        + _unknown_classes("licence_regimes", regimes, materials)
        + _unknown_classes("licence_observations", frames["licence_observations"], materials)
        + evidence_faults(regimes, frames["licence_observations"])
        + _odds_of_regimes_in_force(frames)
    )


def _ties(regimes: pl.DataFrame) -> list[TableFault]:
    rows = regimes.with_columns(
        potential=pl.col("regime_kind") == "potential", until=pl.col("valid_to").fill_null(FAR)
    ).explode("material_classes")
    same = ["authority", "origin", "material_classes", "potential", *SCOPE]
    pairs = rows.join(rows.select(*same, "regime_id", "valid_from", "until"), on=same, suffix="_other")
    overlap = (pl.col("valid_from") < pl.col("until_other")) & (pl.col("valid_from_other") < pl.col("until"))
    tied = pairs.filter((pl.col("regime_id") > pl.col("regime_id_other")) & overlap).unique(
        ["regime_id", "regime_id_other"]
    )
    return faults_where(
        "licence_regimes.csv",
        tied,
        pl.lit(True),
        pl.format("ties with {}: same scope at the same time", "regime_id_other"),
    )


def _two_tiers(regimes: pl.DataFrame, materials: pl.DataFrame) -> list[TableFault]:
    feeds = materials.select(feed_material_id="material_id", feed_class="material_class").unique()
    tiers = (
        materials.join(feeds, on="feed_material_id", how="inner", validate="m:m")
        .select("material_class", "feed_class")
        .unique()
    )
    rows = regimes.select("line", "material_classes").join(tiers, how="cross")
    both = pl.col("material_classes").list.contains(pl.col("material_class")) & pl.col(
        "material_classes"
    ).list.contains(pl.col("feed_class"))
    return faults_where(
        "licence_regimes.csv",
        rows,
        both,
        pl.format("covers {} and its own feed {}: one regime is one tier", "material_class", "feed_class"),
    )


def _unknown_classes(table: str, named: pl.DataFrame, materials: pl.DataFrame) -> list[TableFault]:
    known = [*materials["material_class"].unique(), "*"]
    rows = named.select("line", "material_classes").explode("material_classes")
    return faults_where(
        f"{table}.csv",
        rows,
        ~pl.col("material_classes").is_in(known),
        pl.format("material_classes: no material is of class {}", "material_classes"),
    )


def _odds_of_regimes_in_force(frames: Mapping[str, pl.DataFrame]) -> list[TableFault]:
    kinds = frames["licence_regimes"].select("regime_id", "regime_kind", begins="valid_from")
    odds = frames["onset_odds"].join(kinds, on="regime_id", how="left", validate="m:1")
    not_to_come = (pl.col("regime_kind") != "potential") & (pl.col("valid_from") >= pl.col("begins"))
    return faults_where("onset_odds.csv", odds, not_to_come, "regime_id is neither potential nor still to come")

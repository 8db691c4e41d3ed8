"""Checks on published figures: shares that sum within their printed rounding, and editions of governance."""

from collections.abc import Mapping

import polars as pl

from reference_data.faults import TableFault, faults_where

MOST = 1.025
"""Figures printed to a tenth of a per cent, trifles counted as half of one: no stage was found above 1.021."""

LEAST_OF_WORLD = 0.88
"""World shares leave out what is too small to print; sourcing shares all below 1 %, so these have no floor."""


def published_faults(frames: Mapping[str, pl.DataFrame]) -> list[TableFault]:
    """Shares of a material and stage that do not add up to its supply; a data year told by two editions."""
    return _sums(frames["supply_risk_shares"]) + _split_editions(frames["governance"])


def _sums(shares: pl.DataFrame) -> list[TableFault]:
    group = ["study", "material", "stage", "scope"]
    sums = shares.group_by(group).agg(pl.col("line").min(), pl.col("share").sum())
    off = (pl.col("share") > MOST) | ((pl.col("scope") == "global") & (pl.col("share") < LEAST_OF_WORLD))
    said = pl.format("shares of {} at {} ({}) sum to {}", "material", "stage", "scope", pl.col("share").round(4))
    return faults_where("supply_risk_shares.csv", sums, off, said)


def _split_editions(governance: pl.DataFrame) -> list[TableFault]:
    editions = governance.with_columns(pl.col("edition_year").n_unique().over("valid_from").alias("editions"))
    return faults_where(
        "governance.csv",
        editions,
        pl.col("editions") > 1,
        pl.format("data year {} comes from more than one edition", pl.col("valid_from").dt.year()),
    )

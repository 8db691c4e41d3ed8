"""Checks on tariff layers: no two rows of a programme claim the same goods on the same day."""

from datetime import date

import polars as pl

from reference_data.faults import TableFault, faults_where

FAR = date(9999, 12, 31)
CLAIM = ["importer", "origin", "tariff_line", "programme"]


def tariff_faults(layers: pl.DataFrame) -> list[TableFault]:
    """Layers of one programme, importer, origin and line that overlap in time."""
    rows = layers.with_columns(until=pl.col("valid_to").fill_null(FAR))
    pairs = rows.join(rows.select(*CLAIM, "layer_id", "valid_from", "until"), on=CLAIM, suffix="_other")
    overlap = (pl.col("valid_from") < pl.col("until_other")) & (pl.col("valid_from_other") < pl.col("until"))
    tied = pairs.filter((pl.col("layer_id") > pl.col("layer_id_other")) & overlap)
    return faults_where(
        "tariff_layers.csv",
        tied,
        pl.lit(True),
        pl.format("overlaps with {}: same programme, importer, origin and line", "layer_id_other"),
    )

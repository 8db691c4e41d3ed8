"""Checks on tariff layers: on no day do two rows of a programme claim the same goods, and every row has an effect."""

from datetime import date

import polars as pl

from reference_data.faults import TableFault, faults_where

FILE = "tariff_layers.csv"
FAR = date(9999, 12, 31)
CLAIM = ["importer", "origin", "tariff_line", "programme"]
ANY = "*"


def tariff_faults(layers: pl.DataFrame) -> list[TableFault]:
    """Layers that overlap, that leave open which of two counts, that exempt nothing or replace what is not there."""
    rows = layers.with_columns(until=pl.col("valid_to").fill_null(FAR)).filter(pl.col("until") > pl.col("valid_from"))
    return [*_overlaps(rows), *_crossings(rows), *_idle_exemptions(rows), *_idle_replacements(layers)]


def _overlaps(rows: pl.DataFrame) -> list[TableFault]:
    pairs = _pairs(rows, rows, on=CLAIM).filter(pl.col("layer_id") > pl.col("layer_id_other"))
    text = pl.format("overlaps with {}: same programme, importer, origin and line", "layer_id_other")
    return faults_where(FILE, pairs, pl.lit(True), text)


def _crossings(rows: pl.DataFrame) -> list[TableFault]:
    """A longer line for every origin against a shorter line for one: both charge, and neither is the closer."""
    charging = rows.filter(pl.col("stacking") != "exempt")
    one, every = charging.filter(pl.col("origin") != ANY), charging.filter(pl.col("origin") == ANY)
    line, longer = pl.col("tariff_line"), pl.col("tariff_line_other")
    crossed = _pairs(one, every, on=["importer", "programme"]).filter(
        longer != ANY, longer != line, (line == ANY) | longer.str.starts_with(line)
    )
    named = one.select("importer", "programme", "origin", tariff_line_other="tariff_line")
    # A row of its own for that origin and line says which of the two counts.
    crossed = crossed.join(named, on=["importer", "programme", "origin", "tariff_line_other"], how="anti")
    text = pl.format("leaves open whether it or {}, a longer line for every origin, counts", "layer_id_other")
    return faults_where(FILE, crossed, pl.lit(True), text)


def _idle_exemptions(rows: pl.DataFrame) -> list[TableFault]:
    exempt, charging = rows.filter(pl.col("stacking") == "exempt"), rows.filter(pl.col("stacking") != "exempt")
    origin, other = pl.col("origin"), pl.col("origin_other")
    met = _pairs(exempt, charging, on=["importer", "programme"]).filter(
        (origin == ANY) | (other == ANY) | (origin == other)
    )
    idle = exempt.join(met, on="layer_id", how="anti")
    return faults_where(FILE, idle, pl.lit(True), "exempts nothing: its programme charges nothing on those days")


def _idle_replacements(layers: pl.DataFrame) -> list[TableFault]:
    named = layers.select("line", "importer", programme="replaces").explode("programme").drop_nulls("programme")
    unknown = named.join(layers, on=["importer", "programme"], how="anti")
    text = pl.format("replaces {}, a programme without a layer of {}", "programme", "importer")
    empty = faults_where(
        FILE,
        layers,
        (pl.col("stacking") == "replaces") & pl.col("replaces").is_null(),
        "replaces names no programme",
    )
    return faults_where(FILE, unknown, pl.lit(True), text) + empty


def _pairs(left: pl.DataFrame, right: pl.DataFrame, on: list[str]) -> pl.DataFrame:
    """Pairs of rows that share `on` and at least one day."""
    columns = ["layer_id", "origin", "tariff_line", "valid_from", "until"]
    kept = right.select(*on, *(pl.col(name).alias(f"{name}_other") for name in columns))
    shared = (pl.col("valid_from") < pl.col("until_other")) & (pl.col("valid_from_other") < pl.col("until"))
    return left.join(kept, on=on).filter(shared)

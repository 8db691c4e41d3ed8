"""The rules of the contracts, table by table and across tables."""

from collections.abc import Iterator, Mapping

import polars as pl

from reference_data.collected_checks import collected_faults
from reference_data.contract import Column, Shares, Table
from reference_data.contracts import TABLES
from reference_data.faults import Check, TableFault, faults_among, faults_where
from reference_data.measure_checks import measure_faults
from reference_data.period_checks import period_faults
from reference_data.published_checks import published_faults
from reference_data.regime_checks import regime_faults
from reference_data.scenario_checks import scenario_faults
from reference_data.tariff_checks import tariff_faults

SUM_TOLERANCE = 1e-9


def table_faults(table: Table, frame: pl.DataFrame) -> list[TableFault]:
    """Faults that can be seen within one table: values, rules, key, order, sums."""
    file = f"{table.name}.csv"
    values = [check for column in table.columns for check in _value_checks(column)]
    faults = faults_among(file, frame, [*values, *((~rule.holds, rule.fault) for rule in table.rules)])
    faults += _key_faults(file, frame, table.key)
    for shares in table.shares:
        faults += _sum_faults(file, frame, shares)
    return faults


def cross_table_faults(frames: Mapping[str, pl.DataFrame]) -> list[TableFault]:
    """Faults that can be seen only across tables: references, unused sources, ties of regimes and layers."""
    faults: list[TableFault] = []
    for name, frame in frames.items():
        for column in TABLES[name].columns:
            if column.references:
                faults += _reference_faults(f"{name}.csv", frame, column, frames)
    return (
        faults
        + _unused_sources(frames)
        + regime_faults(frames)
        + measure_faults(frames)
        + tariff_faults(frames["tariff_layers"])
        + published_faults(frames)
        + scenario_faults(frames)
        + period_faults(frames)
        + collected_faults(frames)
    )


def _value_checks(column: Column) -> Iterator[Check]:
    name, value = column.name, pl.col(column.name)
    if column.one_of:
        wrong = pl.format(f"{name} is {{}}; one of {', '.join(column.one_of)}", value)
        yield ~value.is_in(column.one_of), wrong
    if column.pattern:
        form = pl.lit(f"; expected the form {column.pattern}")
        yield ~value.str.contains(column.pattern), pl.concat_str(pl.lit(f"{name} is "), value, form)
    if column.minimum is not None:
        yield value < column.minimum, pl.format(f"{name} is {{}}, below {column.minimum:g}", value)
    if column.maximum is not None:
        yield value > column.maximum, pl.format(f"{name} is {{}}, above {column.maximum:g}", value)
    if column.kind == "number":
        yield ~value.is_finite(), f"{name} is not a finite number"


def _key_faults(file: str, frame: pl.DataFrame, key: tuple[str, ...]) -> list[TableFault]:
    columns = list(key)
    named = pl.concat_str([pl.col(name).cast(pl.String).fill_null("") for name in columns], separator=", ")
    faults = faults_where(
        file, frame, pl.struct(columns).is_duplicated(), pl.format("key {} stands more than once", named)
    )
    texts = frame.select(
        "line", key=pl.concat_str([pl.col(name).cast(pl.String).fill_null("") for name in columns], separator="\x00")
    )
    unsorted = pl.col("key") < pl.col("key").shift(1)
    return faults + faults_where(file, texts, unsorted, f"is out of order: rows are sorted by {', '.join(columns)}")


def _sum_faults(file: str, frame: pl.DataFrame, shares: Shares) -> list[TableFault]:
    group = list(shares.group)
    sums = frame.group_by(group).agg(pl.col("line").min(), pl.col(shares.column).sum())
    named = pl.concat_str([pl.col(name).cast(pl.String) for name in group], separator=", ")
    off = (pl.col(shares.column) - 1).abs() > SUM_TOLERANCE
    return faults_where(
        file, sums, off, pl.format(f"{shares.column} of {{}} sums to {{}}, not 1", named, shares.column)
    )


def _reference_faults(
    file: str, frame: pl.DataFrame, column: Column, frames: Mapping[str, pl.DataFrame]
) -> list[TableFault]:
    known = {value for name in column.references for value in frames[name][TABLES[name].key[0]]} | {column.wildcard}
    cells = frame.select("line", value=column.name)
    if column.kind == "list":
        cells = cells.explode("value")
    unknown = pl.col("value").is_not_null() & ~pl.col("value").is_in(list(known))
    return faults_where(
        file, cells, unknown, pl.format(f"{column.name} {{}} is not in {' or '.join(column.references)}", "value")
    )


def _unused_sources(frames: Mapping[str, pl.DataFrame]) -> list[TableFault]:
    used = {
        value
        for name, frame in frames.items()
        if "source_id" in frame.columns and name != "sources"
        for value in frame["source_id"]
    }
    return faults_where(
        "sources.csv",
        frames["sources"],
        ~pl.col("source_id").is_in(list(used)),
        pl.format("source {} is named by no row", "source_id"),
    )

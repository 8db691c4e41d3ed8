"""What a what-if changed: cell by cell, each with the value before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl

from reference_data.contracts import TABLES
from reference_data.loader import Tables
from scoring.line_edits import LINE
from scoring.portfolio import Portfolio
from scoring.wait import WAIT_COLUMNS
from scoring.world import World

How = Literal["set", "added", "removed"]
OF_MATERIAL = (*LINE, "material_id")
OF_REGIME = ("regime_id", *WAIT_COLUMNS, "onset_probability")
OF_LAYER = ("layer_id", "rate", "assumed_rate")


@dataclass(frozen=True)
class Changed:
    """One cell that differs: of what, which row (key column → value), how, and both values; lists joined by `;`."""

    what: str
    key: dict[str, object]
    how: How
    column: str
    before: object
    after: object


def changed_lines(before: Portfolio, after: Portfolio) -> list[Changed]:
    """Cells of product lines, and of rows for single materials, that differ."""
    return [
        *_differences("lines", before.lines, after.lines, LINE),
        *_differences("materials of lines", before.overrides, after.overrides, OF_MATERIAL),
    ]


def changed_tables(before: Tables, after: Tables) -> list[Changed]:
    """Cells of reference tables that differ, by the table's name."""
    differing = [name for name in TABLES if before[name] is not after[name]]
    return [
        changed
        for name in differing
        for changed in _differences(f"table {name}", before[name], after[name], TABLES[name].key)
    ]


def changed_law(before: World, after: World) -> list[Changed]:
    """Figures of regimes and rates of layers on the day that differ."""
    regimes = [world.regimes.select(OF_REGIME) for world in (before, after)]
    layers = [world.tariff_layers.select(OF_LAYER) for world in (before, after)]
    return [
        *_differences("regimes", regimes[0], regimes[1], OF_REGIME[:1]),
        *_differences("duty_layers", layers[0], layers[1], OF_LAYER[:1]),
    ]


def _differences(what: str, before: pl.DataFrame, after: pl.DataFrame, key: Sequence[str]) -> Iterator[Changed]:
    old, new = _only_in(before, after, key), _only_in(after, before, key)
    for named in sorted({*old, *new}, key=str):
        was, now = old.get(named), new.get(named)
        how: How = "added" if was is None else "removed" if now is None else "set"
        for column in before.columns:
            values = (was or {}).get(column), (now or {}).get(column)
            if values[0] != values[1]:
                yield Changed(what, dict(zip(key, named, strict=True)), how, column, *values)


def _only_in(
    frame: pl.DataFrame, other: pl.DataFrame, key: Sequence[str]
) -> dict[tuple[object, ...], dict[str, object]]:
    """Rows that the other frame does not have as they are, by key."""
    lists = pl.col(pl.List(pl.String)).list.join(";")
    rows = frame.with_columns(lists).join(
        other.with_columns(lists), on=frame.columns, how="anti", nulls_equal=True, maintain_order="left"
    )
    return {tuple(row[name] for name in key): row for row in rows.to_dicts()}

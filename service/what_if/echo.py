"""What a what-if changed: cell by cell, each with the value before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl

from reference_data.contracts import TABLES
from reference_data.loader import Tables
from scoring.collecting import collected_all
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


@dataclass(frozen=True)
class _Pair:
    """Rows of one kind before and after, the columns that tell one row from another, and those that are compared."""

    what: str
    before: pl.DataFrame
    after: pl.DataFrame
    key: Sequence[str]
    columns: Sequence[str]


def changed_lines(before: Portfolio, after: Portfolio) -> list[Changed]:
    """Cells of product lines, and of rows for single materials, that differ."""
    return _changed(
        [
            _Pair("lines", before.lines, after.lines, LINE, before.lines.columns),
            _Pair("materials of lines", before.overrides, after.overrides, OF_MATERIAL, before.overrides.columns),
        ]
    )


def changed_tables(before: Tables, after: Tables) -> list[Changed]:
    """Cells of reference tables that differ, by the table's name."""
    differing = [name for name in TABLES if before[name] is not after[name]]
    return _changed(
        [
            _Pair(f"table {name}", before[name], after[name], TABLES[name].key, before[name].columns)
            for name in differing
        ]
    )


def changed_law(before: World, after: World) -> list[Changed]:
    """Figures of regimes and rates of layers on the day that differ."""
    return _changed(
        [
            _Pair("regimes", before.regimes, after.regimes, OF_REGIME[:1], OF_REGIME),
            _Pair("duty_layers", before.tariff_layers, after.tariff_layers, OF_LAYER[:1], OF_LAYER),
        ]
    )


def _changed(pairs: Sequence[_Pair]) -> list[Changed]:
    """The cells that differ, pair by pair; frames that are the very same are not looked through."""
    differing = [pair for pair in pairs if pair.before is not pair.after]
    gone = [_only_in(pair.before, pair.after, pair.columns) for pair in differing]
    come = [_only_in(pair.after, pair.before, pair.columns) for pair in differing]
    rows = collected_all([*gone, *come])
    sides = zip(differing, rows[: len(gone)], rows[len(gone) :], strict=True)
    return [cell for pair, old, new in sides for cell in _cells(pair, old, new)]


def _only_in(frame: pl.DataFrame, other: pl.DataFrame, columns: Sequence[str]) -> pl.LazyFrame:
    """Rows that the other frame does not have as they are, lists as text."""
    lists = pl.col(pl.List(pl.String)).list.join(";")
    rows, others = (side.lazy().select(columns).with_columns(lists) for side in (frame, other))
    return rows.join(others, on=list(columns), how="anti", nulls_equal=True, maintain_order="left")


def _cells(pair: _Pair, before: pl.DataFrame, after: pl.DataFrame) -> Iterator[Changed]:
    old, new = _by_key(before, pair.key), _by_key(after, pair.key)
    for named in sorted({*old, *new}, key=str):
        was, now = old.get(named), new.get(named)
        how: How = "added" if was is None else "removed" if now is None else "set"
        for column in pair.columns:
            values = (was or {}).get(column), (now or {}).get(column)
            if values[0] != values[1]:
                yield Changed(pair.what, dict(zip(pair.key, named, strict=True)), how, column, *values)


def _by_key(rows: pl.DataFrame, key: Sequence[str]) -> dict[tuple[object, ...], dict[str, object]]:
    return {tuple(row[name] for name in key): row for row in rows.to_dicts()}

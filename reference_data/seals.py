"""Seals: what each dated row said when it was published, so that a value cannot change without a new row."""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from reference_data.contract import Table
from reference_data.contracts import TABLES
from reference_data.faults import TableFault, TableFaults
from reference_data.loader import Tables

SEALS_FILE = Path(__file__).parent / "seals.csv"
CITATION = {"source_id", "locator", "confidence", "basis", "verified_on", "note", "evidence_on"}
"""May be bettered at any time: they tell where a value comes from, not what it is."""

ENDS = {"valid_to", "end_known_from", "suspended_from", "suspended_to", "suspension_known_from"}
"""May be filled in once: a row is ended and followed, not edited; a suspension is known from a day of its own."""

SEALED = (
    "controlled_materials",
    "deal_slopes",
    "default_ranges",
    "feed_shares",
    "licence_measures",
    "licence_observations",
    "licence_regimes",
    "line_defaults",
    "material_compositions",
    "materials",
    "measure_claims",
    "measure_entities",
    "measure_goods",
    "onset_odds",
    "premium_shares",
    "prices",
    "product_materials",
    "scenarios",
    "supply_shares",
    "tariff_layers",
    "use_shares",
)
"""Law, evidence and whatever figure a score reads and a day was told for; what stands beside a score is not sealed."""

REMEDY = "end the row and add one that follows it, or record the correction in corrections.csv"
GONE = "*"
"""Stands in corrections for the whole row: it was taken out."""

Key = tuple[str, str]
Values = Mapping[str, str | None]
Correction = tuple[str, str, str, str | None]
"""Table, key, column and what the column became."""


@dataclass(frozen=True)
class Change:
    """One column of a sealed row that no longer says what it said; the whole row is gone where `column` is `*`."""

    table: str
    key: str
    column: str
    was: str | None
    became: str | None

    def fault(self, line: int) -> TableFault:
        """The change as a fault of the table's file."""
        told = (
            f"published row {self.key} is gone"
            if self.column == GONE
            else f"row {self.key} changed value without a new row: {self.column} was {self.was or 'empty'} and is "
            f"{self.became or 'empty'}"
        )
        return TableFault(f"{self.table}.csv", line, f"{told}; {REMEDY}")


def rows_now(tables: Mapping[str, pl.DataFrame]) -> dict[Key, Values]:
    """(table, key) → the row's values as text, without its key and citation."""
    return dict(row for name in SEALED for row in _rows(TABLES[name], tables[name]))


def read_seals(path: Path = SEALS_FILE) -> dict[Key, Values]:
    """(table, key) → the values the row was published with."""
    with path.open(newline="", encoding="utf-8") as file:
        return {(row["table"], row["key"]): json.loads(row["values"]) for row in csv.DictReader(file)}


def changes(sealed: Mapping[Key, Values], now: Mapping[Key, Values]) -> list[Change]:
    """What sealed rows no longer say, column by column.

    An end filled in where there was none is no change, nor is a column that the contract gained or lost since.
    """
    return [change for key, before in sealed.items() for change in _row_changes(key, before, now.get(key))]


def seal_faults(tables: Mapping[str, pl.DataFrame], sealed: Mapping[Key, Values]) -> list[TableFault]:
    """One fault a published value that changed without a new row or a recorded correction."""
    recorded: set[Correction] = set(tables["corrections"].select("table", "key", "column", "became").iter_rows())
    now = rows_now(tables)
    lines = {key: line for name in TABLES for line, key in enumerate((k for k in now if k[0] == name), start=2)}
    return [
        change.fault(lines.get((change.table, change.key), 0))
        for change in changes(sealed, now)
        if (change.table, change.key, change.column, change.became) not in recorded
    ]


def write_seals(tables: Tables, path: Path = SEALS_FILE) -> int:
    """Seals every row as it stands and returns how many there are.

    Raises TableFaults where a sealed value changed without a new row or a recorded correction.
    """
    faults = seal_faults(tables, read_seals(path)) if path.is_file() else []
    if faults:
        raise TableFaults(faults)
    now = rows_now(tables)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["table", "key", "values"])
        writer.writerows((*key, json.dumps(values, ensure_ascii=False)) for key, values in sorted(now.items()))
    return len(now)


def _rows(table: Table, frame: pl.DataFrame) -> Iterator[tuple[Key, Values]]:
    for row in frame.iter_rows(named=True):
        kept = [name for name in table.column_names if name not in CITATION and name not in table.key]
        key = ", ".join(_text(row[name]) or "" for name in table.key)
        yield (table.name, key), {name: _text(row[name]) for name in kept}


def _row_changes(key: Key, before: Values, row: Values | None) -> Iterator[Change]:
    if row is None:
        yield Change(*key, GONE, None, None)
        return
    for column, was in before.items():
        ended = column in ENDS and was is None
        if column in row and row[column] != was and not ended:
            yield Change(*key, column, was, row[column])


def _text(value: Any) -> str | None:
    if isinstance(value, list):
        return ";".join(value)
    return None if value is None else str(value)


if __name__ == "__main__":
    from reference_data.loader import load_tables

    print(f"{write_seals(load_tables())} rows sealed")

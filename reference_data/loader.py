"""Reads the reference tables as text, casts them by contract and reports every fault at once."""

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from reference_data.checks import cross_table_faults, table_faults
from reference_data.contract import Column, Table
from reference_data.contracts import TABLES
from reference_data.faults import Check, TableFault, TableFaults, faults_among

TEXT = "text of "
"""Before the name of a column: its cells as they stand in the file."""

TABLES_DIRECTORY = Path(__file__).parent / "tables"


@dataclass(frozen=True)
class Tables(Mapping[str, pl.DataFrame]):
    """All reference tables, typed by contract; `version` changes with any byte of any of them."""

    frames: Mapping[str, pl.DataFrame]
    version: str

    def __getitem__(self, name: str) -> pl.DataFrame:
        return self.frames[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.frames)

    def __len__(self) -> int:
        return len(self.frames)


def load_tables(directory: Path | None = None) -> Tables:
    """Every reference table in `directory` (ours by default), checked against its contract.

    Raises TableFaults with all faults of all files, one `file:line: fault` each.
    """
    texts, faults = _read_files(directory or TABLES_DIRECTORY)
    frames: dict[str, pl.DataFrame] = {}
    for name, content in texts.items():
        frame, found = parse_table(TABLES[name], content.decode("utf-8-sig", errors="replace"))
        faults += found
        frames[name] = frame
    # Across tables rows are found by their keys: while a key stands twice, only the tables themselves can be told off.
    if len(frames) == len(TABLES) and not (faults and _repeated_keys(frames)):
        faults += cross_table_faults(frames)
    if faults:
        raise TableFaults(faults)
    return Tables({name: frame.drop("line") for name, frame in frames.items()}, _version(texts))


def parse_table(table: Table, text: str) -> tuple[pl.DataFrame, list[TableFault]]:
    """The rows of one CSV file as a typed frame with their `line`, and the faults found on the way."""
    file = f"{table.name}.csv"
    try:
        rows = list(csv.reader(io.StringIO(text), strict=True))
    except csv.Error as error:
        return _empty(table), [TableFault(file, 1, f"is not CSV: {error}")]
    header = tuple(rows[0]) if rows else ()
    if header != table.column_names:
        return _empty(table), [TableFault(file, 1, _header_fault(header, table.column_names))]
    width = len(header)
    faults = [
        TableFault(file, line, f"has {len(row)} cells, the header has {width}")
        for line, row in enumerate(rows[1:], start=2)
        if len(row) != width
    ]
    whole = [(line, *row) for line, row in enumerate(rows[1:], start=2) if len(row) == width]
    raw = pl.DataFrame(whole, schema={"line": pl.Int64, **dict.fromkeys(header, pl.String)}, orient="row")
    frame = raw.with_columns(_cast(column) for column in table.columns)
    both = frame.hstack(raw.select(pl.col(header).name.prefix(TEXT)))
    faults += faults_among(file, both, [check for column in table.columns for check in _cast_checks(column)])
    return frame, faults + table_faults(table, frame)


def _read_files(directory: Path) -> tuple[dict[str, bytes], list[TableFault]]:
    texts = {name: path.read_bytes() for name in TABLES if (path := directory / f"{name}.csv").is_file()}
    faults = [
        TableFault(f"{name}.csv", 0, f"is not there; expected in {directory}") for name in TABLES if name not in texts
    ]
    strange = sorted(path.name for path in directory.glob("*.csv") if path.stem not in TABLES)
    return texts, faults + [
        TableFault(name, 0, "is not a table of ours; known tables are listed in README.md") for name in strange
    ]


def _header_fault(found: tuple[str, ...], expected: tuple[str, ...]) -> str:
    missing = [name for name in expected if name not in found]
    unknown = [name for name in found if name not in expected]
    if missing or unknown:
        parts = [f"lacks {', '.join(missing)}"] if missing else []
        parts += [f"has unknown {', '.join(unknown)}"] if unknown else []
        return f"header {' and '.join(parts)}"
    return f"header is not in the order {','.join(expected)}"


def _repeated_keys(frames: Mapping[str, pl.DataFrame]) -> bool:
    return any(frame.select(TABLES[name].key).is_duplicated().any() for name, frame in frames.items())


def _empty(table: Table) -> pl.DataFrame:
    return pl.DataFrame(schema={"line": pl.Int64, **table.schema})


def _cast(column: Column) -> pl.Expr:
    cell = pl.col(column.name)
    text = pl.when(cell != "").then(cell)
    if column.kind == "number":
        return text.cast(pl.Float64, strict=False).alias(column.name)
    if column.kind == "integer":
        return text.cast(pl.Int64, strict=False).alias(column.name)
    if column.kind == "date":
        return text.str.to_date("%Y-%m-%d", strict=False).alias(column.name)
    if column.kind == "list":
        return text.str.split(";").alias(column.name)
    return text.alias(column.name)


def _cast_checks(column: Column) -> Iterator[Check]:
    kinds = {"number": "a number", "integer": "a whole number", "date": "a date like 2025-04-04"}
    text = pl.col(f"{TEXT}{column.name}")
    if column.kind in kinds:
        told = pl.format(f"{column.name} is {{}}, not {kinds[column.kind]}", text)
        yield (text != "") & pl.col(column.name).is_null(), told
    if column.empty is None:
        yield text == "", f"{column.name} is empty"


def _version(texts: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name in sorted(texts):
        digest.update(name.encode() + b"\0" + hashlib.sha256(texts[name]).digest())
    return digest.hexdigest()[:16]

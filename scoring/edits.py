"""What-if values: the reference tables with some rows changed, checked as if they had been loaded from edited files."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from reference_data.checks import cross_table_faults, table_faults
from reference_data.contract import Table
from reference_data.contracts import TABLES
from reference_data.faults import TableFault
from reference_data.loader import Tables
from scoring.edit_faults import EDIT, EditFault, EditFaults, broken_by, unknown_name
from scoring.edit_values import Row, read_row


@dataclass(frozen=True)
class TableEdit:
    """Other values for one row of a reference table; `key` is the row's key, or as much of it as tells it apart."""

    table: str
    key: Mapping[str, object]
    values: Mapping[str, object]


@dataclass(frozen=True)
class RowAdded:
    """One more row of a reference table; columns left out are as in the row with the key `like`, else empty."""

    table: str
    values: Mapping[str, object]
    like: Mapping[str, object] | None = None


@dataclass(frozen=True)
class RowRemoved:
    """A row of a reference table that is left out; `key` as in TableEdit."""

    table: str
    key: Mapping[str, object]


Edit = TableEdit | RowAdded | RowRemoved


def edited_tables(tables: Tables, edits: Sequence[Edit]) -> Tables:
    """The reference tables after the edits, applied in order; equal to loading a folder of files edited that way.

    Values come as in JSON or typed: numbers, texts, lists of texts, days as date or ISO 8601 text, null for an empty
    cell. A source that no row names any more goes with the last row that did. The version follows from the tables'
    and from what differs. Raises EditFaults with every fault of every edit: names, types and the tables' contracts.
    """
    drafts: dict[str, pl.DataFrame] = {}
    faults: list[EditFault] = []
    for place, edit in enumerate(edits):
        if edit.table not in TABLES:
            faults.append(unknown_name(place, ("table",), edit.table, TABLES, "is not a reference table"))
            continue
        draft = drafts[edit.table] if edit.table in drafts else _draft(tables[edit.table])
        drafts[edit.table], found = _applied(draft, edit, place)
        faults += found
    if faults:
        raise EditFaults(faults)
    return _checked(tables, drafts, edits) if drafts else tables


def matching(frame: pl.DataFrame, table: str, key: Mapping[str, object]) -> tuple[pl.DataFrame, list[str]]:
    """The rows of a table with this key or part of it, and what is wrong unless it is exactly one row."""
    rows = frame.filter(pl.lit(True), *(pl.col(name) == value for name, value in key.items()))
    if rows.height == 1:
        return rows, []
    told = ", ".join(f"{name} {value}" for name, value in key.items()) or "an empty key"
    if rows.height == 0:
        return rows, [f"{table} has no row with {told}"]
    open_names = [name for name in TABLES[table].key if name not in key]
    some = "; ".join(", ".join(f"{n} {v}" for n, v in row.items()) for row in rows[:5].select(open_names).to_dicts())
    return rows, [f"{rows.height} rows of {table} have {told}: say {' and '.join(open_names)} too ({some})"]


def _draft(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.lit(None, pl.Int64).alias(EDIT))


def _applied(draft: pl.DataFrame, edit: Edit, place: int) -> tuple[pl.DataFrame, list[EditFault]]:
    """The draft after one edit, or as it was and what is wrong with the edit."""
    table = TABLES[edit.table]
    named = edit.like if isinstance(edit, RowAdded) else edit.key
    key, faults = read_row(table, named or {}, place, "like" if isinstance(edit, RowAdded) else "key", table.key)
    given: Row = {}
    if not isinstance(edit, RowRemoved):
        given, wrong = read_row(table, edit.values, place, "values", table.column_names)
        faults += wrong
    if faults:
        return draft, faults
    if named is None:
        return _with_row(table, draft, dict.fromkeys(table.column_names), given, place)
    rows, wrong_key = matching(draft, edit.table, key)
    if wrong_key:
        at = ("like",) if isinstance(edit, RowAdded) else ("key",)
        return draft, [EditFault(place, at, wrong_key[0], _nearest_keys(draft, key, place))]
    if isinstance(edit, RowAdded):
        return _with_row(table, draft, rows.row(0, named=True), given, place)
    rest = draft.join(rows, on=list(table.key), how="anti", maintain_order="left")
    return (rest, []) if isinstance(edit, RowRemoved) else _with_row(table, rest, rows.row(0, named=True), given, place)


def _with_row(
    table: Table, draft: pl.DataFrame, like: Row, given: Row, place: int
) -> tuple[pl.DataFrame, list[EditFault]]:
    cells = {**like, **given}
    needed = [column.name for column in table.columns if column.empty is None and cells[column.name] is None]
    row = pl.DataFrame([{**cells, EDIT: place}], schema=draft.schema)
    return pl.concat([draft, row]), [EditFault(place, ("values",), f"lacks {name}") for name in needed]


def _nearest_keys(draft: pl.DataFrame, key: Row, place: int) -> tuple[str, ...]:
    """Values like the given one in the first part of the key that no row has."""
    for name, value in key.items():
        known = draft[name].cast(pl.String).drop_nulls().unique()
        if isinstance(value, str) and value not in known:
            return unknown_name(place, (name,), value, known.sort().to_list(), "").nearest
    return ()


def _checked(tables: Tables, drafts: Mapping[str, pl.DataFrame], edits: Sequence[Edit]) -> Tables:
    written = {name: _in_order(name, draft) for name, draft in drafts.items()}
    frames = {**tables.frames, **{name: frame.drop(EDIT) for name, frame in written.items()}}
    frames = _without_orphaned_sources(tables, frames)
    # Checks across tables take for granted that every table keeps its own contract.
    for check in (_faults_within, _faults_across):
        if faults := check(frames, written):
            # Only what the edits broke is theirs to mend.
            before = {(fault.file, fault.fault) for fault in check(tables.frames, written)}
            faults = [fault for fault in faults if (fault.file, fault.fault) not in before]
        if faults:
            raise EditFaults([broken_by(fault, written, edits) for fault in sorted(set(faults))])
    return Tables(frames, _version(tables, frames))


def _in_order(name: str, draft: pl.DataFrame) -> pl.DataFrame:
    return draft.sort([pl.col(part).cast(pl.String).fill_null("") for part in TABLES[name].key])


def _faults_within(frames: Mapping[str, pl.DataFrame], written: Mapping[str, pl.DataFrame]) -> list[TableFault]:
    return [fault for name in written for fault in table_faults(TABLES[name], _numbered(frames[name]))]


def _faults_across(frames: Mapping[str, pl.DataFrame], written: Mapping[str, pl.DataFrame]) -> list[TableFault]:
    return cross_table_faults({name: _numbered(frame) for name, frame in frames.items()})


def _numbered(frame: pl.DataFrame) -> pl.DataFrame:
    """The table with the line each row would have in its file; the header is line 1."""
    return frame.with_row_index("line", offset=2).cast({"line": pl.Int64})


def _without_orphaned_sources(tables: Tables, frames: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    orphaned = _named_sources(tables.frames) - _named_sources(frames)
    sources = frames["sources"].filter(~pl.col("source_id").is_in(sorted(orphaned)))
    return {**frames, "sources": sources}


def _named_sources(frames: Mapping[str, pl.DataFrame]) -> set[str]:
    cited = [frame["source_id"] for name, frame in frames.items() if "source_id" in frame.columns and name != "sources"]
    return set(pl.concat(cited).drop_nulls().unique())


def _version(tables: Tables, frames: Mapping[str, pl.DataFrame]) -> str:
    """The tables' own version where nothing differs; else one that follows from it and the tables that differ."""
    changed = [name for name in sorted(frames) if not frames[name].equals(tables[name])]
    if not changed:
        return tables.version
    digest = hashlib.sha256(tables.version.encode())
    for name in changed:
        digest.update(name.encode() + b"\0" + frames[name].write_json().encode() + b"\0")
    return digest.hexdigest()[:16]

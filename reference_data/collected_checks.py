"""Checks on the record of collection: every row of every paper met one fate, and the counts add up."""

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from reference_data.contracts import TABLES
from reference_data.faults import TableFault, faults_where

FILE = "collected_rows.csv"


def collected_faults(frames: Mapping[str, pl.DataFrame]) -> list[TableFault]:
    """Rows counted wrongly, twice or not at all, and tables that are none of ours."""
    record = frames["collected_rows"]
    faults = [fault for row in record.iter_rows(named=True) for fault in _row_faults(row)]
    for _, parts in record.group_by("paper", maintain_order=True):
        faults += _paper_faults(parts)
    unknown = pl.col("tables").is_not_null() & ~pl.col("tables").is_in(list(TABLES))
    cells = record.select("line", "tables").explode("tables")
    return faults + faults_where(FILE, cells, unknown, pl.format("{} is not a table of ours", "tables"))


def numbers(spans: Sequence[str]) -> list[int] | None:
    """The row numbers that spans like 3-17 and 21 stand for; none where one is no span."""
    found: list[int] = []
    for span in spans:
        first, _, last = span.partition("-")
        if not first.isdecimal() or not (last.isdecimal() or span == first) or int(last or first) < int(first):
            return None
        found += range(int(first), int(last or first) + 1)
    return found


def _row_faults(row: Mapping[str, object]) -> Iterator[TableFault]:
    spans, line = row["rows"], row["line"]
    if not isinstance(spans, list) or not isinstance(line, int):
        return
    found = numbers(spans)
    if found is None:
        yield TableFault(FILE, line, f"rows is {';'.join(spans)}; expected numbers and spans like 3-17")
    elif len(found) != row["row_count"]:
        yield TableFault(FILE, line, f"row_count is {row['row_count']}, rows are {len(found)}")


def _paper_faults(parts: pl.DataFrame) -> Iterator[TableFault]:
    paper, line = parts["paper"][0], parts["line"][0]
    if parts["paper_rows"].n_unique() > 1:
        yield TableFault(FILE, line, f"paper_rows of {paper} differ from part to part")
    told = sorted(number for spans in parts["rows"] for number in numbers(spans) or [])
    expected = list(range(1, parts["paper_rows"][0] + 1))
    if told != expected:
        absent = sorted(set(expected) - set(told))[:5]
        strange = sorted({n for n in told if told.count(n) > 1 or n not in set(expected)})[:5]
        yield TableFault(FILE, line, f"{paper}: rows without a fate: {absent}; told twice or not there: {strange}")

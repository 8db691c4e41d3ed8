"""A read-only side file that answers for one company in microseconds."""

import json
import sqlite3
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import polars as pl

from service.runs.identity import STAMP_COLUMNS

COMPANIES_AT_ONCE = 5_000
"""Companies whose records are held in memory while the file is built."""

DETAILS = {"line": "lines", "delay": "delays", "cost": "costs", "contribution": "contributions"}


def build_lookup(path: Path, levels: Mapping[str, pl.DataFrame]) -> None:
    """Writes the headline and the compressed detail of every company; the same levels give the same bytes."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        # Nobody reads the file before it is published, and the publisher syncs it: a journal would protect nothing.
        for setting in ("journal_mode = OFF", "synchronous = OFF", "locking_mode = EXCLUSIVE"):
            connection.execute(f"PRAGMA {setting}")
        connection.execute("CREATE TABLE company (company_id TEXT PRIMARY KEY, headline TEXT, detail BLOB)")
        connection.execute("BEGIN")
        for headlines in levels["company"].iter_slices(COMPANIES_AT_ONCE):
            connection.executemany("INSERT INTO company VALUES (?, ?, ?)", _records(headlines, levels))
        connection.execute("COMMIT")
    finally:
        connection.close()


class Lookup:
    """Reads the side file of one published run, which never changes, so it needs no lock."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(
            f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )

    def headline(self, company_id: str) -> dict[str, Any] | None:
        """The company row with its stamp, or none for an unknown company."""
        found = self._connection.execute("SELECT headline FROM company WHERE company_id = ?", (company_id,)).fetchone()
        return None if found is None else dict(json.loads(found[0]))

    def detail(self, company_id: str) -> dict[str, list[dict[str, Any]]] | None:
        """Rows of the lower levels by name (lines, delays, costs, contributions), without ids and stamp."""
        found = self._connection.execute("SELECT detail FROM company WHERE company_id = ?", (company_id,)).fetchone()
        if found is None:
            return None
        return {name: rows or [] for name, rows in json.loads(zlib.decompress(found[0])).items()}

    def close(self) -> None:
        """Lets go of the file."""
        self._connection.close()


def _records(headlines: pl.DataFrame, levels: Mapping[str, pl.DataFrame]) -> Iterator[tuple[str, str, bytes]]:
    ids = headlines["company_id"]
    details = headlines.select("company_id")
    for level, name in DETAILS.items():
        rows = _rows_of(levels[level], str(ids[0]), str(ids[-1])).drop(STAMP_COLUMNS)
        lists = rows.group_by("company_id", maintain_order=True).agg(pl.struct(pl.exclude("company_id")).alias(name))
        details = details.join(lists, on="company_id", how="left", validate="1:1", maintain_order="left")
    texts = details.select(pl.struct(pl.exclude("company_id")).struct.json_encode()).to_series()
    heads = headlines.select(pl.struct(pl.all()).struct.json_encode()).to_series()
    for company_id, headline, detail in zip(ids, heads, texts, strict=True):
        yield company_id, headline, zlib.compress(detail.encode(), 1)


def _rows_of(level: pl.DataFrame, first: str, last: str) -> pl.DataFrame:
    start = level["company_id"].search_sorted(first, side="left")
    return level.slice(start, level["company_id"].search_sorted(last, side="right") - start)

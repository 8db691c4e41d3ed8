"""A read-only side file that answers for one company in microseconds: its headline, and what that rests on."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import polars as pl

COMPANIES_AT_ONCE = 50_000
"""Companies whose texts are held in memory while the file is built."""

SHAPE = 2
"""Counted up when the file holds something else; files of shape 0 hold headlines alone."""


@dataclass(frozen=True)
class Entry:
    """One company of a run: its row with the stamp, its portfolio, and the rows of signals behind its figures."""

    headline: dict[str, Any]
    portfolio: str | None
    behind: str


def build_lookup(path: Path, companies: pl.DataFrame, listing: pl.DataFrame, behind: pl.DataFrame) -> None:
    """Writes the entry of every company (one row each); the same rows give the same bytes.

    companies: the company level with its stamp. listing, behind: one row a company, with `portfolio` and `behind`.
    """
    entries = companies.select("company_id", headline=pl.struct(pl.all()))
    for rest in (listing.select("company_id", "portfolio"), behind):
        entries = entries.join(rest, on="company_id", how="left", validate="1:1", maintain_order="left")
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        # Nobody reads the file before it is published, and the publisher syncs it: a journal would protect nothing.
        for setting in ("journal_mode = OFF", "synchronous = OFF", "locking_mode = EXCLUSIVE"):
            connection.execute(f"PRAGMA {setting}")
        connection.execute(f"PRAGMA user_version = {SHAPE}")
        columns = "company_id TEXT PRIMARY KEY, headline TEXT, portfolio TEXT, behind TEXT"
        connection.execute(f"CREATE TABLE company ({columns}) WITHOUT ROWID")
        connection.execute("BEGIN")
        for batch in entries.iter_slices(COMPANIES_AT_ONCE):
            connection.executemany("INSERT INTO company VALUES (?, ?, ?, ?)", _rows(batch))
        connection.execute("COMMIT")
    finally:
        connection.close()


class Lookup:
    """Reads the side file of one published run, which never changes, so it needs no lock."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(
            f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
        (shape,) = self._connection.execute("PRAGMA user_version").fetchone()
        self.is_whole = shape >= SHAPE
        rest = "portfolio, behind" if self.is_whole else "NULL, ''"
        self._sql = f"SELECT headline, {rest} FROM company WHERE company_id = ?"

    def entry(self, company_id: str) -> Entry | None:
        """What the file says of a company, or none for an unknown one; the headline alone where it is not whole."""
        found = self._connection.execute(self._sql, (company_id,)).fetchone()
        return None if found is None else Entry(json.loads(found[0]), found[1], found[2])

    def close(self) -> None:
        """Lets go of the file."""
        self._connection.close()


def _rows(batch: pl.DataFrame) -> Iterator[tuple[str, ...]]:
    return batch.with_columns(pl.col("headline").struct.json_encode()).iter_rows()

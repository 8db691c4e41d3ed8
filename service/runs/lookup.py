"""A read-only side file that answers for one company's headline in microseconds."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import polars as pl

COMPANIES_AT_ONCE = 50_000
"""Companies whose texts are held in memory while the file is built."""


def build_lookup(path: Path, companies: pl.DataFrame) -> None:
    """Writes the headline of every company (one row each); the same rows give the same bytes."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        # Nobody reads the file before it is published, and the publisher syncs it: a journal would protect nothing.
        for setting in ("journal_mode = OFF", "synchronous = OFF", "locking_mode = EXCLUSIVE"):
            connection.execute(f"PRAGMA {setting}")
        connection.execute("CREATE TABLE company (company_id TEXT PRIMARY KEY, headline TEXT) WITHOUT ROWID")
        connection.execute("BEGIN")
        for batch in companies.iter_slices(COMPANIES_AT_ONCE):
            connection.executemany("INSERT INTO company VALUES (?, ?)", _headlines(batch))
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

    def close(self) -> None:
        """Lets go of the file."""
        self._connection.close()


def _headlines(batch: pl.DataFrame) -> Iterator[tuple[str, str]]:
    texts = batch.select(pl.struct(pl.all()).struct.json_encode()).to_series()
    return zip(batch["company_id"], texts, strict=True)

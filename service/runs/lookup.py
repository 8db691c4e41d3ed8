"""A read-only side file that answers for one company in microseconds: its headline, and what that rests on."""

import json
import sqlite3
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import polars as pl

COMPANIES_AT_ONCE = 50_000
"""Companies whose texts are held in memory while the file is built."""

PAGE_BYTES = 8192
"""A whole row fits into a page: of smaller ones most of it would be kept in a second."""

MOST_MAPPED_BYTES = 1 << 36

SHAPE = 2
"""Counted up when the file holds something else; files of shape 0 hold rows with their stamp, and nothing more."""

TABLES = (
    "ground (ground INTEGER PRIMARY KEY, portfolio TEXT, defaults_used TEXT, behind TEXT)",
    "company (company_id TEXT PRIMARY KEY, company TEXT, score REAL, score_low REAL, score_high REAL, ground INT) "
    "WITHOUT ROWID",
)
SCORE = ("score", "score_low", "score_high")
SHARED = ("portfolio", "defaults_used", "behind")


class Ground(NamedTuple):
    """What a score rests on, shared by like companies: portfolio, defaults, and the rows of signals behind it."""

    portfolio: str | None
    defaults_used: str | None
    behind: str


class Entry(NamedTuple):
    """One company of a run: its row as JSON, its score and the ends of its interval, and what its score rests on."""

    company: str
    score: float | None
    score_low: float | None
    score_high: float | None
    ground: Ground

    @property
    def headline(self) -> dict[str, Any]:
        """The company's row, without the stamp."""
        return dict(json.loads(self.company))


class LookupWriter:
    """Writes the entry of every company, some companies at a time in the order of their ids.

    The same rows give the same bytes, however many come at a time.
    """

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._grounds: dict[Ground, int] = {}
        # Nobody reads the file before it is published, and the publisher syncs it: a journal would protect nothing.
        for setting in ("journal_mode = OFF", "synchronous = OFF", "locking_mode = EXCLUSIVE"):
            self._connection.execute(f"PRAGMA {setting}")
        for setting in (f"page_size = {PAGE_BYTES}", f"user_version = {SHAPE}"):
            self._connection.execute(f"PRAGMA {setting}")
        for table in TABLES:
            self._connection.execute(f"CREATE TABLE {table}")
        self._connection.execute("BEGIN")

    def add(self, companies: pl.DataFrame, listing: pl.DataFrame, behind: pl.DataFrame) -> None:
        """Writes some companies. companies: the company level; listing, behind: with `portfolio` and `behind`."""
        own = companies.select("company_id", "defaults_used", *SCORE, company=pl.struct(pl.all()))
        for rest in (listing.select("company_id", "portfolio"), behind):
            own = own.join(rest, on="company_id", how="left", validate="1:1", maintain_order="left")
        for batch in own.iter_slices(COMPANIES_AT_ONCE):
            grounds = [self._ground(Ground(*row)) for row in batch.select(SHARED).iter_rows()]
            numbered = batch.with_columns(ground=pl.Series(grounds, dtype=pl.Int64))
            self._connection.executemany("INSERT INTO company VALUES (?, ?, ?, ?, ?, ?)", _rows(numbered))

    def finish(self) -> None:
        """Writes what the companies share, and the end of the file."""
        rows = ((number, *ground) for ground, number in self._grounds.items())
        self._connection.executemany("INSERT INTO ground VALUES (?, ?, ?, ?)", rows)
        self._connection.execute("COMMIT")

    def close(self) -> None:
        """Lets go of the file, finished or not."""
        self._connection.close()

    def _ground(self, ground: Ground) -> int:
        return self._grounds.setdefault(ground, len(self._grounds))


class Lookup:
    """Reads the side file of one published run, which never changes, so it needs no lock."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(
            f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
        # Pages are read where the system keeps them, without a call and a copy for each.
        self._connection.execute(f"PRAGMA mmap_size = {MOST_MAPPED_BYTES}")
        (shape,) = self._connection.execute("PRAGMA user_version").fetchone()
        self.is_whole = shape >= SHAPE
        self._ground = lru_cache(maxsize=10_000)(self._read_ground)

    def headline(self, company_id: str) -> dict[str, Any] | None:
        """The company's row, in files of old shapes with its stamp; none for an unknown company."""
        column = "company" if self.is_whole else "headline"
        found = self._one(f"SELECT {column} FROM company WHERE company_id = ?", company_id)
        return None if found is None else dict(json.loads(found[0]))

    def entry(self, company_id: str) -> Entry | None:
        """What a whole file says of a company, or none for an unknown one."""
        sql = "SELECT company, score, score_low, score_high, ground FROM company WHERE company_id = ?"
        found = self._one(sql, company_id)
        return None if found is None else Entry(found[0], found[1], found[2], found[3], self._ground(found[4]))

    def close(self) -> None:
        """Lets go of the file."""
        self._connection.close()

    def _read_ground(self, number: int) -> Ground:
        return Ground(*self._one("SELECT portfolio, defaults_used, behind FROM ground WHERE ground = ?", number))

    def _one(self, sql: str, key: str | int) -> Any:
        return self._connection.execute(sql, (key,)).fetchone()


def _rows(batch: pl.DataFrame) -> Iterator[tuple[Any, ...]]:
    texts = batch.with_columns(pl.col("company").struct.json_encode())
    return texts.select("company_id", "company", *SCORE, "ground").iter_rows()

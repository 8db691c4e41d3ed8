"""Lists and history: SQL over the Parquet files of published runs."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from service.refusal import Refusal
from service.runs.company_query import CompanyQuery, after, filters
from service.runs.cursor import Cursor, decoded_cursor
from service.runs.facets import Counts, counted, facet_sql
from service.runs.layout import level_file
from service.runs.snapshot import Snapshot, published_runs

Row = dict[str, Any]


@dataclass(frozen=True)
class CompanyPage:
    """Some companies of one run in order, how many there are in all, and where the next page begins."""

    snapshot: Snapshot
    rows: list[Row]
    total: int
    next_cursor: str | None


class Queries:
    """Lists and history of one home folder; one for each process, any number of threads."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._database = duckdb.connect()
        # Published files never change, so their footers need to be read once only.
        self._database.execute("SET parquet_metadata_cache = true")
        self._threads = threading.local()

    def companies(self, snapshot: Snapshot, query: CompanyQuery) -> CompanyPage:
        """One page of the companies of a run; empty values come last in either direction.

        A cursor belongs to the run its first page came from, so that paging stays whole while a new run is published.
        Raises Refusal for a sort column, limit or cursor that cannot be.
        """
        column, descending = query.sort_column()
        cursor = decoded_cursor(query.cursor, query.sort) if query.cursor else None
        if cursor and cursor.run_id != snapshot.run_id:
            snapshot = Snapshot.open(self._home, cursor.run_id)
        where, values = filters(query)
        source = [str(snapshot.listing_path)]
        total = self._rows(f"SELECT count(*) AS n FROM read_parquet(?) WHERE {where}", [source, *values])[0]["n"]
        later, later_values = after(cursor, column, descending) if cursor else ("true", [])
        rows = self._rows(
            f"SELECT * FROM read_parquet(?) WHERE {where} AND {later} ORDER BY {_order(column, descending)} LIMIT ?",
            [source, *values, *later_values, query.limit + 1],
        )
        page, more = rows[: query.limit], len(rows) > query.limit
        last = page[-1] if more else None
        following = Cursor(snapshot.run_id, query.sort, last[column], last["company_id"]).encoded() if last else None
        return CompanyPage(snapshot, page, total, following)

    def all_companies(self, snapshot: Snapshot, query: CompanyQuery) -> pl.DataFrame:
        """All companies of a run that match, in the order of the list."""
        column, descending = query.sort_column()
        where, values = filters(query)
        sql = f"SELECT * FROM read_parquet(?) WHERE {where} ORDER BY {_order(column, descending)}"
        schema = pl.scan_parquet(snapshot.listing_path).collect_schema()
        return pl.DataFrame(self._rows(sql, [str(snapshot.listing_path), *values]), schema=schema, orient="row")

    def facets(self, snapshot: Snapshot, query: CompanyQuery) -> Counts:
        """How many companies of a run each choice of a filter would find under the others, and the spread of scores."""
        sql, values = facet_sql(query, str(snapshot.listing_path))
        return counted(self._rows(sql, values))

    def contributions(self, snapshot: Snapshot, company_ids: Sequence[str]) -> list[Row]:
        """What the scores of some companies are made of, in the order of the run."""
        return self._rows(
            "SELECT company_id, signal, authority, material_id, loss_usd, points FROM read_parquet(?) "
            "WHERE list_contains(?::VARCHAR[], company_id)",
            [[str(snapshot.level_path("contribution"))], list(company_ids)],
        )

    def history(self, company_id: str) -> list[Row]:
        """The headline of a company in every published run that has it, earliest day first; one row a run."""
        runs = [str(self._home / "runs" / run.run_id / level_file("company")) for run in published_runs(self._home)]
        if not runs:
            return []
        return self._rows(
            "SELECT * FROM read_parquet(?, union_by_name = true) WHERE company_id = ? ORDER BY as_of, known_at, run_id",
            [runs, company_id],
        )

    def _rows(self, sql: str, values: Sequence[Any]) -> list[Row]:
        try:
            result = self._cursor().execute(sql, list(values))
        except duckdb.ConversionException as error:
            raise Refusal("cursor: does not fit the list; begin at the first page") from error
        names = [column[0] for column in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        known: duckdb.DuckDBPyConnection | None = getattr(self._threads, "cursor", None)
        if known is None:
            # An unread result owns its connection: one cursor a thread.
            known = self._threads.cursor = self._database.cursor()
        return known


def _order(column: str, descending: bool) -> str:
    return f"{column} {'DESC' if descending else 'ASC'} NULLS LAST, company_id"

"""The same model as straight SQL in DuckDB.

EXPLAIN ANALYZE was read for both mixes (`plans` prints it): every join is a hash join that builds on the smaller side,
without nested loops or cross products; the small tables are scanned once a join; nothing spills. Four tenths of the
time go into the closed form of the wait, the rest into group-bys and the joins between them.

Tried, no better: adding up the paths under one regime first; giving up the order of insertion; all companies at once.
Tried, much worse: the wait as one nested expression, since a part that stands in it twice is computed twice.
"""

import re
import time
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import polars as pl

from tests.benchmarks.portfolios import PortfolioFiles
from tests.benchmarks.reference import Reference
from tests.benchmarks.timed import THREADS, Timed

NUMBERED = ("products", "importers", "materials", "origins", "regimes")
PLAIN = ("bills", "premiums", "paths", "duties", "origin_paths", "origin_duties")

LINES_AT_A_TIME = 150_000
"""Of a large portfolio. Half as many took longer; all at once took a tenth longer, and 3.7 GiB instead of 0.5."""

BEYOND = "\U0010ffff"
"""Sorts behind every company id."""


def run(reference: Reference, files: PortfolioFiles) -> Timed:
    """Portfolio files on disk to company scores in a table of the database; the small tables lie there beforehand."""
    database = _database(reference)
    started = time.perf_counter()
    for statement in _statements(database, reference, files):
        database.execute(statement)
    return Timed(time.perf_counter() - started, lambda: _scores(database))


def plans(reference: Reference, files: PortfolioFiles) -> Iterator[str]:
    """EXPLAIN ANALYZE of each statement in turn, to be read."""
    database = _database(reference)
    for statement in _statements(database, reference, files):
        yield database.execute(f"EXPLAIN ANALYZE {statement}").fetchall()[0][1]


def _statements(database: duckdb.DuckDBPyConnection, reference: Reference, files: PortfolioFiles) -> Iterator[str]:
    """The statements of the model, for one share of the companies after the other."""
    given = {**_constants(reference), "lines": str(files.lines), "overrides": str(files.overrides)}
    every = f"file_row_number % {LINES_AT_A_TIME} = 0"
    begins = f"SELECT DISTINCT company_id FROM read_parquet('{files.lines}', file_row_number = true) WHERE {every}"
    firsts = [first for (first,) in database.execute(f"{begins} ORDER BY company_id").fetchall()]
    for first, last in pairwise([*firsts, BEYOND]):
        yield from _read("rival.sql", {**given, "first": first, "last": last})


def _database(reference: Reference) -> duckdb.DuckDBPyConnection:
    database = duckdb.connect(config={"threads": THREADS})
    tables = {name: getattr(reference, name) for name in PLAIN}
    tables |= {name: getattr(reference, name).with_row_index(name.removesuffix("s")) for name in NUMBERED}
    with TemporaryDirectory() as folder:
        for name, table in tables.items():
            path = Path(folder) / f"{name}.parquet"
            table.write_parquet(path)
            database.execute(f"CREATE TABLE {name} AS FROM read_parquet('{path}')")
    for statement in _read("wait.sql", _constants(reference)):
        database.execute(statement)
    database.execute("CREATE TABLE score (company_id VARCHAR, expected_annual_loss_usd DOUBLE, score DOUBLE)")
    return database


def _constants(reference: Reference) -> dict[str, object]:
    """Figures of the method and defaults, under the names that the statements give them."""
    method, defaults = reference.world.method, reference.world.defaults
    return {
        **{name: value for name, value in defaults.items() if isinstance(value, float)},
        "defence": defaults["end_use"] == "defence",
        "general": defaults["licence_kind"] == "general",
        "large_revenue": method.large_buyer_revenue_usd,
        "horizon": method.horizon_days,
        "year": method.year_days,
        "highest": method.highest_score,
        "decade": method.points_per_decade,
        "unit": method.loss_unit_of_revenue,
    }


def _read(name: str, given: Mapping[str, object]) -> list[str]:
    text = (Path(__file__).parent / name).read_text(encoding="utf-8")
    filled = re.sub(r"\$(\w+)", lambda found: _literal(given[found[1]]), text)
    return [statement for statement in filled.split(";\n") if statement.strip()]


def _literal(value: object) -> str:
    # As constants in the text the optimiser can use them; as parameters it could not.
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return str(value).lower() if isinstance(value, bool) else f"{value!r}::DOUBLE"


def _scores(database: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    rows = database.execute("FROM score ORDER BY company_id").fetchall()
    return pl.DataFrame(rows, schema=["company_id", "expected_annual_loss_usd", "score"], orient="row")

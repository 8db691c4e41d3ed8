"""The same model as straight SQL in DuckDB."""

import re
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import polars as pl

from tests.benchmarks.portfolios import PortfolioFiles
from tests.benchmarks.reference import Reference
from tests.benchmarks.timed import THREADS, Timed

NUMBERED = ("products", "importers", "materials", "origins", "regimes")
PLAIN = ("bills", "premiums", "paths", "duties", "origin_paths", "origin_duties")


def run(reference: Reference, files: PortfolioFiles) -> Timed:
    """Portfolio files on disk to company scores in a table of the database; the small tables lie there beforehand."""
    database = duckdb.connect(config={"threads": THREADS})
    _load(database, reference)
    given = _given(reference, files)
    for statement in _statements("wait.sql", given):
        database.execute(statement)
    started = time.perf_counter()
    for statement in _statements("rival.sql", given):
        database.execute(statement)
    return Timed(time.perf_counter() - started, lambda: _scores(database))


def plans(reference: Reference, files: PortfolioFiles) -> Iterator[str]:
    """EXPLAIN ANALYZE of each statement in turn, to be read."""
    database = duckdb.connect(config={"threads": THREADS})
    _load(database, reference)
    given = _given(reference, files)
    for statement in _statements("wait.sql", given):
        database.execute(statement)
    for statement in _statements("rival.sql", given):
        yield database.execute(f"EXPLAIN ANALYZE {statement}").fetchall()[0][1]


def _load(database: duckdb.DuckDBPyConnection, reference: Reference) -> None:
    tables = {name: getattr(reference, name) for name in PLAIN}
    tables |= {name: getattr(reference, name).with_row_index(name.removesuffix("s")) for name in NUMBERED}
    with TemporaryDirectory() as folder:
        for name, table in tables.items():
            path = Path(folder) / f"{name}.parquet"
            table.write_parquet(path)
            database.execute(f"CREATE TABLE {name} AS FROM read_parquet('{path}')")


def _given(reference: Reference, files: PortfolioFiles) -> dict[str, object]:
    """What the statements call by a name with a dollar."""
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
        "lines": str(files.lines),
        "overrides": str(files.overrides),
    }


def _statements(name: str, given: dict[str, object]) -> list[str]:
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

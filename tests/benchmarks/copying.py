"""The rival of a CSV export: `python -m tests.benchmarks.copying PARQUET CSV THREADS` prints DuckDB's seconds."""

import sys
import time

import duckdb


def copied(parquet: str, path: str, threads: int) -> float:
    """Seconds of the COPY alone; opening the database is not counted."""
    database = duckdb.connect(config={"threads": threads})
    database.execute("SET enable_progress_bar = false")
    start = time.perf_counter()
    database.execute(f"COPY (SELECT * FROM read_parquet('{parquet}')) TO '{path}' (FORMAT csv, HEADER)")
    return time.perf_counter() - start


if __name__ == "__main__":
    print(copied(sys.argv[1], sys.argv[2], int(sys.argv[3])))

"""CSV export of a million rows over HTTP, against DuckDB writing the same rows and columns from the same Parquet."""

import http.client
import subprocess
import sys
import time
from dataclasses import dataclass, fields
from pathlib import Path
from statistics import median
from threading import Event, Thread

from service.exports.levels import EXPORTS
from service.runs.snapshot import Snapshot
from tests.benchmarks.contenders import ROOT, Server
from tests.benchmarks.load import HOST

EXPORT = "contributions"
THREADS = 2
"""Of DuckDB: as many as the service's polars takes on the same machine of two processors."""


@dataclass(frozen=True)
class Exported:
    """Seconds to the first byte and to the last; most MiB the largest worker held in the first and second half."""

    first: float
    seconds: float
    first_half: float
    second_half: float


def export_rows(home: Path, server: Server, rounds: int) -> list[tuple[str, str, float, float, str]]:
    """Rows of the report: speed, first byte and memory; medians over rounds that alternate, after one to warm up."""
    snapshot = Snapshot.open_current(home)
    rows = snapshot.manifest.rows[EXPORTS[EXPORT]]
    parquet, before = snapshot.level_path(EXPORTS[EXPORT]), server.resident_mib()
    ours, rival = [], []
    for _ in range(rounds + 1):
        ours.append(_over_http(server, home / "ours.csv"))
        rival.append(_in_duckdb(parquet, home / "duckdb.csv"))
    assert _lines(home / "ours.csv") == _lines(home / "duckdb.csv") == rows + 1
    first, seconds, first_half, second_half = (
        median(getattr(one, field.name) for one in ours[1:]) for field in fields(Exported)
    )
    what = f"CSV export of {rows:,} {EXPORT}"
    return [
        (f"{what} against DuckDB's COPY", "rows/s", rows / seconds, rows / median(rival[1:]), "≥ 0.5"),
        (f"{what}, first byte against the last", "ms", first * 1e3, seconds * 1e3, ""),
        (f"{what}, memory of the worker in its second half against the first", "MiB", second_half, first_half, "flat"),
        (f"{what}, memory of the worker against before the first", "MiB", second_half, before, ""),
    ]


def _over_http(server: Server, path: Path) -> Exported:
    samples: list[tuple[float, float]] = []
    done = Event()

    def watch() -> None:
        while not done.wait(0.02):
            samples.append((time.perf_counter(), server.resident_mib()))

    watcher = Thread(target=watch)
    watcher.start()
    start = time.perf_counter()
    link = http.client.HTTPConnection(HOST, server.port, timeout=60)
    link.request("GET", f"/v1/exports/{EXPORT}.csv")
    answer = link.getresponse()
    assert answer.status == 200, answer.read()
    first = 0.0
    with path.open("wb") as file:
        while part := answer.read(1 << 16):
            first = first or time.perf_counter() - start
            file.write(part)
    end = time.perf_counter()
    done.set()
    watcher.join()
    middle = (start + end) / 2
    halves = [[mib for at, mib in samples if late == (at > middle)] for late in (False, True)]
    return Exported(first, end - start, *(max(half) for half in halves))


def _in_duckdb(parquet: Path, path: Path) -> float:
    command = [sys.executable, "-m", "tests.benchmarks.copying", str(parquet), str(path), str(THREADS)]
    return float(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout)


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(part.count(b"\n") for part in iter(lambda: file.read(1 << 20), b""))

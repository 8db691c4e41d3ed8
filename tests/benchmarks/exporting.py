"""CSV export of a million rows over HTTP, against DuckDB writing the same rows and columns from the same Parquet."""

import http.client
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from threading import Event, Thread

from service.exports.levels import EXPORTS
from service.runs.snapshot import Snapshot
from tests.benchmarks.contenders import Server
from tests.benchmarks.load import HOST

EXPORT = "contributions"
THREADS = 2
"""Of DuckDB: as many as the service's polars takes on the same machine of two processors."""


@dataclass(frozen=True)
class Exported:
    """Seconds to the first byte and to the last, megabytes, and by how many MiB the largest worker grew meanwhile."""

    first: float
    seconds: float
    megabytes: float
    grown_mib: float


def export_rows(home: Path, server: Server, rounds: int) -> list[tuple[str, str, float, float, str]]:
    """Rows of the report: speed, first byte and memory; medians over rounds that alternate, after one to warm up."""
    snapshot = Snapshot.open_current(home)
    rows = snapshot.manifest.rows[EXPORTS[EXPORT]]
    ours, rival = [], []
    for _ in range(rounds + 1):
        ours.append(_over_http(server, home / "ours.csv"))
        rival.append(_in_duckdb(snapshot.level_path(EXPORTS[EXPORT]), home / "duckdb.csv"))
    assert _lines(home / "ours.csv") == _lines(home / "duckdb.csv") == rows + 1
    speed = [rows / median(seconds) for seconds in ([one.seconds for one in ours[1:]], rival[1:])]
    what = f"CSV export of {rows:,} {EXPORT} against DuckDB's COPY"
    size = ours[-1].megabytes
    return [
        (what, "rows/s", *speed, "≥ 0.5"),
        ("first byte of the export, against its last", "ms", *(median(t) * 1e3 for t in ([o.first for o in ours[1:]], [o.seconds for o in ours[1:]])), ""),
        ("memory the export takes, against the size of the file", "MiB", max(o.grown_mib for o in ours[1:]), size, "flat"),
    ]


def _over_http(server: Server, path: Path) -> Exported:
    before, peak, done = server.resident_mib(), [0.0], Event()

    def watch() -> None:
        while not done.wait(0.02):
            peak[0] = max(peak[0], server.resident_mib())

    watcher = Thread(target=watch)
    watcher.start()
    start = time.perf_counter()
    link = http.client.HTTPConnection(HOST, server.port, timeout=60)
    link.request("GET", f"/v1/exports/{EXPORT}.csv")
    answer = link.getresponse()
    assert answer.status == 200, answer.read()
    size = first = 0.0
    with path.open("wb") as file:
        while part := answer.read(1 << 16):
            first = first or time.perf_counter() - start
            size += file.write(part)
    seconds = time.perf_counter() - start
    done.set()
    watcher.join()
    return Exported(first, seconds, size / 2**20, max(0.0, peak[0] - before))


def _in_duckdb(parquet: Path, path: Path) -> float:
    """Seconds of the COPY alone, in a process of its own; starting it is not counted."""
    program = (
        "import sys, time, duckdb; parquet, path, threads = sys.argv[1:]; "
        "db = duckdb.connect(config={'threads': int(threads)}); start = time.perf_counter(); "
        "db.execute(f\"COPY (SELECT * FROM read_parquet('{parquet}')) TO '{path}' (FORMAT csv, HEADER)\"); "
        "print(time.perf_counter() - start)"
    )
    command = [sys.executable, "-c", program, str(parquet), str(path), str(THREADS)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(part.count(b"\n") for part in iter(lambda: file.read(1 << 20), b""))

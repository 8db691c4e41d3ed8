"""What serving costs: look-ups against a bare Flask route, idle and while a rescore runs; CSV export against DuckDB.

`python -m tests.benchmarks.serving` prints a Markdown table. Everything stays on this machine. Service and bare route
run under granian with the same interface, workers and threads, and are asked by the same load in rounds that alternate.
The bare route answers a small JSON and nothing else; the service its whole answer with ETag and security headers.
"""

import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median

from tests.benchmarks.contenders import ROOT, Server, driven, serving
from tests.benchmarks.exporting import export_rows
from tests.benchmarks.load import Measured, Order
from tests.benchmarks.published import publish_many

RATE = "requests/s"
COMPANIES = 100_000
CONNECTIONS = 8
ROUNDS = 5
ROUND_SECONDS = 3.0
MOST_REQUESTS = 60_000
PATHS = 20_000
"""Different companies asked for in a round."""


@dataclass(frozen=True)
class Row:
    """One measured figure with that of its rival, their ratio and the aim for it."""

    what: str
    unit: str
    ours: float
    rival: float
    aim: str = ""

    @property
    def ratio(self) -> float:
        """Ours over the rival's."""
        return self.ours / self.rival if self.rival else float("nan")


def run(companies: int = COMPANIES, rounds: int = ROUNDS, seconds: float = ROUND_SECONDS) -> list[Row]:
    """Publishes, serves and measures; three to four minutes with the usual figures."""
    with tempfile.TemporaryDirectory(prefix="exposure-serving-") as folder:
        home = Path(folder)
        ids = publish_many(home, companies, date.today())
        with serving("service", home) as ours, serving("bare", home) as bare:
            rows = _look_ups("idle", ours, bare, ids, rounds, seconds)
            with _rescoring(home):
                rows += _look_ups("while a rescore runs", ours, bare, ids, rounds, seconds)
        with serving("nothing", home) as nothing:
            ceiling = _asked(nothing, ids, seconds, seed=0).rate
        rows.append(
            Row("most the load can ask (granian without Flask), against bare Flask", RATE, ceiling, rows[0].rival)
        )
        with serving("service", home) as ours:
            rows += [Row(*row) for row in export_rows(home, ours, rounds)]
    return rows


def markdown(rows: list[Row]) -> str:
    """The rows as a table for a README."""
    head = ["| measured | unit | service | rival | ratio | aim |", "|---|---|--:|--:|--:|---|"]
    body = [f"| {r.what} | {r.unit} | {r.ours:,.0f} | {r.rival:,.0f} | {r.ratio:.2f} | {r.aim} |" for r in rows]
    return "\n".join([*head, *body])


def _look_ups(during: str, ours: Server, bare: Server, ids: list[str], rounds: int, seconds: float) -> list[Row]:
    """Medians over rounds that alternate; the first of each is left out, as it warms up."""
    found: dict[str, list[tuple[float, float, float, float]]] = {ours.name: [], bare.name: []}
    for number in range(rounds + 1):
        for server in (ours, bare) if number % 2 else (bare, ours):
            before = server.cpu_seconds()
            measured = _asked(server, ids, seconds, seed=number)
            spent = (server.cpu_seconds() - before) * 1e6 / measured.requests
            if number:
                found[server.name].append((measured.rate, _part(measured, 0.5), _part(measured, 0.99), spent))
    left, right = ([median(column) for column in zip(*found[server.name], strict=True)] for server in (ours, bare))
    names = [(RATE, "≥ 0.6"), ("p50, µs", ""), ("p99, µs", "≤ 2"), ("processor µs a request", "")]
    return [
        Row(f"score look-up against a bare Flask route, {during}", unit, a, b, aim)
        for (unit, aim), a, b in zip(names, left, right, strict=True)
    ]


def _asked(server: Server, ids: list[str], seconds: float, seed: int) -> Measured:
    chosen = random.Random(seed).choices(ids, k=PATHS)
    paths = [f"/v1/companies/{company_id}/score" for company_id in chosen]
    measured = driven(Order(server.port, paths, CONNECTIONS, MOST_REQUESTS, seconds))
    if measured.failures:
        raise RuntimeError(f"{server.name} failed to answer {measured.failures} of {measured.requests} requests")
    return measured


def _part(measured: Measured, share: float) -> float:
    return float(measured.microseconds[int(share * (len(measured.microseconds) - 1))])


@contextmanager
def _rescoring(home: Path) -> Iterator[None]:
    """Real runs of earlier days over a portfolio of its own, one after the other, published beside the served one."""
    command = [sys.executable, "-m", "tests.benchmarks.rescoring", str(home)]
    with (home / "rescore.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
    try:
        yield
        if process.poll() is not None:
            raise RuntimeError("the rescore ended while look-ups were measured")
    finally:
        process.terminate()
        process.wait(30)


if __name__ == "__main__":
    print(markdown(run()))

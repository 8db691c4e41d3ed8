"""What each page takes with many companies published: milliseconds in the server, and its size as sent, gzipped."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from datetime import time as clock
from pathlib import Path
from statistics import median

from flask.testing import FlaskClient

from service.settings import Settings
from service.web import create_app
from tests.benchmarks.published import publish_many
from tests.benchmarks.report import Target, table

COMPANIES = 10_000
ROUNDS = 9
LONGEST = 90
MOST_MS, MOST_KB = 100.0, 150.0

PATHS = (
    "/",
    "/?q=company-00000{round}",
    "/?band=high&band=severe&element=Dy&sort=-expected_annual_loss_usd&limit={round}",
    "/?limit=500",
    "/compare?company_id=company-0000001&company_id=company-000{round}000",
    "/compare?" + "&".join(f"company_id=company-000{number}{{round}}00" for number in range(10)),
    "/companies/company-000{round}000",
    "/measures",
    "/measures?as_of=2025-0{round}-09",
    "/measures?as_of=2026-11-24&importer=KEN&line=85051{round}&goods=wind",
    "/evidence",
    "/evidence?as_of=2026-0{round}-01",
    "/licence-clock",
    "/method?company_id=company-000{round}000",
    "/dictionary",
    "/dictionary?q=days&of=delays",
    "/portfolios",
    "/portfolios/demo",
)
"""Pages that are measured; `{round}` is another figure each time, so that nothing is at hand from the time before."""


@dataclass(frozen=True)
class Row:
    """One page: the first time it was asked for, medians of the other times, and its largest size.

    `processor_ms` is what the process itself used, on all its threads: it tells what a page costs beside other work.
    """

    path: str
    first_ms: float
    median_ms: float
    processor_ms: float
    kilobytes: float


def run(sizes: tuple[int, ...] = (COMPANIES,), day: date | None = None) -> list[Row]:
    """Publishes as many companies as the first size says and asks for each page."""
    with _client(sizes[0], day or date.today()) as client:
        return [_measured(client, path) for path in PATHS]


def markdown(rows: list[Row]) -> str:
    """The rows as a table, and the aims."""
    head = ["page", "server ms, median", "server ms, first", "processor ms", "kB gzipped"]
    body = [
        [
            f"`{shorten(r.path)}`",
            *(f"{ms:.0f}" for ms in (r.median_ms, r.first_ms, r.processor_ms)),
            f"{r.kilobytes:.1f}",
        ]
        for r in rows
    ]
    slowest, largest = max(row.median_ms for row in rows), max(row.kilobytes for row in rows)
    aims = [
        Target(f"every page under {MOST_MS:.0f} ms in the server", f"slowest {slowest:.0f} ms", slowest < MOST_MS),
        Target(f"every page under {MOST_KB:.0f} kB gzipped", f"largest {largest:.1f} kB", largest < MOST_KB),
    ]
    return "\n".join([table(head, body), "", *map(str, aims)])


def shorten(path: str) -> str:
    """A path short enough for a table."""
    return path if len(path) <= LONGEST else f"{path[:LONGEST]}…"


def _measured(client: FlaskClient, path: str) -> Row:
    waited, used, sizes = [], [], []
    for number in range(1, ROUNDS + 1):
        address = path.format(round=number)
        begun = time.perf_counter(), time.process_time()
        answer = client.get(address, headers={"Accept-Encoding": "gzip"})
        waited.append((time.perf_counter() - begun[0]) * 1000)
        used.append((time.process_time() - begun[1]) * 1000)
        if answer.status_code != 200 or answer.content_encoding != "gzip":
            raise RuntimeError(
                f"{address} answered {answer.status_code}, {answer.content_encoding or 'not compressed'}"
            )
        sizes.append(len(answer.data))
    return Row(path, waited[0], median(waited[1:]), median(used[1:]), max(sizes) / 1000)


@contextmanager
def _client(companies: int, day: date) -> Iterator[FlaskClient]:
    with tempfile.TemporaryDirectory(prefix="exposure-pages-") as folder:
        publish_many(Path(folder), companies, day)
        moment = datetime.combine(day, clock(12), UTC)
        yield create_app(Settings(home=Path(folder)), now=lambda: moment).test_client()


if __name__ == "__main__":
    print(markdown(run()))

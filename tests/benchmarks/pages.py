"""What each page takes with many companies published: milliseconds in the server, and size as it is sent, gzipped."""

import gzip
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
    "/evidence",
    "/portfolios",
    "/portfolios/demo",
)
"""Pages that are measured; `{round}` is another figure each time, so that nothing is at hand from the time before."""


@dataclass(frozen=True)
class Row:
    """One page: the first time it was asked for, the median of other times, and its largest size."""

    path: str
    first_ms: float
    median_ms: float
    kilobytes: float


def run(sizes: tuple[int, ...] = (COMPANIES,), day: date | None = None) -> list[Row]:
    """Publishes as many companies as the first size says and asks for each page."""
    with _client(sizes[0], day or date.today()) as client:
        return [_measured(client, path) for path in PATHS]


def markdown(rows: list[Row]) -> str:
    """The rows as a table, and the aims."""
    head = ["page", "server ms, median", "server ms, first", "kB gzipped"]
    body = [[f"`{r.path}`", f"{r.median_ms:.0f}", f"{r.first_ms:.0f}", f"{r.kilobytes:.1f}"] for r in rows]
    slowest, largest = max(row.median_ms for row in rows), max(row.kilobytes for row in rows)
    aims = [
        Target(f"every page under {MOST_MS:.0f} ms in the server", f"slowest {slowest:.0f} ms", slowest < MOST_MS),
        Target(f"every page under {MOST_KB:.0f} kB gzipped", f"largest {largest:.1f} kB", largest < MOST_KB),
    ]
    return "\n".join([table(head, body), "", *map(str, aims)])


def _measured(client: FlaskClient, path: str) -> Row:
    milliseconds, sizes = [], []
    for number in range(1, ROUNDS + 1):
        address = path.format(round=number)
        begun = time.perf_counter()
        answer = client.get(address)
        milliseconds.append((time.perf_counter() - begun) * 1000)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}")
        sizes.append(len(gzip.compress(answer.data, 6)))
    return Row(path, milliseconds[0], median(milliseconds[1:]), max(sizes) / 1000)


@contextmanager
def _client(companies: int, day: date) -> Iterator[FlaskClient]:
    with tempfile.TemporaryDirectory(prefix="exposure-pages-") as folder:
        publish_many(Path(folder), companies, day)
        moment = datetime.combine(day, clock(12), UTC)
        yield create_app(Settings(home=Path(folder)), now=lambda: moment).test_client()


if __name__ == "__main__":
    print(markdown(run()))

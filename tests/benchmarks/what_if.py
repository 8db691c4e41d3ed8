"""What the what-if page and the overview of portfolios take with many companies stored and scored.

The companies are scored by a real run, so contributions, sums and look-ups are as large as a night leaves them. A time
is that of one request in the server, with another value each round: no answer is at hand from the round before.
"""

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

from reference_data.loader import load_tables
from service.batch import Batch
from service.portfolio.import_record import ImportRecord, content_sha256
from service.portfolio.store import PortfolioStore
from service.settings import Settings
from service.web import create_app
from tests.benchmarks.portfolios import DEFAULT_HEAVY, made_up
from tests.benchmarks.report import Target, table

COMPANIES = 10_000
ROUNDS = 15
NAME = "made-up"
MOST_MS, MOST_PAGE_MS = 200.0, 100.0

CONTROLS = {
    "as it is": "",
    "stock": "stock_days={round}5",
    "licence speed": "licence_speed=1.{round}5",
    "duty points": "duty_points={round}",
    "a named future and stock": "scenario=escalation&stock_days={round}0",
    "an origin offline": "offline=CHN&stock_days={round}1",
    "all company controls": (
        "stock_days={round}2&second_source_percent={round}&transit_days=3{round}&lead_days={round}&licence_kind=general"
    ),
}
"""What is changed → what the address says; `{round}` is another figure each time."""

OVERVIEWS = ("/portfolios", f"/portfolios/{NAME}")


@dataclass(frozen=True)
class Row:
    """One question: the first time in a new process, then the median and the slowest of further times, in ms."""

    what: str
    first_ms: float
    median_ms: float
    slowest_ms: float
    aim_ms: float


def run(sizes: tuple[int, ...] = (COMPANIES,), day: date | None = None) -> list[Row]:
    """Stores and scores as many companies as the first size says, and asks for each page."""
    with _client(sizes[0], day or date.today()) as (client, companies):
        rows = [_measured(client, path, [path] * ROUNDS, MOST_PAGE_MS) for path in OVERVIEWS]
        for what, said in CONTROLS.items():
            addresses = [
                f"/companies/{company}/what-if?{said.format(round=number)}"
                for number, company in enumerate(companies[:ROUNDS], start=1)
            ]
            rows.append(_measured(client, f"what-if: {what}", addresses, MOST_MS))
    return rows


def markdown(rows: list[Row]) -> str:
    """The rows as a table, and the aims."""
    head = ["page", "server ms, median", "slowest", "first"]
    body = [[r.what, f"{r.median_ms:.0f}", f"{r.slowest_ms:.0f}", f"{r.first_ms:.0f}"] for r in rows]
    aims = []
    for most, what in ((MOST_MS, "a control answers"), (MOST_PAGE_MS, "an overview takes")):
        found = max(row.median_ms for row in rows if row.aim_ms == most)
        aims.append(Target(f"{what} under {most:.0f} ms", f"highest median {found:.0f} ms", found < most))
    return "\n".join([table(head, body), "", *map(str, aims)])


def _measured(client: FlaskClient, what: str, addresses: list[str], aim: float) -> Row:
    milliseconds = []
    for address in addresses:
        begun = time.perf_counter()
        answer = client.get(address)
        milliseconds.append((time.perf_counter() - begun) * 1000)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}")
    return Row(what, milliseconds[0], median(milliseconds[1:]), max(milliseconds[1:]), aim)


@contextmanager
def _client(companies: int, day: date) -> Iterator[tuple[FlaskClient, list[str]]]:
    """A client of a service that has stored and scored the companies, and ids of some all over them."""
    moment, tables = datetime.combine(day, clock(12), UTC), load_tables()
    portfolio = made_up(DEFAULT_HEAVY, companies, tables, day)
    sha256 = content_sha256(portfolio.lines.write_csv().encode())
    rows = portfolio.lines.height
    record = ImportRecord(file_name="made-up.csv", file_sha256=sha256, rows=rows, accepted_rows=rows, imported=moment)
    with tempfile.TemporaryDirectory(prefix="exposure-what-if-") as folder:
        settings = Settings(home=Path(folder))
        PortfolioStore(settings.home).save(NAME, portfolio, record)
        Batch(settings, now=lambda: moment).rescore(day)
        ids = portfolio.company_ids()
        some = ids.gather_every(max(ids.len() // ROUNDS, 1)).to_list()
        yield create_app(settings, now=lambda: moment).test_client(), some


if __name__ == "__main__":
    print(markdown(run()))

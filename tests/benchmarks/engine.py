"""The engine against the same model in DuckDB, pandas and numpy: seconds, memory, and how far the answers are apart."""

import importlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import polars as pl

from reference_data.loader import load_tables
from scoring.method import METHOD
from scoring.world import world_on
from tests.benchmarks.engine_report import markdown
from tests.benchmarks.fresh import fresh, peak_mib
from tests.benchmarks.portfolio_terms import NAMED_ORIGINS
from tests.benchmarks.portfolios import IMPORTERS, MIXES, PortfolioFiles, written
from tests.benchmarks.reference import Reference, resolved
from tests.benchmarks.rows import Row

__all__ = ["markdown", "run"]

SIZES = (10_000, 100_000, 1_000_000)
CONTENDERS = {"engine": "in_engine", "DuckDB": "in_duckdb", "pandas": "in_pandas", "numpy": "in_numpy"}
"""The engine goes first: the others are compared with its answer."""

MOST_RUNS = 7
LONG_ENOUGH_SECONDS = 30.0
"""A contender is run again until it has been measured that often or has taken that long, and its median counts."""

LONGEST_RUN_SECONDS = 200.0
"""A run that would take longer, judged by the size before, is not made, and the report says so."""

ROUNDING_USD, ROUNDING_POINTS = 1e-7, 1e-9
"""What the engine's own rounding, each row to 1e-8 USD and each score to 1e-12, can add up to."""


@dataclass(frozen=True)
class _Order:
    """What a fresh process is to measure."""

    module: str
    files: PortfolioFiles
    warm_up: PortfolioFiles
    day: date
    answer: Path
    """Where the engine leaves its answer, and the others find it."""


def run(sizes: Sequence[int] = SIZES, mixes: Sequence[str] = MIXES, day: date | None = None) -> list[Row]:
    """One row a mix × size × contender."""
    as_of = day or date.today()
    with TemporaryDirectory(prefix="exposure-bench-") as folder:
        return [row for mix in mixes for row in _of_mix(Path(folder) / mix, mix, sorted(sizes), as_of)]


def _of_mix(folder: Path, mix: str, sizes: Sequence[int], day: date) -> list[Row]:
    rows: list[Row] = []
    files = {size: fresh(_write, folder / str(size), mix, size, day) for size in sizes}
    for size in sizes:
        answer = folder / f"answer-{size}.parquet"
        for name, module in CONTENDERS.items():
            order = _Order(module, files[size], files[sizes[0]], day, answer)
            rows.append(_row(mix, name, order, [row for row in rows if row.contender == name]))
    return rows


def _row(mix: str, name: str, order: _Order, before: list[Row]) -> Row:
    companies, lines = order.files.companies, order.files.line_count
    foreseen = _foreseen(before, companies)
    if foreseen > LONGEST_RUN_SECONDS:
        return Row(mix, companies, lines, name, note=f"not run: about {foreseen:.0f} s, judged by the size before")
    seconds, peak, apart = fresh(_measure, order)
    return Row(mix, companies, lines, name, median(seconds), peak, len(seconds), apart)


def _foreseen(before: list[Row], companies: int) -> float:
    if not before:
        return 0.0
    last = before[-1]
    return float("inf") if last.seconds is None else last.seconds * companies / last.companies


def _write(folder: Path, mix: str, companies: int, day: date) -> PortfolioFiles:
    folder.mkdir(parents=True)
    return written(folder, mix, companies, load_tables(), day)


def _measure(order: _Order) -> tuple[list[float], float, float | None]:
    """Seconds of each run, peak MiB until the end of the first, and how far the answer is from the engine's."""
    contender = importlib.import_module(f"tests.benchmarks.{order.module}").run
    reference = reference_on(order.day)
    contender(reference, order.warm_up)
    started = time.perf_counter()
    timed = contender(reference, order.files)
    enough = started + LONG_ENOUGH_SECONDS
    peak = peak_mib()
    apart = _apart(timed.scores(), order)
    seconds = [timed.seconds]
    del timed
    while len(seconds) < MOST_RUNS and time.perf_counter() < enough:
        seconds.append(contender(reference, order.files).seconds)
    return seconds, peak, apart


def reference_on(day: date) -> Reference:
    """The small tables of a day for the portfolios made up here."""
    return resolved(world_on(load_tables(), METHOD, day, day), IMPORTERS, NAMED_ORIGINS)


def _apart(scores: pl.DataFrame, order: _Order) -> float | None:
    """The largest difference to the engine's answer beyond its own rounding, as a share; none for the engine."""
    if order.module == CONTENDERS["engine"]:
        scores.write_parquet(order.answer)
        return None
    if not order.answer.exists():
        return None
    both = scores.join(pl.read_parquet(order.answer), on="company_id", how="full", suffix="_engine")
    floors = {"expected_annual_loss_usd": ROUNDING_USD, "score": ROUNDING_POINTS}
    beyond = [
        ((pl.col(name) - pl.col(f"{name}_engine")).abs() - floor).clip(lower_bound=0.0) / pl.col(name)
        for name, floor in floors.items()
    ]
    # A company that only one side has is no agreement at all; 0 against 0 is.
    shares = both.select(
        pl.max_horizontal(pl.when(b.is_null()).then(float("inf")).otherwise(b.fill_nan(0.0)) for b in beyond)
    )
    return float(shares.to_series().max())

"""A home folder with a made-up portfolio in it, and a night's run over it in a process of its own."""

import hashlib
import logging
import time
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from datetime import time as clock
from pathlib import Path

import polars as pl
import structlog

from reference_data.loader import Tables, load_tables
from scoring.edits import TableEdit, edited_tables
from scoring.portfolio import Portfolio
from service.batch import Batch
from service.portfolio.parquet import parquet_bytes
from service.portfolio.store import OWN
from service.portfolio.versions import no_step, put_in_place
from service.runs.current import run_folder
from service.runs.manifest import MANIFEST, read_manifest
from service.settings import Settings
from tests.benchmarks.fresh import peak_mib
from tests.benchmarks.portfolios import made_up

STOCK, DUTY = "one company's stock", "one duty layer"


@dataclass(frozen=True)
class Night:
    """One run: seconds from the tables to the published run, and the most memory the process ever held."""

    seconds: float
    peak_mib: float
    mib_written: float
    rows: dict[str, int]
    laid_out: int
    sha256: dict[str, str]


def store(home: Path, mix: str, companies: int, day: date, change: str = "") -> int:
    """Stores the portfolio as an import does; answers its lines. With STOCK one company has 77 days of stock."""
    portfolio = made_up(mix, companies, load_tables(), day)
    if change == STOCK:
        one = pl.col("company_id") == portfolio.lines["company_id"][portfolio.lines.height // 2]
        stock = pl.when(one & pl.col("importer").is_not_null()).then(77.0).otherwise("stock_days")
        portfolio = replace(portfolio, lines=portfolio.lines.with_columns(stock_days=stock))
    _put(home, portfolio, f"{mix} {companies} {day} {change == STOCK}")
    return portfolio.lines.height


def night(home: Path, day: date, change: str = "") -> Night:
    """Rescores what is stored; with DUTY one layer of the tables is a percentage point higher."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    tables = load_tables()
    if change == DUTY:
        tables = _with_duty(tables, day)
    moment = datetime.combine(day, clock(12), UTC)
    batch = Batch(Settings(home=home), read_tables=lambda _: tables, now=lambda: moment, changes=lambda *_nothing: None)
    begun = time.perf_counter()
    result = batch.rescore(day)
    seconds = time.perf_counter() - begun
    folder = run_folder(home, result.run_id)
    manifest = read_manifest(folder)
    assert manifest is not None
    written = sum(path.stat().st_size for path in folder.iterdir() if path.name != MANIFEST)
    return Night(seconds, peak_mib(), written / 2**20, manifest.rows, result.laid_out, manifest.sha256)


def _put(home: Path, portfolio: Portfolio, said: str) -> None:
    version = hashlib.sha256(said.encode()).hexdigest()[:16]
    files = {"lines.parquet": parquet_bytes(portfolio.lines), "overrides.parquet": parquet_bytes(portfolio.overrides)}
    put_in_place(home / "portfolios" / OWN, version, files, no_step)


def _with_duty(tables: Tables, day: date) -> Tables:
    """A percentage point more on one layer of American duties on magnets."""
    rows = tables["tariff_layers"].filter(
        pl.col("valid_to").is_null(),
        pl.col("rate").is_not_null(),
        pl.col("valid_from") < day,
        pl.col("importer") == "USA",
        pl.col("tariff_line").str.starts_with("850511"),
    )
    row = rows.row(0, named=True)
    return edited_tables(
        tables, [TableEdit("tariff_layers", {"layer_id": row["layer_id"]}, {"rate": row["rate"] + 0.01})]
    )

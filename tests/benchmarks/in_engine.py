"""The engine itself, as a contender among others."""

import time

import polars as pl

from scoring.engine import companies_in
from scoring.portfolio import LINE_COLUMNS, Portfolio
from scoring.profiles import SCORED
from tests.benchmarks.portfolios import PortfolioFiles
from tests.benchmarks.reference import Reference
from tests.benchmarks.timed import Timed


def run(reference: Reference, files: PortfolioFiles) -> Timed:
    """Portfolio files on disk, the columns a score is made from, to the company level in memory; the world is there."""
    started = time.perf_counter()
    columns = [name for name in LINE_COLUMNS if name in SCORED]
    portfolio = Portfolio(pl.read_parquet(files.lines, columns=columns), pl.read_parquet(files.overrides))
    companies = companies_in(reference.world, portfolio)
    seconds = time.perf_counter() - started
    return Timed(seconds, lambda: companies.select("company_id", "expected_annual_loss_usd", "score"))

"""The engine itself, as a contender among others."""

import time

from scoring.engine import companies_in
from tests.benchmarks.portfolios import PortfolioFiles, read
from tests.benchmarks.reference import Reference
from tests.benchmarks.timed import Timed


def run(reference: Reference, files: PortfolioFiles) -> Timed:
    """Portfolio files on disk to the company level in memory; the world is resolved beforehand."""
    started = time.perf_counter()
    companies = companies_in(reference.world, read(files))
    seconds = time.perf_counter() - started
    return Timed(seconds, lambda: companies.select("company_id", "expected_annual_loss_usd", "score"))

"""Rescores without end: `python -m tests.benchmarks.rescoring HOME` scores and publishes one past day after another."""

import os
import sys
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from reference_data.loader import Tables, load_tables
from scoring.portfolio import Portfolio
from service.batch import Batch
from service.inputs import Inputs
from service.portfolio.demo import DEMO, demo_portfolio
from service.scheduler import YIELDING
from service.settings import load_settings

COPIES = 50
"""Of the demonstration: some 1,800 companies, so that a run takes about as long to score as to write."""


def copies(tables: Tables) -> Portfolio:
    """The demonstration many times over, each copy under ids of its own."""
    lines = demo_portfolio(tables).lines
    numbered = [
        lines.with_columns(pl.col("company_id") + f"-{number}", pl.format("{}-{}", "company_name", pl.lit(number)))
        for number in range(COPIES)
    ]
    return Portfolio.of(pl.concat(numbered))


def rescore_without_end(home: Path) -> None:
    """Runs until it is ended; the days lie before the served run, which goes on being served."""
    tables = load_tables()
    portfolio = copies(tables)
    membership = portfolio.lines.select("company_id", portfolio=pl.lit(DEMO)).unique()
    inputs = Inputs(portfolio, {DEMO: f"{COPIES} copies"}, membership)
    os.nice(YIELDING)
    batch = Batch(load_settings(home=home), load=lambda _: inputs, read_tables=lambda _: tables)
    day = date.today()
    while True:
        day -= timedelta(days=1)
        batch.rescore(day)


if __name__ == "__main__":
    rescore_without_end(Path(sys.argv[1]))

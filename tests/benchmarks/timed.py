"""What every contender answers with: how long it took, and the scores it found."""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from tests.benchmarks.portfolios import PortfolioFiles
from tests.benchmarks.reference import Reference

THREADS = 2
"""Every contender gets as many."""


@dataclass(frozen=True)
class Timed:
    """One run: seconds of what is compared; company_id, expected_annual_loss_usd and score where they are asked for."""

    seconds: float
    scores: Callable[[], pl.DataFrame]


Contender = Callable[[Reference, PortfolioFiles], Timed]

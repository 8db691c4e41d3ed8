"""Every stored portfolio, put together for one run."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from scoring.portfolio import Portfolio
from service.portfolio.store import PortfolioStore
from service.refusal import Refusal


@dataclass(frozen=True)
class Inputs:
    """All product lines and overrides, the version of each portfolio by name, and company_id → portfolio."""

    portfolio: Portfolio
    versions: Mapping[str, str]
    membership: pl.DataFrame


def load_inputs(home: Path) -> Inputs:
    """The current version of every portfolio. Raises Refusal if none is stored."""
    stored = PortfolioStore(home).load_all()
    if not stored.versions:
        raise Refusal(
            f"no portfolio is stored in {home}: run exposure import FILE first (exposure serve loads a demonstration)"
        )
    return Inputs(stored.portfolio, stored.versions, stored.companies)

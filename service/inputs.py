"""Every stored portfolio with its licence applications, put together for one run."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from scoring.portfolio import Portfolio
from service.portfolio.application_store import ApplicationStore
from service.portfolio.store import PortfolioStore
from service.refusal import Refusal


@dataclass(frozen=True)
class Inputs:
    """All product lines, overrides and applications, and company_id → portfolio.

    `versions` and `applications` hold the version of each portfolio and of its applications by name.
    """

    portfolio: Portfolio
    versions: Mapping[str, str]
    membership: pl.DataFrame
    applications: Mapping[str, str] = field(default_factory=dict)


def load_inputs(home: Path) -> Inputs:
    """The current version of every portfolio and its applications. Raises Refusal if no portfolio is stored."""
    stored = PortfolioStore(home).load_all()
    if not stored.versions:
        raise Refusal(
            f"no portfolio is stored in {home}: run exposure import FILE first (exposure serve loads a demonstration)"
        )
    files = ApplicationStore(home).load_all()
    portfolio = replace(stored.portfolio, applications=files.applications)
    return Inputs(portfolio, stored.versions, stored.companies, files.versions)

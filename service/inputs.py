"""Every stored portfolio, put together for one run."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from scoring.portfolio import Portfolio


@dataclass(frozen=True)
class Inputs:
    """All product lines and overrides, the version of each portfolio by name, and company_id → portfolio."""

    portfolio: Portfolio
    versions: Mapping[str, str]
    membership: pl.DataFrame


def load_inputs(home: Path) -> Inputs:
    """The current version of every portfolio. Raises Refusal if none is stored."""
    raise NotImplementedError(home)

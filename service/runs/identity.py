"""What names a run: the day it looks at and everything that went into it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import polars as pl

STAMP_COLUMNS = ("as_of", "known_at", "run_id", "method", "tables_version")


@dataclass(frozen=True)
class Stamp:
    """The five figures every exported row ends with."""

    as_of: date
    known_at: date
    run_id: str
    method: str
    tables_version: str

    def on(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The frame with the stamp as its last five columns."""
        return frame.with_columns(self.columns())

    def columns(self) -> list[pl.Expr]:
        """The five columns."""
        return [pl.lit(getattr(self, name)).alias(name) for name in STAMP_COLUMNS]


NONE: Mapping[str, str] = MappingProxyType({})


def stamp_of(
    portfolios: Mapping[str, str],
    applications: Mapping[str, str] = NONE,
    *,
    as_of: date,
    known_at: date,
    method: str,
    tables_version: str,
) -> Stamp:
    """The stamp of a run over these versions (name → version) of portfolios and licence applications.

    Same inputs, same run id.
    """
    parts = [
        known_at.isoformat(),
        method,
        tables_version,
        *(f"{name}={portfolios[name]}" for name in sorted(portfolios)),
        *(f"applications of {name}={applications[name]}" for name in sorted(applications)),
    ]
    digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]
    return Stamp(as_of, known_at, f"{as_of}-{digest}", method, tables_version)

"""Names of the files in a run, and the order and form of their rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import polars as pl

from scoring.levels import Levels

LEVELS = ("company", "line", "delay", "cost", "contribution")
"""From the company's headline down to single contributions."""

LISTING, LOOKUP, SCORES_CSV = "listing.parquet", "companies.sqlite", "scores.csv"
FINGERPRINTS = "fingerprints.parquet"
"""What tells whether the rows of a company are those that another run would have."""

SHARES = "shares.parquet"
"""What the losses of each portfolio hang on; can be added up again from the contributions."""

BY_COMPANY = ("licences", "applications")
"""Signals with rows of their own for each company, which are written and read like its levels."""

ROW_GROUP_ROWS = 50_000
"""Rows a reader can skip at once when it wants one company: small enough to skip, large enough to compress."""


class ScoredLevels(Protocol):
    """What the engine hands over: five levels, and the signals they rest on."""

    @property
    def company(self) -> pl.DataFrame: ...
    @property
    def line(self) -> pl.DataFrame: ...
    @property
    def delay(self) -> pl.DataFrame: ...
    @property
    def cost(self) -> pl.DataFrame: ...
    @property
    def contribution(self) -> pl.DataFrame: ...
    @property
    def signals(self) -> Mapping[str, pl.DataFrame]: ...


def level_file(level: str) -> str:
    """File name of a level."""
    return f"{level}.parquet"


def signal_file(signal: str) -> str:
    """File name of a signal."""
    return f"signals_{signal}.parquet"


class ScoredPart(Protocol):
    """Some companies, scored; `prints` (company_id, fingerprint) where it can be told whose rows have changed."""

    def prints(self) -> pl.DataFrame | None: ...
    def levels(self, before: Mapping[str, pl.DataFrame] | None = None, kept: pl.Series | None = None) -> ScoredLevels:
        """Their levels and signals of their own; the rows of the companies `kept` are those in the levels `before`."""


class ScoredParts(Protocol):
    """What an engine hands over that lays out its rows part by part, in the order of companies."""

    @property
    def count(self) -> int: ...
    @property
    def signals(self) -> Mapping[str, pl.DataFrame]: ...
    def parts(self) -> Iterator[ScoredPart]: ...


@dataclass(frozen=True)
class Whole:
    """Levels that are all there, as the one part of themselves."""

    scored: Levels
    count: int = 1

    @property
    def signals(self) -> Mapping[str, pl.DataFrame]:
        """All signals."""
        return self.scored.signals

    def parts(self) -> "Iterator[Whole]":
        """Itself."""
        yield self

    def prints(self) -> None:
        """Nothing is known of what the rows were made from."""

    def levels(self, before: object = None, kept: object = None) -> ScoredLevels:
        """The levels as they are."""
        return self.scored


def as_parts(scored: Levels | ScoredParts) -> ScoredParts:
    """Levels as one part, parts as they are."""
    return Whole(scored) if isinstance(scored, Levels) else scored


def by_company(levels: ScoredLevels) -> dict[str, pl.DataFrame]:
    """The five levels by name, each sorted by company."""
    frames = {name: getattr(levels, name) for name in LEVELS}
    return {
        name: frame if frame["company_id"].is_sorted() else frame.sort("company_id", maintain_order=True)
        for name, frame in frames.items()
    }


def write_rows(frame: pl.DataFrame, path: Path) -> None:
    """One Parquet file; the same frame gives the same bytes."""
    # Pages end where chunks end.
    frame.rechunk().write_parquet(path, compression="zstd", row_group_size=ROW_GROUP_ROWS, statistics=True)


def join_rows(parts: pl.LazyFrame, path: Path) -> None:
    """One Parquet file of rows that need not fit into memory; byte for byte what `write_rows` makes of them."""
    parts.sink_parquet(
        path,
        compression="zstd",
        row_group_size=ROW_GROUP_ROWS,
        statistics=True,
        maintain_order=True,
        engine="streaming",
    )

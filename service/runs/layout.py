"""Names of the files in a run, and the order and form of their rows."""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import polars as pl

LEVELS = ("company", "line", "delay", "cost", "contribution")
"""From the company's headline down to single contributions."""

LISTING, LOOKUP, SCORES_CSV = "listing.parquet", "companies.sqlite", "scores.csv"

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


def by_company(levels: ScoredLevels) -> dict[str, pl.DataFrame]:
    """The five levels by name, each sorted by company."""
    frames = {name: getattr(levels, name) for name in LEVELS}
    return {
        name: frame if frame["company_id"].is_sorted() else frame.sort("company_id", maintain_order=True)
        for name, frame in frames.items()
    }


def write_rows(frame: pl.DataFrame, path: Path) -> None:
    """One Parquet file; the same frame gives the same bytes."""
    frame.write_parquet(path, compression="zstd", row_group_size=ROW_GROUP_ROWS, statistics=True)

"""Rows of a run that are exported: all of them, or those of some companies."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from service.exports.levels import EXPORTS, level_batches
from service.runs.snapshot import Snapshot


@dataclass(frozen=True)
class Selection:
    """A run, and the ids of the companies whose rows are taken; none for all."""

    snapshot: Snapshot
    ids: pl.Series | None = None

    def height(self, export: str) -> int:
        """How many rows an export has."""
        if self.ids is None:
            return self.snapshot.manifest.rows[EXPORTS[export]]
        return int(self.rows(export).select(pl.len()).collect(engine="in-memory").item())

    def rows(self, export: str) -> pl.LazyFrame:
        """The rows of an export, not yet read."""
        table = pl.scan_parquet(self.snapshot.level_path(EXPORTS[export]))
        return table if self.ids is None else table.filter(pl.col("company_id").is_in(self.ids.implode()))

    def batches(self, export: str) -> Iterator[pl.DataFrame]:
        """The rows of an export in their published order, some at a time."""
        for batch in level_batches(self.snapshot, export):
            yield batch if self.ids is None else batch.filter(pl.col("company_id").is_in(self.ids.implode()))

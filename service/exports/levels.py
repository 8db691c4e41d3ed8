"""The five tables that can be exported, by the names people use for them."""

from collections.abc import Iterator

import polars as pl

from service.runs.snapshot import Snapshot

EXPORTS = {"scores": "company", "lines": "line", "delays": "delay", "costs": "cost", "contributions": "contribution"}
"""Name of the export → level."""

ROWS_AT_ONCE = 10_000
"""Some two megabytes of text: the first is sent soon, and a slow reader holds up no more than that."""


def level_batches(snapshot: Snapshot, export: str, rows: int = ROWS_AT_ONCE) -> Iterator[pl.DataFrame]:
    """The rows of one export in their published order, some at a time; one empty batch where there are none."""
    table = pl.scan_parquet(snapshot.level_path(EXPORTS[export]))
    if snapshot.manifest.rows[EXPORTS[export]] == 0:
        yield table.collect(engine="in-memory")
        return
    yield from table.collect_batches(chunk_size=rows, maintain_order=True, engine="streaming")

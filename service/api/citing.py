"""Sources behind an answer, in full, once each."""

from collections.abc import Iterable

import polars as pl

from reference_data.loader import Tables
from service.api.models.reference import Source


def cited(tables: Tables, ids: Iterable[str | None]) -> list[Source]:
    """The sources of those ids, sorted by id."""
    wanted = sorted({source_id for source_id in ids if source_id})
    found = tables["sources"].lazy().filter(pl.col("source_id").is_in(wanted)).sort("source_id")
    rows = found.collect(engine="in-memory")
    return [Source(**row) for row in rows.iter_rows(named=True)]

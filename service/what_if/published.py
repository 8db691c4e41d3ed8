"""A company as it stands, read from a run instead of scored again."""

import polars as pl

from scoring.collecting import collected_all
from service.runs.earlier import made_by_this_code
from service.runs.identity import STAMP_COLUMNS
from service.runs.snapshot import Snapshot
from service.what_if.outcome import Figures

LEVELS = ("company", "line")


def published_figures(snapshot: Snapshot, company_id: str) -> Figures | None:
    """The company and line level of one company in a run; none where it is not in it, or other code made the run."""
    if not made_by_this_code(snapshot.folder):
        return None
    own = pl.col("company_id") == company_id
    levels = [pl.scan_parquet(snapshot.level_path(level)).filter(own).drop(STAMP_COLUMNS) for level in LEVELS]
    company, line = collected_all(levels)
    return None if company.is_empty() else Figures(company, line)

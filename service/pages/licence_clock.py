"""What the page of the licence clock shows: all applications of a run's companies, those past their promise first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import polars as pl
from pydantic import Field, model_validator

from service.api.licence_answers import HOLIDAYS
from service.api.models.stamp import Stamped
from service.api.parameters import Query, Words
from service.runs.layout import signal_file
from service.runs.snapshot import Snapshot

MOST_SHOWN = 200
STATES = {"overdue": "past the promise", "pending": "pending", "decided": "decided or withdrawn"}
"""State → how it reads. Those past the promise are pending too."""

ORDER = ["rank", "overdue", "elapsed_days", "company_id", "material_id", "origin", "filed_on"]


class ClockQuery(Query):
    """Which applications to show; empty values filter nothing, as forms send them."""

    state: Literal["overdue", "pending", "decided"] | None = None
    q: Words | None = Field(None, description="part of the id or name of a company")

    @model_validator(mode="before")
    @classmethod
    def _without_empty(cls, given: Any) -> Any:
        return {name: value for name, value in given.items() if value != ""}


@dataclass(frozen=True)
class ClockView:
    """Everything on the page."""

    stamp: Stamped
    clock_on: date
    all: pl.DataFrame
    found: pl.DataFrame
    query: ClockQuery
    materials: Mapping[str, str]
    countries: Mapping[str, str]
    behind: bool
    """whether applications were stored or taken away since the run, which the next one will show"""
    holidays: str = HOLIDAYS

    @property
    def counts(self) -> dict[str, int]:
        """State → how many applications are in it."""
        counted = dict(self.all.group_by("state").len().iter_rows())
        return {state: counted.get(state, 0) for state in STATES}

    @property
    def expected_undecided(self) -> float | None:
        """The share of files as old as the pending ones that is expected to be undecided, on average."""
        pending = self.all.filter(pl.col("state") != "decided")["undecided_share"].drop_nulls()
        return float(pending.sum()) / pending.len() if pending.len() else None

    @property
    def rows(self) -> Sequence[Mapping[str, Any]]:
        """The first of the applications that match."""
        return self.found.head(MOST_SHOWN).to_dicts()


def clock(snapshot: Snapshot) -> pl.DataFrame:
    """One row an application of a company in the run, with the company's name and the state of the file.

    Past the promise first, the longest overdue ahead; then pending ones, the oldest ahead; then those decided.
    """
    names = pl.scan_parquet(snapshot.listing_path).select("company_id", "company_name")
    rows = pl.scan_parquet(snapshot.folder / signal_file("applications")).drop(
        "as_of", "known_at", "run_id", "method", "tables_version"
    )
    pending, late = pl.col("decided_on").is_null(), pl.col("overdue_working_days").fill_null(0)
    state = pl.when(pending & (late > 0)).then(pl.lit("overdue")).when(pending).then(pl.lit("pending"))
    told = rows.join(names, on="company_id", how="left", validate="m:1").with_columns(
        state=state.otherwise(pl.lit("decided")), overdue=late
    )
    ranked = told.with_columns(rank=pl.col("state").replace_strict(dict(zip(STATES, range(len(STATES)), strict=True))))
    ordered = ranked.sort(ORDER, descending=[False, True, True, False, False, False, False]).drop("rank", "overdue")
    return ordered.select(
        "company_id", "company_name", "state", pl.exclude("company_id", "company_name", "state")
    ).collect(engine="in-memory")


def matching(rows: pl.DataFrame, query: ClockQuery) -> pl.DataFrame:
    """The applications that match what was asked for."""
    if query.state == "pending":
        rows = rows.filter(pl.col("state") != "decided")
    elif query.state:
        rows = rows.filter(pl.col("state") == query.state)
    if query.q:
        words = query.q.casefold()
        named = pl.concat_str("company_id", pl.lit(" "), "company_name").str.to_lowercase()
        rows = rows.filter(named.str.contains(words, literal=True))
    return rows

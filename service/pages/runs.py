"""What the page of runs shows: which scores are served and how old they are, and every attempt to make others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import polars as pl

from service.api.models.operations import Run
from service.jobs.job import Job
from service.pages.tables import PageTable, table
from service.runs.snapshot import Snapshot, is_stale
from service.settings import Settings

COLUMNS: dict[str, pl.DataType] = {
    "as_of": pl.Date(),
    "known_at": pl.Date(),
    "run_id": pl.String(),
    "status": pl.String(),
    "served": pl.Boolean(),
    "started": pl.String(),
    "finished": pl.String(),
    "seconds": pl.Float64(),
    "companies": pl.Int64(),
    "rows": pl.Int64(),
    "changes_from": pl.String(),
    "reason": pl.String(),
}
"""Columns of the files beside the page; moments are in UTC."""


@dataclass(frozen=True)
class Served:
    """The scores that answers come from: when they were made, and whether the day they look at is too long ago."""

    run_id: str
    companies: int
    made: str | None
    """how long ago they were published, in words; none where it is not on record"""
    ahead: bool
    """whether the day they look at is still to come"""
    stale: bool
    stale_after_hours: float


@dataclass(frozen=True)
class RunsView:
    """Everything on the page."""

    served: Served | None
    runs: Sequence[Run]
    limit: int
    at_work: Job | None
    today: str


@dataclass(frozen=True)
class Publication:
    """A run, and when it was published, where that is on record."""

    run: Snapshot
    published: datetime | None


def runs_view(
    runs: Sequence[Run], limit: int, served: Publication | None, at_work: Job | None, settings: Settings, now: datetime
) -> RunsView:
    """The page at a moment."""
    shown = None
    if served is not None:
        manifest, stale = served.run.manifest, is_stale(served.run.manifest, settings, now)
        made = ago(now - served.published) if served.published else None
        ahead = manifest.as_of > settings.today(now)
        shown = Served(manifest.run_id, manifest.rows["company"], made, ahead, stale, settings.stale_after_hours)
    return RunsView(shown, runs, limit, at_work, settings.today(now).isoformat())


def runs_table(runs: Sequence[Run]) -> PageTable:
    """The attempts as files have them."""
    rows = [{name: _told(getattr(run, name)) for name in COLUMNS} for run in runs]
    return table("runs", pl.DataFrame(rows, schema=COLUMNS, orient="row"))


def ago(passed: timedelta) -> str:
    """How long ago something was, in the largest unit that there are two of: 3 hours ago."""
    minutes = int(passed / timedelta(minutes=1))
    if minutes < 1:
        return "less than a minute ago"
    sizes = (("day", 24 * 60), ("hour", 60), ("minute", 1))
    unit, size = next((each for each in sizes if minutes >= 2 * each[1]), sizes[-1])
    return f"{minutes // size} {unit}{'s' if minutes >= 2 * size else ''} ago"


def instant(moment: datetime) -> str:
    """A moment as text, in UTC to the second: 2026-11-23T02:15:00Z."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _told(value: object) -> object:
    return instant(value) if isinstance(value, datetime) else value

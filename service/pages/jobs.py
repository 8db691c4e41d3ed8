"""What the pages of long work show: a list, and one piece with how far it is."""

from collections.abc import Sequence
from datetime import datetime

import polars as pl

from service.exports.files import FILES, WHOLE
from service.jobs.job import Job
from service.pages.runs import instant
from service.pages.tables import PageTable, table

COLUMNS: dict[str, pl.DataType] = {
    "title": pl.String(),
    "kind": pl.String(),
    "status": pl.String(),
    "stage": pl.String(),
    "done": pl.Int64(),
    "of": pl.Int64(),
    "asked": pl.String(),
    "finished": pl.String(),
    "outcome": pl.String(),
    "reason": pl.String(),
}
"""Columns of the files beside the page; moments are in UTC."""

STATUSES = {
    "waiting": "Waiting to begin",
    "running": "Under way",
    "done": "Done",
    "failed": "Failed",
    "stopped": "Stopped",
}
"""Status → words."""

WRITTEN_ON_REQUEST = [WHOLE, *(file for file in FILES if file != WHOLE)]
"""Files that can be asked for, the whole run first."""


def jobs_table(jobs: Sequence[Job]) -> PageTable:
    """Long work as files have it."""
    rows = [{name: _told(getattr(job, name)) for name in COLUMNS} for job in jobs]
    return table("jobs", pl.DataFrame(rows, schema=COLUMNS, orient="row"))


def _told(value: object) -> object:
    return instant(value) if isinstance(value, datetime) else value

"""Attempts to score as they are now: one whose process is gone is not shown at work."""

from datetime import datetime
from pathlib import Path

from service.lease import Taken, lease
from service.state.models import RUNNING, Run
from service.state.record import Record


def attempts(record: Record, home: Path, now: datetime, limit: int) -> list[Run]:
    """The latest attempts, newest first; those left behind are put on record as stopped."""
    found = record.runs(limit)
    if any(run.status == RUNNING for run in found) and _closed(record, home, now):
        return record.runs(limit)
    return found


def _closed(record: Record, home: Path, now: datetime) -> bool:
    # An attempt is begun and ended under the lease: whoever gets it knows that nobody is at work.
    try:
        with lease(home, "rescore", wait_seconds=0):
            record.close_abandoned(now)
    except Taken:
        return False
    return True

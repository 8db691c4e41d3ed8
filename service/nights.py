"""When nights are due, by a cron expression in a time zone."""

import re
from datetime import UTC, datetime, timedelta, tzinfo

from apscheduler.triggers.cron import CronTrigger  # type: ignore[import-untyped]

LOOK_BACK = [timedelta(hours=1), timedelta(days=1), timedelta(days=40), timedelta(days=400)]
"""Spans the last due moment is looked for in: no cron expression is stepped through a year minute by minute."""


def due_moments(cron: str, zone: tzinfo) -> CronTrigger:
    """The trigger that fires when a night is due. Raises ValueError for what is not a cron expression."""
    trigger = CronTrigger.from_crontab(cron, timezone=zone)
    # Cron counts weekdays from Sunday, APScheduler from Monday: a number would run on the wrong day.
    if re.search(r"\d", cron.split()[4]):
        raise ValueError("weekday as a number")
    return trigger


def last_due(cron: str, zone: tzinfo, now: datetime) -> datetime | None:
    """The latest due moment not after `now`, or none within the last 400 days."""
    trigger = due_moments(cron, zone)
    found = (_latest_between(trigger, now - span, now) for span in LOOK_BACK)
    # In UTC: local times in the hour a clock change repeats or skips are equal to nothing, not even themselves.
    return next((moment.astimezone(UTC) for moment in found if moment is not None), None)


def _latest_between(trigger: CronTrigger, start: datetime, end: datetime) -> datetime | None:
    latest: datetime | None = None
    moment: datetime | None = trigger.get_next_fire_time(None, start)
    while moment is not None and moment <= end:
        latest = moment
        moment = trigger.get_next_fire_time(moment, moment)
    return latest

"""Days on the command line."""

import re
from datetime import UTC, date, datetime
from typing import Any

import click

from service.days import EARLIEST, FIRST_AS_OF, LATEST, TOO_EARLY

FORM = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Day(click.ParamType[date]):
    """A calendar day like 2026-03-01, and nothing that merely resembles one."""

    name = "date"

    def __init__(self, first: date = EARLIEST) -> None:
        self.first = first

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day, or a usage error that shows what one looks like."""
        if isinstance(value, date):
            return value
        if not FORM.fullmatch(value):
            self.fail(f"{value!r} is not a date like 2026-03-01", param, ctx)
        try:
            day = date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a day of the calendar", param, ctx)
        if not EARLIEST <= day <= LATEST:
            self.fail(f"{value!r} is not between {EARLIEST} and {LATEST}", param, ctx)
        if day < self.first:
            self.fail(f"{value!r} {TOO_EARLY}", param, ctx)
        return day


DAY = Day()
"""Any day, such as one whose knowledge is used."""

AS_OF = Day(FIRST_AS_OF)
"""A day an answer can look at."""


def today() -> date:
    """The day it is in UTC."""
    return datetime.now(UTC).date()

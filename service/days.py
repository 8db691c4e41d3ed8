"""Which days can be asked for."""

from datetime import date

from scoring.in_force import FIRST_DAY

EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
"""Days beyond these are slips of the pen, and a year after them may be no date at all."""

FIRST_AS_OF = FIRST_DAY
"""The first day an answer can look at; what was known can be asked of any day."""

TOO_EARLY = f"is before {FIRST_AS_OF}, the first day the tables describe"

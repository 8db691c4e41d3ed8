"""Which days can be asked for."""

from datetime import date

EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
"""Days beyond these are slips of the pen, and a year after them may be no date at all."""

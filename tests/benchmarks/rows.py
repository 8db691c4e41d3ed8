"""One measured run of one contender."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """A contender on one portfolio; without `seconds` it was not run, and `note` says why."""

    mix: str
    companies: int
    lines: int
    contender: str
    seconds: float | None = None
    """Median of the runs."""
    peak_mib: float | None = None
    runs: int = 0
    apart: float | None = None
    """Largest difference to the engine's answers, as a share; none for the engine itself."""
    note: str = ""

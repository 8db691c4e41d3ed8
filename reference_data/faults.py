"""Rows that break a contract, and the one error that carries all of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True, order=True)
class TableFault:
    """One row of one file that breaks a contract; line 1 is the header."""

    file: str
    line: int
    fault: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.fault}"


class TableFaults(Exception):
    """The reference tables break their contracts; `faults` holds one line each."""

    def __init__(self, faults: list[TableFault]) -> None:
        self.faults = sorted(set(faults))
        super().__init__("\n".join(map(str, self.faults)))


Check = tuple[pl.Expr, pl.Expr | str]
"""What is true of a row that breaks a rule, and the words that say so."""


def faults_where(file: str, frame: pl.DataFrame, broken: pl.Expr, text: pl.Expr | str) -> list[TableFault]:
    """One fault for each row of `frame` (with its `line`) for which `broken` is true."""
    return faults_among(file, frame, [(broken, text)])


def faults_among(file: str, frame: pl.DataFrame, checks: Sequence[Check]) -> list[TableFault]:
    """The faults of several checks of one frame, check by check: all are looked at together, and few find anything."""
    if not checks:
        return []
    found = frame.select(broken.any().alias(str(place)) for place, (broken, _) in enumerate(checks)).row(0)
    return [
        fault for any_row, check in zip(found, checks, strict=True) if any_row for fault in _told(file, frame, check)
    ]


def _told(file: str, frame: pl.DataFrame, check: Check) -> Iterator[TableFault]:
    broken, text = check
    message = pl.lit(text) if isinstance(text, str) else text
    for line, fault in frame.filter(broken).select("line", message.alias("fault")).iter_rows():
        yield TableFault(file, line, fault)

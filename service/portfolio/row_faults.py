"""Faults of whole rows, said once for every row they hold for."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import polars as pl

from scoring.collecting import collected_all
from service.portfolio.faults import Fault, Problem, fault_at


@dataclass(frozen=True)
class RowCheck:
    """How to find the rows that something is wrong with, and the fault to tell of the columns found of each."""

    found: pl.LazyFrame
    tell: Callable[..., Fault]


def faults_of(checks: Iterable[RowCheck]) -> list[Fault]:
    """The faults that all the checks find, check by check; looked for together, since few find any."""
    asked = list(checks)
    answers = collected_all([check.found for check in asked])
    return [check.tell(*row) for check, found in zip(asked, answers, strict=True) for row in found.iter_rows()]


def check_where(cells: pl.LazyFrame, broken: pl.Expr, column: str, problem: Problem) -> RowCheck:
    """The problem at `column` of every row for which `broken` is true."""
    found = cells.filter(broken).select("row", pl.col(column).fill_null(""))
    return RowCheck(found, lambda row, value: fault_at(row, column, problem, value))


def check_missing(cells: pl.LazyFrame, column: str, needed: pl.Expr, meaning: str) -> RowCheck:
    """Rows that need the column and leave it empty."""
    problem = Problem("missing", "is empty", f"give {meaning}")
    return check_where(cells, needed & pl.col(column).is_null(), column, problem)


def in_one_voice(faults: list[Fault], columns: tuple[str, ...]) -> tuple[Fault, ...]:
    """Faults by row and column; a cell that is at fault otherwise is not also called empty."""
    order = {name: place for place, name in enumerate(columns)}
    otherwise = {(fault.row, fault.column) for fault in faults if fault.code != "missing"}
    kept = (fault for fault in faults if fault.code != "missing" or (fault.row, fault.column) not in otherwise)
    return tuple(sorted(kept, key=lambda fault: (fault.row, order.get(fault.column, -1))))

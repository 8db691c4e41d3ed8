"""Faults of whole rows, said once for every row they hold for."""

import polars as pl

from service.portfolio.faults import Fault, Problem, fault_at


def faults_where(cells: pl.DataFrame, broken: pl.Expr, column: str, problem: Problem) -> list[Fault]:
    """The problem at `column` of every row for which `broken` is true."""
    found = cells.filter(broken).select("row", pl.col(column).fill_null("")).iter_rows()
    return [fault_at(row, column, problem, value) for row, value in found]


def missing_faults(cells: pl.DataFrame, column: str, needed: pl.Expr, meaning: str) -> list[Fault]:
    """Rows that need the column and leave it empty."""
    problem = Problem("missing", "is empty", f"give {meaning}")
    return faults_where(cells, needed & pl.col(column).is_null(), column, problem)


def in_one_voice(faults: list[Fault], columns: tuple[str, ...]) -> tuple[Fault, ...]:
    """Faults by row and column; a cell that is at fault otherwise is not also called empty."""
    order = {name: place for place, name in enumerate(columns)}
    otherwise = {(fault.row, fault.column) for fault in faults if fault.code != "missing"}
    kept = (fault for fault in faults if fault.code != "missing" or (fault.row, fault.column) not in otherwise)
    return tuple(sorted(kept, key=lambda fault: (fault.row, order.get(fault.column, -1))))

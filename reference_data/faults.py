"""Rows that break a contract, and the one error that carries all of them."""

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


def faults_where(file: str, frame: pl.DataFrame, broken: pl.Expr, text: pl.Expr | str) -> list[TableFault]:
    """One fault for each row of `frame` (with its `line`) for which `broken` is true."""
    message = pl.lit(text) if isinstance(text, str) else text
    rows = frame.filter(broken).select("line", message.alias("fault")).iter_rows()
    return [TableFault(file, line, fault) for line, fault in rows]

"""Files with semicolons, as Excel saves them in much of Europe: their numbers may have a decimal comma."""

import re

import polars as pl

from service.portfolio.contract import Column, FileContract
from service.portfolio.faults import Fault, shown
from service.portfolio.header import column_places
from service.portfolio.table import TextTable, place_name
from service.portfolio.texts import BLANKS

_COMMAS = {"number": r"^([+-]?[0-9]+),([0-9]+)$", "origin_shares": r"(:\s*[0-9]+),([0-9]+)"}
"""Kind of column → where its cells may have a decimal comma."""
_EITHER_WAY = r"^[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}$"
"""A fraction of three places to some, thousands to others."""


def with_points(cell: pl.Expr, column: Column) -> pl.Expr:
    """The cells of a column with decimal points in place of decimal commas."""
    commas = _COMMAS.get(column.kind)
    return cell.str.replace_all(commas, "${1}.${2}") if commas else cell


def with_point(text: str, column: Column) -> str:
    """One cell of a column with decimal points in place of decimal commas."""
    commas = _COMMAS.get(column.kind)
    return re.sub(commas, r"\1.\2", text) if commas else text


def is_comma_number(text: str) -> bool:
    """Whether a text is a number with a decimal comma and nothing else."""
    return bool(re.fullmatch(_COMMAS["number"], text))


def is_either_way(text: str, column: Column) -> bool:
    """Whether a number can be meant as a fraction and as thousands, and its column takes the thousands."""
    either = column.kind == "number" and re.fullmatch(_EITHER_WAY, text.strip(BLANKS))
    return bool(either) and float(re.sub("[.,]", "", text.strip(BLANKS))) <= column.maximum


def either_way_faults(table: TextTable, contract: FileContract) -> list[Fault]:
    """Every number of a file with semicolons that says one thing to some and another to others."""
    if not table.has_semicolons:
        return []
    columns = [(contract.column(name), place_name(place)) for name, place in column_places(table, contract).items()]
    return [
        _either_way(row, column.name, text.strip(BLANKS))
        for column, place in columns
        if column.kind == "number"
        for row, text in _doubtful(table.rows, place).iter_rows()
        if is_either_way(text, column)
    ]


def semicolon_notes(table: TextTable, contract: FileContract) -> tuple[str, ...]:
    """How a file with semicolons was read."""
    if not table.has_semicolons:
        return ()
    commas = any(column.kind in _COMMAS for column in contract.columns)
    numbers = " and decimal commas: 0,12 in a column of numbers is 0.12" if commas else " between its columns"
    return (f"the file was read with semicolons{numbers}",)


def _doubtful(rows: pl.DataFrame, place: str) -> pl.DataFrame:
    return rows.select("row", place).filter(pl.col(place).str.strip_chars(BLANKS).str.contains(_EITHER_WAY))


def _either_way(row: int, column: str, text: str) -> Fault:
    whole, fraction = re.sub("[.,]", "", text), text.replace(",", ".")
    problem = f"{shown(text)} can be {whole} or {fraction} in a file with semicolons"
    return Fault(
        row, column, problem, f"write {whole}, or {fraction}0 for the fraction", text, "not_a_number", (whole, fraction)
    )

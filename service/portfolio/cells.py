"""Cells under their columns' names, and the faults that can be seen in one cell."""

import polars as pl

from service.portfolio.cell_rules import CellRule, cell_rule
from service.portfolio.contract import Column, FileContract
from service.portfolio.decimal_commas import either_way_faults, with_points
from service.portfolio.faults import Fault, Problem, fault_at, shown
from service.portfolio.header import column_places
from service.portfolio.nearest import Search
from service.portfolio.table import CellNote, TextTable, place_name, spreadsheet_letter
from service.portfolio.texts import BLANKS
from service.portfolio.vocabulary import Vocabulary

_NOTED = {
    "error_value": Problem(
        "error_value", "holds an error of the spreadsheet, such as #N/A", "give the value, or clear the cell"
    ),
    "formula_without_value": Problem(
        "formula_without_value",
        "holds a formula that was never calculated",
        "open and save the file in a spreadsheet, or paste values",
    ),
    "rounded_number": Problem(
        "rounded_number",
        "is a number cell of 16 digits or more, the last ones may be lost",
        "format the cell as text and type it again",
    ),
    "date_cell": Problem("date_cell", "is a date cell, not text", "format the cell as text and type it again"),
}

_COMMA_WITHIN = "a text with a comma needs quotes around it, and numbers take no comma"
_SEMICOLON_WITHIN = 'a text with a semicolon needs quotes around it, such as "CHN:0,8;JPN:0,2"'


def named_cells(table: TextTable, contract: FileContract) -> pl.DataFrame:
    """`row` and every column of the contract as text without surrounding blanks; empty and absent cells are null.

    Numbers have decimal points.
    """
    places = column_places(table, contract)
    trimmed = {name: pl.col(place_name(place)).str.strip_chars(BLANKS) for name, place in places.items()}
    if table.has_semicolons:
        trimmed = {name: with_points(text, contract.column(name)) for name, text in trimmed.items()}
    present = [pl.when(text != "").then(text).alias(name) for name, text in trimmed.items()]
    absent = [pl.lit(None, pl.String).alias(name) for name in contract.names if name not in places]
    return table.rows.select("row", *present, *absent).select("row", *contract.names)


def cell_faults(cells: pl.DataFrame, contract: FileContract, vocabulary: Vocabulary) -> list[Fault]:
    """Every cell whose value its column does not take."""
    search = Search()
    given = [column for column in contract.columns if is_given(cells, column.name)]
    rules = {column.name: cell_rule(column, vocabulary, search) for column in given}
    # All columns in one pass: few files have a doubtful cell in more than a few.
    doubtful = cells.select(_suspect(name, rule).any().alias(name) for name, rule in rules.items())
    return [
        fault
        for name, rule in rules.items()
        if doubtful[name].item()
        for fault in _column_faults(cells.lazy(), name, rule)
    ]


def is_given(cells: pl.DataFrame, name: str) -> bool:
    """Whether any row says something in a column."""
    return cells[name].null_count() < cells.height


def _suspect(name: str, rule: CellRule) -> pl.Expr:
    return rule.suspect & pl.col(name).is_not_null()


def shape_faults(table: TextTable) -> list[Fault]:
    """Rows with more or fewer cells than the header, and values that stand under no header."""
    width = len(table.header)
    within = _SEMICOLON_WITHIN if table.has_semicolons else _COMMA_WITHIN
    faults = [_ragged(row, len(cells), width, within) for row, cells in table.ragged.items()]
    for place, name in enumerate(table.header):
        if not name.strip(BLANKS):
            values = table.rows.select("row", place_name(place)).drop_nulls()
            faults += [_headless(row, place, value) for row, value in values.iter_rows() if value.strip(BLANKS)]
    return faults


def noted_faults(table: TextTable, contract: FileContract) -> list[Fault]:
    """Cells whose value cannot be trusted to be what the user meant, by what is known of the file."""
    columns = {place: contract.column(name) for name, place in column_places(table, contract).items()}
    rows = set(table.rows["row"]) if table.notes else set()
    relevant = [note for note in table.notes if note.place in columns and _matters(note, columns[note.place])]
    # A formula without a value may be the only thing in its row, which then looks blank.
    noted = [note for note in relevant if note.row in rows or note.code in ("error_value", "formula_without_value")]
    told = [fault_at(note.row, columns[note.place].name, _NOTED[note.code]) for note in noted]
    return [*told, *either_way_faults(table, contract)]


def _matters(note: CellNote, column: Column) -> bool:
    if note.code == "date_cell":
        return column.kind not in ("date", "number")
    return note.code != "rounded_number" or column.kind != "number"


def _column_faults(cells: pl.LazyFrame, name: str, rule: CellRule) -> list[Fault]:
    suspects = cells.filter(_suspect(name, rule)).select(pl.col(name).unique()).collect(engine="in-memory")
    problems = {text: problem for text in suspects[name] if (problem := rule.explain(text))}
    if not problems:
        return []
    rows = cells.filter(pl.col(name).is_in(list(problems))).select("row", name).collect(engine="in-memory")
    return [fault_at(row, name, problems[text], text) for row, text in rows.iter_rows()]


def _ragged(row: int, found: int, expected: int, separated: str) -> Fault:
    problem = f"has {found} column{'s' if found != 1 else ''}, the header has {expected}"
    return Fault(row, "", problem, "a cell is missing" if found < expected else separated, code="row_width")


def _headless(row: int, place: int, value: str) -> Fault:
    return Fault(
        row,
        f"column {spreadsheet_letter(place)}",
        f"{shown(value)} stands under no header",
        "move it under its column or clear the cell",
        value,
        "no_header",
    )

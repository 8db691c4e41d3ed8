"""What each kind of column takes: which cells need a closer look, and what is wrong with one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from service.portfolio.contract import Column
from service.portfolio.faults import Problem, shown
from service.portfolio.identifiers import isin_problem, lei_problem
from service.portfolio.nearest import Search, nearest_word
from service.portfolio.numbers import number_problem, suspect_number
from service.portfolio.origin_shares import origin_shares_problem
from service.portfolio.texts import suspect_text, text_problem
from service.portfolio.vocabulary import Vocabulary

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)
_ANY = pl.lit(True)


@dataclass(frozen=True)
class CellRule:
    """`suspect` marks cells that may be wrong, fast; `explain` says what is wrong with one of them, if anything."""

    suspect: pl.Expr
    explain: Callable[[str], Problem | None]


def cell_rule(column: Column, vocabulary: Vocabulary, search: Search) -> CellRule:
    """The rule of a column, on the cells of a frame that has it under its name."""
    cell = pl.col(column.name)
    match column.kind:
        case "number":
            return CellRule(suspect_number(cell, column), lambda text: number_problem(text, column))
        case "text" | "id":
            return CellRule(suspect_text(cell, column), lambda text: text_problem(text, column))
        case "choice":
            return CellRule(~cell.is_in(column.choices), lambda text: _choice_problem(text, column.choices))
        case "product" | "material":
            names = vocabulary.products if column.kind == "product" else vocabulary.materials
            return CellRule(~cell.is_in(list(names)), lambda text: _unknown_id(text, column.kind, names, search))
        case "origin_shares":
            return CellRule(_ANY, lambda text: origin_shares_problem(text, vocabulary.countries, search))
        case "lei":
            return CellRule(_ANY, lei_problem)
        case "isin":
            return CellRule(_ANY, isin_problem)
        case "date":
            return CellRule(_ANY, date_problem)
        case "country" | "importer" | "origin":
            codes = _codes(column, vocabulary)
            return CellRule(~cell.is_in(list(codes)), lambda text: _unknown_country(text, column, codes, search))


def date_problem(text: str) -> Problem | None:
    """What is wrong with a day, or none: ISO 8601 and of this century."""
    try:
        day = date.fromisoformat(text) if len(text) == len("2026-03-01") else None
    except ValueError:
        day = None
    if day is None:
        return Problem("not_a_date", f"{shown(text)} is not a day", "write year, month and day, such as 2026-03-01")
    if not EARLIEST <= day < LATEST:
        return Problem("date_range", f"{text} is not between {EARLIEST} and {LATEST}", "compare it with the file")
    return None


def _codes(column: Column, vocabulary: Vocabulary) -> Mapping[str, str]:
    return {"country": vocabulary.seats, "importer": vocabulary.importers}.get(column.kind, vocabulary.countries)


def _choice_problem(text: str, choices: tuple[str, ...]) -> Problem:
    near = nearest_word(text, choices)
    meant = f", did you mean {near[0]}?" if near else ""
    return Problem(
        "unknown_choice", f"{shown(text)} is not known here", f"give {' or '.join(choices)}{meant}", near[:1]
    )


def _unknown_id(text: str, kind: str, names: Mapping[str, str], search: Search) -> Problem:
    near = search.id(text, names)
    meant = f"did you mean {' or '.join(near)}?" if near else f"give a {kind}_id of table {kind}s"
    return Problem(f"unknown_{kind}", f"{shown(text)} is no known {kind}", meant, near)


def _unknown_country(text: str, column: Column, codes: Mapping[str, str], search: Search) -> Problem:
    near = search.country(text, codes)
    form = "give an ISO 3166-1 alpha-3 code such as DEU" + ("" if column.kind == "country" else ", or EU27")
    meant = f"did you mean {' or '.join(near)}?" if near else form
    return Problem("unknown_country", f"{shown(text)} is no known {column.kind}", meant, near)

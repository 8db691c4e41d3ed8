"""Text cells: no formulas, no hidden characters, not overlong; company ids fit into a line id and an address."""

import re

import polars as pl

from service.portfolio.contract import Column
from service.portfolio.faults import Problem, shown

BLANKS = " \u00a0\u2007\u202f\ufeff"
"""Blanks that may surround a cell; tabs and line breaks are not among them, since they can hide a formula."""

_FORMULA = r"^'?[=+\-@\t\r]"
_HIDDEN = r"[\p{Cc}\x{2028}\x{2029}\x{202A}-\x{202E}\x{2066}-\x{2069}]"
_HIDDEN_HERE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_INVISIBLE = re.compile("[\u00a0\u00ad\u061c\u180e\u2000-\u200f\u202f\u205f-\u2064\u3000\ufeff]")
_NAMES = {"\t": "a tab", "\n": "a line break", "\r": "a line break"}


def suspect_text(cell: pl.Expr, column: Column) -> pl.Expr:
    """True for cells that need a closer look: anything but short plain text."""
    risky = cell.str.contains(_FORMULA) | cell.str.contains(_HIDDEN) | (cell.str.len_chars() > column.longest)
    return risky | cell.str.contains(r"[^\x20-\x7e]|/|^\.\.?$") if column.kind == "id" else risky


def text_problem(text: str, column: Column) -> Problem | None:
    """What is wrong with a text, or none."""
    return (
        _formula(text) or _hidden(text) or _overlong(text, column) or (_unfit_id(text) if column.kind == "id" else None)
    )


def starts_formula(text: str) -> bool:
    """Whether a spreadsheet would run the text as a formula, or would once a guarding apostrophe is gone."""
    return text.removeprefix("'")[:1] in {"=", "+", "-", "@", "\t", "\r"}


def _formula(text: str) -> Problem | None:
    if not starts_formula(text):
        return None
    first = text.removeprefix("'")[0]
    return Problem(
        "formula",
        f"starts with {_NAMES.get(first, shown(first))}, which a spreadsheet would run as a formula",
        "write the text itself, without that character",
    )


def _hidden(text: str) -> Problem | None:
    found = _HIDDEN_HERE.search(text)
    if not found:
        return None
    character = found[0]
    named = _NAMES.get(character, f"the control character U+{ord(character):04X}")
    return Problem("control_character", f"contains {named}", "write the text on one line, without hidden characters")


def _overlong(text: str, column: Column) -> Problem | None:
    if len(text) <= column.longest:
        return None
    return Problem("too_long", f"is {len(text):,} characters long", f"give at most {column.longest:,}")


def _unfit_id(text: str) -> Problem | None:
    if "/" in text:
        return Problem(
            "unfit_id",
            f"{shown(text)} contains '/'",
            "leave it out, since line ids join company, product and importer by it",
        )
    if text in (".", ".."):
        return Problem("unfit_id", f"{shown(text)} cannot stand in an address", "give the company another key")
    found = _INVISIBLE.search(text)
    if found:
        return Problem(
            "unfit_id",
            f"{shown(text)} contains the invisible character U+{ord(found[0]):04X}",
            "type the key anew, without it",
        )
    return None

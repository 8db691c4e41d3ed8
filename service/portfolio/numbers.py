"""Numbers in a file: which are plain, and what somebody meant who wrote another form."""

import math
import re

import polars as pl

from service.portfolio.contract import LARGEST, Column
from service.portfolio.faults import Problem, shown

_PLAIN = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
_BLANKS = re.compile(r"[\s\u00a0\u2007\u2009\u202f'’]")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")
_GROUPED_EUROPEAN = re.compile(r"[+-]?[0-9]{1,3}(\.[0-9]{3})+(,[0-9]+)?")
_DECIMAL_COMMA = re.compile(r"[+-]?[0-9]+,[0-9]+")
_NOT_FINITE = re.compile(r"[+-]?(inf|infinity|nan|∞)", re.IGNORECASE)
_BLANK_WORDS = {"n/a", "na", "#n/a", "none", "null", "nil", "-", "–", "—", "?", "unknown", "tbd", "not known"}


def suspect_number(cell: pl.Expr, column: Column) -> pl.Expr:
    """True for cells that are not a plain number within the column's range."""
    value = cell.cast(pl.Float64, strict=False)
    return ~(
        cell.str.contains(f"^({_PLAIN.pattern})$") & value.is_between(column.minimum, column.maximum).fill_null(False)
    )


def number_of(cell: pl.Expr) -> pl.Expr:
    """The number of a checked cell; minus zero is zero."""
    return cell.cast(pl.Float64) + 0.0


def number_problem(text: str, column: Column) -> Problem | None:
    """What is wrong with a number, or none."""
    if not _PLAIN.fullmatch(text):
        return _not_plain(text, column)
    value = float(text)
    if not math.isfinite(value):
        return _not_finite(text, column)
    if value < column.minimum:
        return Problem("below_minimum", f"{shown(text)} is below {column.minimum:g}", f"give {number_range(column)}")
    if value > column.maximum:
        return _above(text, value, column)
    return None


def _above(text: str, value: float, column: Column) -> Problem:
    most = f"{column.maximum:,.16g}"
    problem = f"{shown(text)} is above {most}"
    if column.unit == "share" and value <= 100:
        return Problem(
            "above_maximum", problem, f"a share is a part of 1, did you mean {value / 100:g}?", (f"{value / 100:g}",)
        )
    return Problem("above_maximum", problem, f"give at most {most}")


def _not_finite(text: str, column: Column) -> Problem:
    return Problem("not_finite", f"{shown(text)} is not a finite number", f"give {number_range(column)}")


def _not_plain(text: str, column: Column) -> Problem:
    if _NOT_FINITE.fullmatch(text):
        return _not_finite(text, column)
    problem = f"{shown(text)} is not a plain number"
    if text.strip().lower() in _BLANK_WORDS:
        return Problem(
            "not_a_number",
            problem,
            f"leave the cell empty for {column.empty}" if column.empty else f"give {number_range(column)}",
        )
    meant = meant_numbers(text, per_cent=column.unit == "share")
    if not meant:
        return Problem("not_a_number", problem, f"give {number_range(column)}")
    reason = (
        "digits without separators and a decimal point" if "," in text or _BLANKS.search(text) else "the bare number"
    )
    return Problem("not_a_number", problem, f"write {reason}, did you mean {' or '.join(meant)}?", meant)


def meant_numbers(text: str, *, per_cent: bool = False) -> tuple[str, ...]:
    """The plain numbers a text may stand for: thousands separators, decimal commas, per cent and currency signs."""
    bare = _BLANKS.sub("", text).strip("$€£¥").removesuffix("USD").removeprefix("USD")
    if per_cent and bare.endswith("%"):
        parts = (float(number) / 100 for number in meant_numbers(bare[:-1]))
        return tuple(f"{part:g}" for part in parts if math.isfinite(part))
    readings = []
    if _PLAIN.fullmatch(bare):
        readings.append(bare)
    if _GROUPED.fullmatch(bare):
        readings.append(bare.replace(",", ""))
    if _DECIMAL_COMMA.fullmatch(bare):
        readings.append(bare.replace(",", "."))
    if not readings and _GROUPED_EUROPEAN.fullmatch(bare):
        readings.append(bare.replace(".", "").replace(",", "."))
    return tuple(dict.fromkeys(readings))


def number_range(column: Column) -> str:
    unit = "" if column.unit == "share" else f" of {column.unit}" if column.unit else ""
    if column.maximum == LARGEST:
        return f"a number{unit}, {column.minimum:g} or more"
    return f"a number{unit} from {column.minimum:g} to {column.maximum:g}"


def is_plain_number(text: str) -> bool:
    """Whether a text is a plain number as it stands."""
    return bool(_PLAIN.fullmatch(text))

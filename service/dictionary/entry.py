"""One column of the data dictionary, and the tables it is sorted into."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

Kind = Literal["text", "list", "number", "integer", "date", "yes or no"]
NEVER = "never empty"


@dataclass(frozen=True)
class Meaning:
    """What a column holds: its kind, unit and meaning, the values it takes, and what an empty cell means."""

    kind: Kind
    meaning: str
    unit: str = ""
    empty: str = NEVER
    values: str = ""

    def of(self, meaning: str) -> "Meaning":
        """The same figure of something else."""
        return replace(self, meaning=meaning)


@dataclass(frozen=True)
class Described:
    """One table that can be exported: which part of the service it belongs to, what a row is, and its columns."""

    part: str
    name: str
    grain: str
    columns: Mapping[str, Meaning]


def text(meaning: str, empty: str = NEVER, values: str = "") -> Meaning:
    """A column of text."""
    return Meaning("text", meaning, empty=empty, values=values)


def number(meaning: str, unit: str, empty: str = NEVER) -> Meaning:
    """A column of numbers at full precision."""
    return Meaning("number", meaning, unit, empty)


def share(meaning: str, empty: str = NEVER) -> Meaning:
    """A share of one."""
    return number(meaning, "share", empty)


def usd(meaning: str, empty: str = NEVER) -> Meaning:
    """Money in US dollars."""
    return number(meaning, "USD", empty)


def days(meaning: str, empty: str = NEVER) -> Meaning:
    """A number of days."""
    return number(meaning, "days", empty)


def count(meaning: str, unit: str, empty: str = NEVER) -> Meaning:
    """A whole number."""
    return Meaning("integer", meaning, unit, empty)


def day(meaning: str, empty: str = NEVER) -> Meaning:
    """A day of the calendar."""
    return Meaning("date", meaning, "", empty)


def listed(meaning: str, empty: str = "none") -> Meaning:
    """Texts joined by ; in one cell."""
    return Meaning("list", meaning, empty=empty)


def yes_no(meaning: str, empty: str = NEVER) -> Meaning:
    """True or false."""
    return Meaning("yes or no", meaning, empty=empty)


def chosen(known: Mapping[str, Meaning], names: Sequence[str]) -> dict[str, Meaning]:
    """The meanings of some columns, in order. Raises KeyError with the name of one that has none."""
    return {name: known[name] for name in names}

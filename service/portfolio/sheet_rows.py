"""A worksheet's XML to rows of raw cells: where each stands, its type, its style and its text."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from service.portfolio.faults import refused
from service.portfolio.limits import MOST_CELLS, MOST_SHEET_ROWS
from service.portfolio.workbook_guard import damaged
from service.portfolio.workbook_xml import parse_pieces

_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_ROW = re.compile(r"[1-9][0-9]{0,6}")


@dataclass(frozen=True, slots=True)
class RawCell:
    """A cell that holds something: its column, its type as the format has it, its style, and its value as text."""

    place: int
    kind: str
    style: str
    text: str
    has_formula: bool


SheetRows = dict[int, list[RawCell]]
"""The cells of each row that has any, in the order of the sheet."""


def sheet_rows(xml: Iterable[bytes]) -> SheetRows:
    """The filled cells of a worksheet; raises ImportRefused where there are too many or they are out of order."""
    reading = _Reading()
    parse_pieces(xml, reading.start, reading.end, reading.text)
    return reading.rows


@dataclass
class _Reading:
    rows: SheetRows = field(default_factory=dict)
    _row: int = 0
    _place: int = -1
    _cells: int = 0
    _attributes: dict[str, str] = field(default_factory=dict)
    _texts: list[str] = field(default_factory=list)
    _has_formula: bool = False
    _in_value: bool = False
    _in_aid: bool = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._start_cell(attributes)
        elif name == "row":
            self._start_row(attributes.get("r"))
        elif name == "f":
            self._has_formula = True
        elif name == "rPh":
            self._in_aid = True
        elif name in ("v", "t"):
            self._in_value = not self._in_aid

    def end(self, name: str) -> None:
        if name == "c":
            self._end_cell()
        elif name == "rPh":
            self._in_aid = False
        elif name in ("v", "t"):
            self._in_value = False

    def text(self, text: str) -> None:
        if self._in_value:
            self._texts.append(text)

    def _start_row(self, given: str | None) -> None:
        row = self._row + 1 if given is None else int(_matched(_ROW, given)[0])
        if not self._row < row <= MOST_SHEET_ROWS:
            raise damaged()
        self._row, self._place = row, -1

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._cells += 1
        if self._cells > MOST_CELLS:
            raise refused("too_many_cells", f"the sheet has over {MOST_CELLS:,} cells", "save the table as CSV")
        place = self._place + 1
        if (given := attributes.get("r")) is not None:
            letters, row = _matched(_REFERENCE, given).groups()
            place = _place(letters)
            if int(row) != self._row:
                raise damaged()
        if place <= self._place:
            raise damaged()
        self._place, self._attributes, self._texts, self._has_formula = place, attributes, [], False

    def _end_cell(self) -> None:
        text, kind = "".join(self._texts), self._attributes.get("t", "n")
        if not text and not self._has_formula and kind != "e":
            return
        cell = RawCell(self._place, kind, self._attributes.get("s", "0"), text, self._has_formula)
        self.rows.setdefault(self._row, []).append(cell)


def _matched(form: re.Pattern[str], given: str) -> re.Match[str]:
    match = form.fullmatch(given)
    if match is None:
        raise damaged()
    return match


@lru_cache
def _place(letters: str) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1

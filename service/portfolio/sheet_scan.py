"""One pass over a worksheet's XML for what its values do not show: how far it reaches, and cells that have no value."""

import re
from collections.abc import Callable, Iterable
from xml.parsers import expat

from service.portfolio.faults import refused
from service.portfolio.limits import MOST_CELLS
from service.portfolio.table import CellNote, spreadsheet_letter
from service.portfolio.workbook_guard import damaged

_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")


def scan_sheet(xml: Iterable[bytes]) -> tuple[CellNote, ...]:
    """Cells that hold an error, or a formula that was never calculated, in worksheet XML given piece by piece.

    Raises ImportRefused for sheets that reach too far, and expat.ExpatError where the XML is broken.
    """
    scan = _Scan()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = scan.start
    parser.EndElementHandler = scan.end
    parser.CharacterDataHandler = scan.text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    for piece in xml:
        parser.Parse(piece, False)
    parser.Parse(b"", True)
    scan.refuse_far_cells()
    return tuple(scan.notes)


class _Scan:
    def __init__(self) -> None:
        self.notes: list[CellNote] = []
        self._row = self._place = 0
        self._last_row = self._last_place = 0
        self._error = self._formula = self._in_value = self._has_value = False
        self._on_start: dict[str, Callable[[dict[str, str]], None]] = {
            "row": self._start_row,
            "c": self._start_cell,
            "f": self._start_formula,
            "v": self._start_value,
        }

    def start(self, name: str, attributes: dict[str, str]) -> None:
        handler = self._on_start.get(name.rpartition(" ")[2])
        if handler:
            handler(attributes)

    def end(self, name: str) -> None:
        local = name.rpartition(" ")[2]
        if local == "v":
            self._in_value = False
        elif local == "c":
            self._end_cell()

    def text(self, text: str) -> None:
        self._has_value = self._has_value or (self._in_value and bool(text.strip()))

    def refuse_far_cells(self) -> None:
        if self._last_row * (self._last_place + 1) > MOST_CELLS:
            corner = f"{spreadsheet_letter(self._last_place)}{self._last_row}"
            raise refused(
                "too_many_cells",
                f"the sheet reaches to {corner}",
                "delete the rows and columns beyond the table, or save it as CSV",
            )

    def _start_row(self, attributes: dict[str, str]) -> None:
        given = attributes.get("r", "")
        self._row = int(given) if given.isdecimal() else self._row + 1
        self._place = -1
        self._last_row = max(self._last_row, self._row)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        match = _REFERENCE.fullmatch(attributes.get("r", ""))
        self._place = _place(match[1]) if match else self._place + 1
        self._row = int(match[2]) if match else self._row
        self._last_row, self._last_place = max(self._last_row, self._row), max(self._last_place, self._place)
        self._error = attributes.get("t") == "e"
        self._formula = False
        # A formula whose result is an empty text says so by its type.
        self._has_value = attributes.get("t") == "str"

    def _start_formula(self, _: dict[str, str]) -> None:
        self._formula = True

    def _start_value(self, _: dict[str, str]) -> None:
        self._in_value = True

    def _end_cell(self) -> None:
        if self._error:
            self.notes.append(CellNote(self._row, self._place, "error_value"))
        elif self._formula and not self._has_value:
            self.notes.append(CellNote(self._row, self._place, "formula_without_value"))


def _place(letters: str) -> int:
    place = 0
    for letter in letters.upper():
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def _refuse_doctype(*_: object) -> None:
    raise damaged()

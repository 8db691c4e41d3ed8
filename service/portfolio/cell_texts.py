"""Workbook cells as the text a user would have typed, with a note where that loses something."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from service.portfolio.shared_texts import unescaped
from service.portfolio.sheet_rows import RawCell
from service.portfolio.table import CellNote
from service.portfolio.workbook_guard import damaged

FIRST_ROUNDED = 1e15
"""Spreadsheets keep 15 digits: whole numbers from here on may have lost their last ones."""
_LAST_SERIAL = 2_958_465
"""31 December 9999."""
_FIRST_REAL_SERIAL = 60
"""Day numbers count a 29 February 1900 that never was; those before it are one off."""


@dataclass
class CellTexts:
    """Turns cells of one workbook into text and keeps the notes on them."""

    shared: list[str]
    day_styles: frozenset[int]
    days_from_1904: bool
    notes: list[CellNote] = field(default_factory=list)

    def text(self, row: int, cell: RawCell) -> str:
        """The text of a cell; raises ImportRefused where the workbook contradicts itself."""
        match cell.kind:
            case "s":
                return self._shared(cell.text)
            case "str" | "inlineStr":
                return unescaped(cell.text)
            case "b":
                return "FALSE" if cell.text.strip() in ("0", "false") else "TRUE"
            case "e":
                return self._noted(row, cell, "error_value", "")
            case "d":
                return self._noted(row, cell, "date_cell", cell.text.removesuffix("T00:00:00"))
            case "n":
                return self._number(row, cell)
        raise damaged()

    def _shared(self, text: str) -> str:
        place = int(text) if text.strip().isdecimal() else -1
        if not 0 <= place < len(self.shared):
            raise damaged()
        return self.shared[place]

    def _number(self, row: int, cell: RawCell) -> str:
        if not cell.text.strip():
            return self._noted(row, cell, "formula_without_value", "") if cell.has_formula else ""
        try:
            number = float(cell.text)
        except ValueError:
            raise damaged() from None
        if cell.style.isdecimal() and int(cell.style) in self.day_styles and 0 <= number <= _LAST_SERIAL:
            return self._noted(row, cell, "date_cell", _moment(number, self.days_from_1904))
        if abs(number) >= FIRST_ROUNDED:
            return self._noted(row, cell, "rounded_number", repr(number))
        return str(int(number)) if number.is_integer() else repr(number)

    def _noted(self, row: int, cell: RawCell, code: str, text: str) -> str:
        self.notes.append(CellNote(row, cell.place, code))
        return text


def _moment(serial: float, days_from_1904: bool) -> str:
    first = date(1904, 1, 1) if days_from_1904 else date(1899, 12, 30 if serial >= _FIRST_REAL_SERIAL else 31)
    try:
        moment = datetime(first.year, first.month, first.day) + timedelta(days=serial)
    except OverflowError:
        return repr(serial)
    return moment.date().isoformat() if serial.is_integer() else moment.isoformat(timespec="seconds")

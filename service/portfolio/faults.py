"""What is wrong with an imported file: one row, one column, one line of text each."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.refusal import Refusal

LONGEST_SHOWN = 60
WHOLE_FILE = 0
"""Row of a fault that is not about one row."""
HEADER_ROW = 1


@dataclass(frozen=True)
class Problem:
    """What is wrong with a value, before it is known in which cell: a stable code, words, and what would be right."""

    code: str
    problem: str
    suggestion: str
    did_you_mean: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fault:
    """One thing wrong at one place. Rows count as in a spreadsheet: the header is row 1; 0 is the file as a whole."""

    row: int
    column: str
    problem: str
    suggestion: str
    value: str = ""
    code: str = "invalid"
    did_you_mean: tuple[str, ...] = ()

    def __str__(self) -> str:
        place = [f"row {self.row}"] if self.row else []
        place += [self.column] if self.column else []
        said = f"{self.problem}: {self.suggestion}" if self.suggestion else self.problem
        return f"{', '.join(place)}: {said}" if place else said


class ImportRefused(Refusal):
    """A file that cannot be imported; `faults` says why, one line each."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(*map(str, faults))


def fault_at(row: int, column: str, problem: Problem, value: str = "") -> Fault:
    """The problem, placed in a cell."""
    return Fault(row, column, problem.problem, problem.suggestion, value, problem.code, problem.did_you_mean)


def refused(code: str, problem: str, suggestion: str, row: int = WHOLE_FILE, column: str = "") -> ImportRefused:
    """The refusal of a whole file for one reason."""
    return ImportRefused([Fault(row, column, problem, suggestion, code=code)])


def shown(value: str) -> str:
    """A user's value in quotes, on one line and short enough to be part of a message."""
    return repr(value if len(value) <= LONGEST_SHOWN else f"{value[:LONGEST_SHOWN]}…")

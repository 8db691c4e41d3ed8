"""The last import of a portfolio undone, or brought back, and put on record."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from service.portfolio.standing import Standing
from service.portfolio.store import PortfolioStore
from service.state.portfolio_record import REDONE, UNDONE, note_change
from service.state.record import Record


@dataclass(frozen=True)
class Turned:
    """How a portfolio stands after an undo or after one taken back, in words, and the number it is on record under."""

    standing: Standing
    words: str
    number: int


def turn_import(home: Path, record: Record, name: str, now: datetime, *, back: bool) -> Turned:
    """Undoes the last import of a portfolio or, forward, takes that undo back. The next run scores what holds then.

    Raises ImportRefused where there is nothing to turn.
    """
    store = PortfolioStore(home)
    standing = store.turn(name, back=back)
    words = _words(store, name, standing, back)
    kind = UNDONE if back else REDONE
    return Turned(standing, words, note_change(record, name, kind, standing.current, words, now))


def _words(store: PortfolioStore, name: str, standing: Standing, back: bool) -> str:
    if not back:
        return f"import of {_file(store, name, standing.current)} brought back"
    undone = f"import of {_file(store, name, standing.undone[0])} undone"
    if standing.current is None:
        return f"{undone}: it was the first, there is no portfolio {name} now"
    return f"{undone}: {_file(store, name, standing.current)} holds again"


def _file(store: PortfolioStore, name: str, version: str | None) -> str:
    """The file of a version, its rows and its day."""
    told = store.record(name, str(version))
    rows = "1 row" if told.accepted_rows == 1 else f"{told.accepted_rows:,} rows"
    return f"{told.file_name} ({rows}, {told.imported:%Y-%m-%d})"

"""The last import of a portfolio, or of its licence applications, undone or brought back, and put on record."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from service.portfolio.application_store import ApplicationStore
from service.portfolio.standing import Standing
from service.portfolio.store import PortfolioStore
from service.state.portfolio_record import APPLICATIONS_OF, REDONE, UNDONE, note_change
from service.state.record import Record

Store = PortfolioStore | ApplicationStore


@dataclass(frozen=True)
class Turned:
    """How things stand after an undo or after one taken back, in words, and the number it is on record under."""

    standing: Standing
    words: str
    number: int


def turn_import(
    home: Path, record: Record, name: str, now: datetime, *, back: bool, applications: bool = False
) -> Turned:
    """Undoes the last import of a portfolio or, forward, takes that undo back. The next run scores what holds then.

    With `applications` that of its licence applications. Raises ImportRefused where there is nothing to turn.
    """
    store = ApplicationStore(home) if applications else PortfolioStore(home)
    standing = store.turn(name, back=back)
    words = _words(store, name, standing, back)
    kind = UNDONE if back else REDONE
    return Turned(standing, words, note_change(record, name, kind, standing.current, words, now))


def _words(store: Store, name: str, standing: Standing, back: bool) -> str:
    what = APPLICATIONS_OF if isinstance(store, ApplicationStore) else ""
    if not back:
        return f"import of {_file(store, name, standing.current)} brought back"
    undone = f"import of {_file(store, name, standing.undone[0])} undone"
    if standing.current is None:
        return f"{undone}: it was the first, there {_none(what)}{name} now"
    return f"{undone}: {_file(store, name, standing.current)} holds again"


def _none(what: str) -> str:
    return f"are no {what}" if what else "is no portfolio "


def _file(store: Store, name: str, version: str | None) -> str:
    """The file of a version, its rows and its day."""
    told = store.record(name, str(version))
    rows = "1 row" if told.accepted_rows == 1 else f"{told.accepted_rows:,} rows"
    return f"{told.file_name} ({rows}, {told.imported:%Y-%m-%d})"

"""What is on record about portfolios: imports undone, deletions, and headings remembered for their next file."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, func, select, update

from service.state.models import Import, MappedColumn, PortfolioChange, Run
from service.state.record import Record

UNDONE, REDONE, DELETED = "undone", "redone", "deleted"
APPLICATIONS_OF = "applications of "
"""What stands before the name in the record of an import of licence applications."""


def both_kinds(name: str) -> tuple[str, str]:
    """The names under which imports of a portfolio and of its licence applications are on record."""
    return name, APPLICATIONS_OF + name


def note_change(record: Record, portfolio: str, kind: str, version: str | None, told: str, happened: datetime) -> int:
    """Notes what became of a portfolio; answers the number of the change."""
    with record.sessions.begin() as session:
        change = PortfolioChange(portfolio=portfolio, kind=kind, version=version, told=told[:1000], happened=happened)
        session.add(change)
        session.flush()
        return change.id


def change_of(record: Record, number: int) -> PortfolioChange | None:
    """The change of that number, or none."""
    with record.sessions() as session:
        return session.get(PortfolioChange, number)


def import_of(record: Record, number: int) -> Import | None:
    """The import of that number, or none."""
    with record.sessions() as session:
        return session.get(Import, number)


def changes_of(record: Record, portfolio: str) -> list[PortfolioChange]:
    """What became of a portfolio, newest first."""
    wanted = select(PortfolioChange).where(PortfolioChange.portfolio == portfolio)
    with record.sessions() as session:
        return list(session.scalars(wanted.order_by(PortfolioChange.id.desc())))


def remembered_columns(record: Record, portfolio: str, file_kind: str) -> dict[str, str]:
    """The headings that files of a portfolio were imported with: heading → column, empty where it is left out."""
    wanted = select(MappedColumn).where(MappedColumn.portfolio == portfolio, MappedColumn.file_kind == file_kind)
    with record.sessions() as session:
        return {row.heading: row.column for row in session.scalars(wanted)}


def remember_columns(record: Record, portfolio: str, file_kind: str, columns: Mapping[str, str]) -> None:
    """Remembers headings for the next file of a portfolio, beside those remembered before."""
    if not columns:
        return
    own = (MappedColumn.portfolio == portfolio, MappedColumn.file_kind == file_kind)
    rows = [
        MappedColumn(portfolio=portfolio, file_kind=file_kind, heading=heading, column=column)
        for heading, column in columns.items()
    ]
    with record.sessions.begin() as session:
        session.execute(delete(MappedColumn).where(*own, MappedColumn.heading.in_(columns)))
        session.add_all(rows)


def count_on_record(record: Record, portfolio: str) -> tuple[int, int]:
    """How many imports of a portfolio are on record, and how many headings are remembered for it."""
    with record.sessions() as session:
        imports = session.scalar(select(func.count(Import.id)).where(Import.portfolio.in_(both_kinds(portfolio))))
        columns = session.scalar(select(func.count(MappedColumn.id)).where(MappedColumn.portfolio == portfolio))
    return imports or 0, columns or 0


def forget_portfolio(record: Record, portfolio: str, run_ids: list[str], told: str, now: datetime) -> int:
    """Takes a deleted portfolio out of the record, marks its runs, and notes the deletion; answers its number."""
    with record.sessions.begin() as session:
        session.execute(delete(Import).where(Import.portfolio.in_(both_kinds(portfolio))))
        session.execute(delete(MappedColumn).where(MappedColumn.portfolio == portfolio))
        session.execute(delete(PortfolioChange).where(PortfolioChange.portfolio == portfolio))
        reason = f"deleted with portfolio {portfolio}"
        session.execute(update(Run).where(Run.run_id.in_(run_ids)).values(reason=reason))
        change = PortfolioChange(portfolio=portfolio, kind=DELETED, version=None, told=told[:1000], happened=now)
        session.add(change)
        session.flush()
        return change.id

"""Tables of the state database."""

from datetime import UTC, date, datetime

from sqlalchemy import DateTime, Dialect, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

RUNNING, PUBLISHED, FAILED, STOPPED = "running", "published", "failed", "stopped"


class Instant(TypeDecorator[datetime]):
    """A moment in UTC; databases that keep no zone get and give the same moment."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Maps dates, moments and texts the same way on every database."""

    type_annotation_map = {datetime: Instant, str: String(1000)}  # noqa: RUF012


class Run(Base):
    """One attempt to score every portfolio; `night` is the due moment it answers to, if any."""

    __tablename__ = "runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[str | None] = mapped_column(index=True)
    as_of: Mapped[date]
    known_at: Mapped[date]
    night: Mapped[datetime | None] = mapped_column(index=True)
    status: Mapped[str]
    started: Mapped[datetime]
    finished: Mapped[datetime | None]
    seconds: Mapped[float | None]
    rows: Mapped[int | None]
    reason: Mapped[str | None]


class Import(Base):
    """One file that became a version of a portfolio."""

    __tablename__ = "imports"

    id: Mapped[int] = mapped_column(primary_key=True)
    portfolio: Mapped[str] = mapped_column(index=True)
    version: Mapped[str]
    file_name: Mapped[str]
    rows: Mapped[int]
    faults: Mapped[int]
    imported: Mapped[datetime]


class PortfolioChange(Base):
    """What became of a portfolio other than by an import: an import undone, an undo taken back, a deletion."""

    __tablename__ = "portfolio_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    portfolio: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    version: Mapped[str | None]
    happened: Mapped[datetime]
    told: Mapped[str]


class MappedColumn(Base):
    """A heading of a user's own files that is read as a column of ours, or as none."""

    __tablename__ = "mapped_columns"

    id: Mapped[int] = mapped_column(primary_key=True)
    portfolio: Mapped[str] = mapped_column(index=True)
    file_kind: Mapped[str]
    heading: Mapped[str]
    column: Mapped[str]

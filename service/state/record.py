"""The record of runs and imports: what was tried, when, and how it ended."""

from datetime import date, datetime
from typing import Any, Self

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, sessionmaker

from service.state.database import open_database
from service.state.models import FAILED, PUBLISHED, RUNNING, STOPPED, Import, Run

ABANDONED = "the process ended before the run did; the last good scores go on being served, ask for the run again"


class Record:
    """Runs and imports of one installation. Every method is one transaction; any number of processes may share it."""

    def __init__(self, url: str) -> None:
        self._engine = open_database(url)
        self._session: sessionmaker[Session] = sessionmaker(self._engine, expire_on_commit=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    @property
    def sessions(self) -> sessionmaker[Session]:
        """Transactions on the state database."""
        return self._session

    def close(self) -> None:
        """Gives the connections back."""
        self._engine.dispose()

    def begin_run(self, as_of: date, known_at: date, started: datetime, night: datetime | None = None) -> int:
        """Notes that a run has begun; answers the number of the attempt."""
        with self._session.begin() as session:
            run = Run(as_of=as_of, known_at=known_at, night=night, status=RUNNING, started=started)
            session.add(run)
            session.flush()
            return run.id

    def run_published(self, attempt: int, run_id: str, *, rows: int, finished: datetime, seconds: float) -> None:
        """Notes that the attempt published `run_id` with that many rows over all levels."""
        self._end_run(attempt, status=PUBLISHED, run_id=run_id, rows=rows, finished=finished, seconds=seconds)

    def run_failed(self, attempt: int, reason: str, *, finished: datetime, seconds: float) -> None:
        """Notes that the attempt failed and why."""
        self._end_run(attempt, status=FAILED, reason=reason[:1000], finished=finished, seconds=seconds)

    def close_abandoned(self, now: datetime) -> None:
        """Marks runs left unfinished by a process that is gone. Only whoever holds the lease on runs may say so."""
        with self._session.begin() as session:
            session.execute(
                update(Run).where(Run.status == RUNNING).values(status=STOPPED, reason=ABANDONED, finished=now)
            )

    def runs(self, limit: int = 100) -> list[Run]:
        """The latest attempts, newest first."""
        with self._session() as session:
            return list(session.scalars(select(Run).order_by(Run.id.desc()).limit(limit)))

    def run(self, attempt: int) -> Run | None:
        """The attempt of that number, or none."""
        with self._session() as session:
            return session.get(Run, attempt)

    def last_run(self) -> Run | None:
        """The latest attempt, whatever became of it."""
        return next(iter(self.runs(1)), None)

    def night_failed(self, night: datetime) -> bool:
        """Whether a run for that due moment failed for a reason; one that was cut off does not count."""
        wanted = (Run.night == night, Run.status == FAILED)
        with self._session() as session:
            return session.scalars(select(Run.id).where(*wanted).limit(1)).first() is not None

    def published_since(self, night: datetime, first_day: date, last_day: date) -> bool:
        """Whether a run as of a day from `first_day` to `last_day` was published at or after a due moment."""
        wanted = (Run.status == PUBLISHED, Run.finished >= night, Run.as_of.between(first_day, last_day))
        with self._session() as session:
            return session.scalars(select(Run.id).where(*wanted).limit(1)).first() is not None

    def last_publication(self, run_id: str) -> int | None:
        """The number of the latest attempt that published a run, or none on record."""
        wanted = (Run.status == PUBLISHED, Run.run_id == run_id)
        with self._session() as session:
            return session.scalars(select(func.max(Run.id)).where(*wanted)).one()

    def published_at(self) -> dict[str, datetime]:
        """Run id → when it was published, the last time where it was published again; runs on record only."""
        published = select(Run.run_id, func.max(Run.finished)).where(Run.status == PUBLISHED).group_by(Run.run_id)
        with self._session() as session:
            return {run_id: finished for run_id, finished in session.execute(published) if run_id and finished}

    def note_import(
        self, portfolio: str, version: str, file_name: str, *, rows: int, faults: int, imported: datetime
    ) -> int:
        """Notes that a file became a version of a portfolio; answers the number of the import."""
        with self._session.begin() as session:
            noted = Import(
                portfolio=portfolio, version=version, file_name=file_name, rows=rows, faults=faults, imported=imported
            )
            session.add(noted)
            session.flush()
            return noted.id

    def imports(self, limit: int = 100) -> list[Import]:
        """The latest imports, newest first."""
        with self._session() as session:
            return list(session.scalars(select(Import).order_by(Import.id.desc()).limit(limit)))

    def _end_run(self, attempt: int, **values: Any) -> None:
        with self._session.begin() as session:
            session.execute(update(Run).where(Run.id == attempt).values(**values))

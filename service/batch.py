"""One batch run: load, check, score, publish, and put on record how it ended."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from time import monotonic
from typing import Protocol

import structlog

from reference_data.loader import Tables, load_tables
from scoring.books import Book
from scoring.levels import Levels
from scoring.method import METHOD, Method
from scoring.partitions import InParts, score_in_parts
from service.context import context
from service.inputs import RunInputs, stored_inputs
from service.jobs.keeping import Jobs
from service.jobs.working import Work, at_work
from service.lease import lease
from service.ledger.files import note_before
from service.ledger.keeping import keep
from service.ledger.nightly import record_changes
from service.progress import CountedBook, Report, all_of, unheard
from service.reasons import reason_of, shown_reason
from service.runs.building import Sources, Step
from service.runs.identity import Stamp, stamp_of
from service.runs.publishing import Published, publish
from service.settings import Settings
from service.state.record import Record

PATIENCE_SECONDS = 600.0
"""How long a run waits for another that is still at work."""

log = structlog.get_logger("service.batch")


class Score(Protocol):
    """The engine, or what stands in for it."""

    def __call__(
        self, portfolio: Book, tables: Tables, method: Method, *, as_of: date, known_at: date
    ) -> InParts | Levels: ...


Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class RunResult:
    """What a run did: its id, its rows over all levels, how long it took, whether it is new and whether it serves.

    `laid_out` counts the companies whose rows were made anew; those of the others are the rows of the run before.
    """

    run_id: str
    as_of: date
    rows: int
    seconds: float
    is_new: bool
    is_served: bool
    laid_out: int

    @property
    def outcome(self) -> str:
        """What the run did, in words."""
        before = "" if self.is_new else ", published before"
        served = "" if self.is_served else "; a run of a later day goes on being served"
        return f"{self.rows:,} rows{before}{served}"


@dataclass(frozen=True)
class Batch:
    """Runs the batch of one installation; what it scores with, reads, counts time by and reports to can be replaced.

    `work` is the work a run is done as, where it was asked for as such; else each run is noted as work of its own.
    """

    settings: Settings
    score: Score = score_in_parts
    read_tables: Callable[[Path | None], Tables] = load_tables
    load: Callable[[Path], RunInputs] = stored_inputs
    now: Clock = utc_now
    step: Step = lambda name: None
    report: Report = unheard
    work: Work | None = None
    changes: Callable[[Path, str, Callable[[], Tables]], str | None] = record_changes

    def rescore(self, as_of: date | None = None, known_at: date | None = None) -> RunResult:
        """Scores every portfolio as of a day (today unless given) and publishes the run; same inputs, same run.

        A run that fails is recorded with its reason, and the last good one goes on serving. Raises what made it fail:
        TableFaults, GapError or Refusal.
        """
        day = as_of or self.settings.today(self.now())
        if self.work:
            self.work.report("waiting for its turn")
        with lease(self.settings.home, "rescore", wait_seconds=PATIENCE_SECONDS):
            return self._run(day, known_at or day, night=None)

    def rescore_night(self, night: datetime, *, retry_failed: bool) -> RunResult | None:
        """Scores the day of a due moment, unless that is done already; none where there was nothing to do.

        Looked up under the lease: whoever waited for another scheduler finds the night done.
        """
        day, today = self.settings.today(night), self.settings.today(self.now())
        with lease(self.settings.home, "rescore", wait_seconds=PATIENCE_SECONDS):
            with Record(self.settings.state_url) as record:
                record.close_abandoned(self.now())
                done = record.published_since(night, day, today)
                given_up = record.night_failed(night) and not retry_failed
            if done or given_up:
                log.info("nothing to do", night=night.isoformat(), published=done)
                return None
            return self._run(day, day, night=night)

    def _run(self, as_of: date, known_at: date, *, night: datetime | None) -> RunResult:
        with self._at_work(as_of) as work:
            result = self._recorded(work, as_of, known_at, night)
            work.note(run_id=result.run_id, outcome=result.outcome)
            told = {"rows": result.rows, "seconds": round(result.seconds, 3)}
            log.info("run published", run_id=result.run_id, **told, new=result.is_new, laid_out=result.laid_out)
            if result.is_served:
                all_of(self.report, work.report)("recording what changed")
                self._record_changes(result.run_id)
        return result

    def _recorded(self, work: Work, as_of: date, known_at: date, night: datetime | None) -> RunResult:
        """One attempt, on record however it ends."""
        begun = monotonic()
        with Record(self.settings.state_url) as record:
            record.close_abandoned(self.now())
            attempt = record.begin_run(as_of, known_at, self.now(), night)
            work.note(attempt=attempt)
            self.step("recorded")
            try:
                published = self._publish(as_of, known_at, all_of(self.report, work.report))
            except BaseException as error:
                reason = shown_reason(error, self.settings.home)
                record.run_failed(attempt, reason, finished=self.now(), seconds=monotonic() - begun)
                log.error("run failed", as_of=as_of.isoformat(), reason=reason_of(error))
                raise
            result = _result(published, monotonic() - begun)
            run_id, rows, seconds = result.run_id, result.rows, result.seconds
            record.run_published(attempt, run_id, rows=rows, finished=self.now(), seconds=seconds)
            self.step("noted")
        return result

    def _at_work(self, as_of: date) -> AbstractContextManager[Work]:
        if self.work:
            return nullcontext(self.work)
        jobs = Jobs(self.settings.home, self.now)
        return at_work(jobs, jobs.ask("rescore", f"Scores as of {as_of}", {"as_of": as_of.isoformat()}))

    def _record_changes(self, run_id: str) -> None:
        """Stores what moved since the run served before. The run stands without it, so a failure is only logged."""
        begun = monotonic()
        try:
            before = self.changes(self.settings.home, run_id, lambda: self.read_tables(self.settings.tables_dir))
        except Exception as error:
            log.error("changes not recorded", run_id=run_id, reason=reason_of(error))
        else:
            log.info("changes recorded", run_id=run_id, since=before, seconds=round(monotonic() - begun, 3))
        self.step("changes")

    def _publish(self, as_of: date, known_at: date, tell: Report) -> Published:
        tell("reading tables")
        tables = self.read_tables(self.settings.tables_dir)
        self.step("tables")
        tell("reading portfolios")
        inputs = self.load(self.settings.home)
        self.step("portfolios")
        stamp = run_stamp(inputs, tables, as_of=as_of, known_at=known_at)
        keep(self.settings.home, tables, METHOD)
        note_before(self.settings.home, stamp.run_id)
        self.step("kept")
        book = CountedBook(inputs.portfolio, tell, "scoring companies")
        levels = self.score(book, tables, METHOD, as_of=as_of, known_at=known_at)
        self.step("scored")
        names = context(tables, as_of, known_at)
        categories = names["products"].select("product_id", "category")
        sources = Sources(inputs.versions, inputs.membership, categories, inputs.applications)
        readable = replace(levels, signals={**levels.signals, **names})
        today = self.settings.today(self.now())
        return publish(self.settings.home, readable, stamp, sources, today=today, step=self.step, report=tell)


def _result(published: Published, seconds: float) -> RunResult:
    manifest = published.manifest
    return RunResult(
        manifest.run_id,
        manifest.as_of,
        manifest.total_rows,
        seconds,
        published.is_new,
        published.is_served,
        published.laid_out,
    )


def run_stamp(inputs: RunInputs, tables: Tables, *, as_of: date, known_at: date) -> Stamp:
    """The stamp of a run over these inputs, known before anything is scored."""
    return stamp_of(
        inputs.versions,
        inputs.applications,
        as_of=as_of,
        known_at=known_at,
        method=METHOD.version,
        tables_version=tables.version,
    )

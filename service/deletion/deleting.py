"""Goes through with a deletion, in steps that can be cut off anywhere: doing it again finishes it.

First the portfolio ends for whoever loads or scores; then a run without it takes the place of the served one; then
every run that holds its companies goes, and last what is left of it. What was gone once is never served again.
"""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

import structlog

from service.batch import Batch
from service.deletion.plan import Plan, companies_of, deletion_plan, doomed_runs
from service.jobs.keeping import Jobs
from service.kept.folder import forget_files
from service.lease import Taken, lease
from service.ledger.files import ledgers_of
from service.portfolio.store import PATIENCE_SECONDS, PortfolioStore
from service.portfolio.turning import mark_deleted, remove, standings
from service.reasons import reason_of
from service.runs.current import current_run_id, run_folder, serve_instead
from service.runs.files import sync
from service.runs.manifest import Manifest
from service.runs.publishing import PATIENCE_SECONDS as RUN_SECONDS
from service.runs.publishing import sweep
from service.runs.snapshot import NoSuchRun, Snapshot, published_runs
from service.state.portfolio_record import forget_portfolio
from service.state.record import Record

KINDS = ("portfolios", "applications")
LEASE = "delete"

log = structlog.get_logger("service.deletion")


@dataclass(frozen=True)
class Deleted:
    """What went, the run served now if any, why there is no fresh one, and the number it is on record under."""

    plan: Plan
    run_id: str | None
    reason: str | None
    number: int

    @property
    def ending(self) -> str:
        """What is served now, in words."""
        if self.reason:
            return f"the other portfolios could not be scored without it: {self.reason}"
        return f"run {self.run_id} is served" if self.run_id else "nothing is scored any more"


def begin_deletion(home: Path, record: Record, name: str) -> Plan:
    """Ends a portfolio for whoever loads, scores or imports; answers what is still to go.

    Raises ImportRefused where nothing is known under that name.
    """
    plan = deletion_plan(home, record, name)
    for kind in KINDS:
        mark_deleted(home / kind, name, PATIENCE_SECONDS)
    return plan


def finish_deletion(batch: Batch, record: Record, plan: Plan, step: Callable[[str], None] = lambda _: None) -> Deleted:
    """Takes away all that is left of a portfolio whose deletion has begun, one portfolio at a time.

    Where the others cannot be scored without it, it goes all the same, and the newest run without it is served.
    """
    with lease(batch.settings.home, LEASE, wait_seconds=RUN_SECONDS):
        return _finish(batch, record, plan, step)


def finish_interrupted(batch: Batch) -> None:
    """Takes away what deletions that were cut off have left; nothing while one is at work."""
    home = batch.settings.home
    try:
        with lease(home, LEASE, wait_seconds=0):
            begun = [name for kind in KINDS for name, standing in standings(home / kind).items() if standing.deleted]
            for name in dict.fromkeys(begun):
                with Record(batch.settings.state_url) as record:
                    _finish(batch, record, deletion_plan(home, record, name))
    except Taken:
        log.info("a deletion is at work")
    except Exception as error:
        # A night is not lost for it: the next one tries again.
        log.error("deletion not finished", reason=reason_of(error))


def _finish(batch: Batch, record: Record, plan: Plan, step: Callable[[str], None] = lambda _: None) -> Deleted:
    home, name = batch.settings.home, plan.portfolio
    companies = companies_of(home, name)
    reason = _score_without(batch, home) if plan.is_served else None
    step("scored")
    with (
        lease(home, "rescore", wait_seconds=RUN_SECONDS),
        lease(home, "publish", wait_seconds=RUN_SECONDS),
    ):
        gone = _remove_runs(batch, name, doomed_runs(home, name, companies), step)
    for kind in KINDS:
        remove(home / kind, name, PATIENCE_SECONDS)
        step(f"{kind} removed")
    forget_files(home, name)
    told = "; ".join(plan.counts)
    number = forget_portfolio(record, name, gone, told, batch.now())
    log.info("portfolio deleted", portfolio=name, runs=len(gone), versions=plan.versions)
    return Deleted(plan, current_run_id(home), reason, number)


def _score_without(batch: Batch, home: Path) -> str | None:
    """Scores the day of the served run anew; answers why it could not be, if so."""
    if not PortfolioStore(home).current():
        return None
    try:
        served = Snapshot.open_current(home).manifest
        # What moved since the run before is not recorded: that run goes, and its companies with it.
        replace(batch, changes=lambda *_: None).rescore(served.as_of, served.known_at)
    except NoSuchRun:
        return None
    except Exception as error:
        log.error("not scored without a deleted portfolio", reason=reason_of(error))
        return reason_of(error)
    return None


def _remove_runs(batch: Batch, name: str, doomed: list[Manifest], step: Callable[[str], None]) -> list[str]:
    """Removes runs whole, after the ledgers and the files that were made of them.

    The newest other run is served where one of them was.
    """
    home, ids = batch.settings.home, [run.run_id for run in doomed]
    sweep(home)
    if current_run_id(home) in ids:
        kept = (run for run in published_runs(home) if run.run_id not in ids)
        serve_instead(home, kept, batch.settings.today(batch.now()))
        step("switched")
    for path in ledgers_of(home, ids):
        path.unlink()
    jobs = Jobs(home, batch.now)
    for job in jobs.of_portfolio(name, ids):
        jobs.forget(job)
    step("ledgers and files removed")
    for run_id in ids:
        aside = home / "runs" / f".{run_id}.{uuid4().hex[:12]}.part"
        os.rename(run_folder(home, run_id), aside)
        sync(home / "runs")
        step("run aside")
        shutil.rmtree(aside)
    step("runs removed")
    return ids

"""Runs the batch when a night is due: a process of its own, beside the web.

At start it asks the record whether the last due night is published and runs it if not: a cron that only looks ahead
loses every night the machine was off.
"""

import logging
import os
import signal
import sys
from threading import Event, Thread
from types import FrameType

import structlog
from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED, JobEvent  # type: ignore[import-untyped]
from apscheduler.executors.pool import ThreadPoolExecutor  # type: ignore[import-untyped]
from apscheduler.schedulers.background import BackgroundScheduler  # type: ignore[import-untyped]

from service.batch import Batch
from service.deletion.deleting import finish_interrupted
from service.logs import log_to
from service.nights import due_moments, last_due
from service.reasons import reason_of, refusal_lines
from service.settings import Settings, load_settings

GRACE_SECONDS = 10.0
"""How long a run at work may take to end once the process is asked to stop; a run cut off leaves nothing behind."""

YIELDING = 10
"""How far a run at work stands back for whoever is asking the web meanwhile: nobody waits for a night to end."""

log = structlog.get_logger("service.scheduler")


def run_due_night(batch: Batch, *, retry_failed: bool) -> None:
    """Runs the latest night that is due, if it is not published. A failure is on record; the next night comes.

    Deletions that were cut off are finished first.
    """
    settings, now = batch.settings, batch.now()
    finish_interrupted(batch)
    night = last_due(settings.nightly_cron, settings.zone, now)
    if night is None:
        return
    try:
        batch.rescore_night(night, retry_failed=retry_failed)
    except Exception as error:
        if refusal_lines(error) is None:
            raise
        log.error("night failed", night=night.isoformat(), reason=reason_of(error))


def scheduler_for(batch: Batch) -> BackgroundScheduler:
    """A scheduler, not yet started, that catches up once and then runs every night."""
    settings = batch.settings
    # One worker: the catch-up and a night that falls due meanwhile must follow each other.
    scheduler = BackgroundScheduler(timezone=settings.zone, executors={"default": ThreadPoolExecutor(1)})
    usual = {"coalesce": True, "misfire_grace_time": None, "max_instances": 1, "args": [batch]}
    scheduler.add_job(run_due_night, id="catch-up", kwargs={"retry_failed": True}, **usual)
    trigger = due_moments(settings.nightly_cron, settings.zone)
    scheduler.add_job(run_due_night, trigger, id="night", kwargs={"retry_failed": False}, **usual)
    scheduler.add_listener(_report, EVENT_JOB_ERROR | EVENT_JOB_MISSED | EVENT_JOB_MAX_INSTANCES)
    return scheduler


def run_scheduler(settings: Settings, *, parent: int | None) -> None:
    """Schedules nights until the process is told to stop or, if there is one, its parent is gone."""
    stop = Event()

    def asked(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, asked)
    signal.signal(signal.SIGINT, asked)
    scheduler = scheduler_for(Batch(settings))
    scheduler.start()
    log.info("scheduler started", cron=settings.nightly_cron, zone=settings.nightly_zone)
    while not stop.wait(1.0) and parent in (None, os.getppid()):
        pass
    _stop(scheduler)


def _stop(scheduler: BackgroundScheduler) -> None:
    ending = Thread(target=scheduler.shutdown, daemon=True)
    ending.start()
    ending.join(GRACE_SECONDS)
    log.info("scheduler stopped", cut_off=ending.is_alive())
    logging.shutdown()
    # A run still at work would keep the interpreter alive until it ends.
    os._exit(0)


def _report(event: JobEvent) -> None:
    log.error("job did not end well", job=event.job_id, event=event.code, error=repr(getattr(event, "exception", None)))


if __name__ == "__main__":
    os.nice(YIELDING)
    own = load_settings()
    log_to(own, stderr=True)
    run_scheduler(own, parent=int(sys.argv[1]) if len(sys.argv) > 1 else None)

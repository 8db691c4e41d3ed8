"""Doing a piece of long work: how far it is, is noted now and then; how it ended, always."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

import structlog

from service.jobs.job import DONE, FAILED, RUNNING, Job
from service.jobs.keeping import LOCK, Jobs
from service.lease import lease
from service.reasons import shown_reason

SELDOM = 1.0
"""Seconds between two notes of one stage: progress must not slow down what it is the progress of."""

PATIENCE_SECONDS = 5.0
"""How long to wait for somebody who is just looking whether the work is alive."""

log = structlog.get_logger("service.jobs")


class Work:
    """A job at work."""

    def __init__(self, jobs: Jobs, job: Job) -> None:
        self.job = job
        self.folder = jobs.folder(job.id)
        self._jobs = jobs
        self._noted = monotonic()

    def report(self, stage: str, done: int = 0, of: int | None = None) -> None:
        """Says how far it is: a new stage is noted at once, the rest once a second."""
        moved = {"stage": stage, "done": done, "of": of}
        if stage != self.job.stage or monotonic() - self._noted >= SELDOM:
            self.note(**moved)
        else:
            self.job = self.job.model_copy(update=moved)

    def note(self, **known: Any) -> None:
        """Puts down what is known of it now."""
        self.job = self.job.model_copy(update={**known, "told": self._jobs.now()})
        self._noted = monotonic()
        try:
            self._jobs.note(self.job)
        except OSError as error:
            # The work itself may still succeed.
            log.warning("progress not noted", job=self.job.id, reason=error.strerror)

    def end(self, status: str, reason: str | None = None) -> None:
        """Puts down how it ended."""
        self.note(status=status, reason=reason, finished=self._jobs.now())


@contextmanager
def at_work(jobs: Jobs, job: Job) -> Iterator[Work]:
    """Does a job for the length of a block; what goes wrong in it is noted as the reason of its failure."""
    with lease(jobs.folder(job.id), LOCK, wait_seconds=PATIENCE_SECONDS):
        work = Work(jobs, job)
        work.note(status=RUNNING)
        try:
            yield work
        except BaseException as error:
            work.end(FAILED, shown_reason(error, jobs.home))
            raise
        if work.job.at_work:
            work.end(DONE)

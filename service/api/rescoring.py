"""Runs asked for over HTTP: in a process of their own, one at a time."""

import threading
import time
from dataclasses import dataclass, field
from datetime import date

from service.api.problems import Kind, Problem
from service.jobs.job import Job
from service.jobs.keeping import Jobs
from service.jobs.starting import start
from service.settings import Settings
from service.state.models import Run
from service.state.record import Record

START_SECONDS = 30.0
"""How long to wait until a run that was asked for is on record."""

LOOK_SECONDS = 0.05


@dataclass
class Rescoring:
    """Starts runs of one installation; another run at work, here or in another process, is not disturbed."""

    settings: Settings
    jobs: Jobs
    record: Record
    _asking: threading.Lock = field(default_factory=threading.Lock)

    def start(self, as_of: date | None) -> Run:
        """The attempt that scores that day: the one at work if it is for it, else a new one."""
        return self._recorded(self.ask(as_of))

    def ask(self, as_of: date | None) -> Job:
        """The work that scores that day: what is at work if it is for it, else new work, not waited for.

        A run at work for another day is a problem that names it.
        """
        with self._asking:
            job = self.at_work()
            if job is None:
                return self._begun(as_of)
        day = job.wants.get("as_of", str(self.settings.today(job.asked)))
        if as_of is not None and day != str(as_of):
            address = f"/v1/runs/{job.attempt}" if job.attempt is not None else f"/v1/jobs/{job.id}"
            detail = f"a run as of {day} is at work, see {address}; ask again once it is done"
            raise Problem(Kind.REFUSED, detail, headers=[("Location", address), ("Retry-After", "10")])
        return job

    def at_work(self) -> Job | None:
        """The run at work, before those that wait for their turn."""
        found = [job for job in self.jobs.latest() if job.kind == "rescore" and job.at_work]
        return min(found, key=lambda job: (job.attempt is None, job.asked), default=None)

    def _begun(self, as_of: date | None) -> Job:
        wants = {} if as_of is None else {"as_of": as_of.isoformat()}
        day = as_of or self.settings.today(self.jobs.now())
        job = self.jobs.ask("rescore", f"Scores as of {day}", wants)
        start(self.settings, self.jobs, job)
        return job

    def _recorded(self, job: Job) -> Run:
        """The attempt of work that may only just have been asked for."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            known = self.jobs.get(job.id)
            run = self.record.run(known.attempt) if known is not None and known.attempt is not None else None
            if run is not None:
                return run
            if known is None or not known.at_work:
                reason = known.reason if known is not None else "the log of the service says why"
                raise Problem(Kind.REFUSED, f"the run could not begin: {reason}")
            time.sleep(LOOK_SECONDS)
        address = f"/v1/jobs/{job.id}"
        detail = f"the run waits for its turn, see {address}"
        raise Problem(Kind.REFUSED, detail, headers=[("Location", address), ("Retry-After", "10")])

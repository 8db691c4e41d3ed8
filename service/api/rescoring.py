"""Runs asked for over HTTP: in the background, one at a time."""

import threading
from dataclasses import dataclass, field
from datetime import date

import structlog

from service.api.problems import Kind, Problem
from service.batch import Batch
from service.lease import Taken, lease
from service.reasons import reason_of
from service.settings import Settings
from service.state.models import RUNNING, Run
from service.state.record import Record

START_SECONDS = 30.0
"""How long to wait until a run that was asked for is on record."""

log = structlog.get_logger("service.rescoring")


@dataclass
class Rescoring:
    """Starts runs of one installation; another run at work, here or in another process, is not disturbed."""

    settings: Settings
    _asking: threading.Lock = field(default_factory=threading.Lock)

    def start(self, as_of: date | None) -> Run:
        """The attempt that scores that day: the one at work if it is for it, else a new one.

        A run at work for another day is a problem that names it.
        """
        with self._asking:
            working = self._at_work()
            if working is None:
                return self._begin(as_of)
        if as_of in (None, working.as_of):
            return working
        address = f"/v1/runs/{working.id}"
        detail = f"a run as of {working.as_of} is at work, see {address}; ask again once it is done"
        raise Problem(Kind.REFUSED, detail, headers=[("Location", address), ("Retry-After", "10")])

    def _at_work(self) -> Run | None:
        last = self._last()
        if last is None or last.status != RUNNING:
            return None
        try:
            with lease(self.settings.home, "rescore", wait_seconds=0):
                return None
        except Taken:
            return last

    def _begin(self, as_of: date | None) -> Run:
        recorded = threading.Event()
        batch = Batch(self.settings, step=lambda name: recorded.set() if name == "recorded" else None)
        threading.Thread(target=_run, args=(batch, as_of, recorded), name="rescore", daemon=True).start()
        recorded.wait(START_SECONDS)
        last = self._last()
        if last is None:
            raise Problem(Kind.REFUSED, "the run could not begin; the log of the service says why")
        return last

    def _last(self) -> Run | None:
        record = Record(self.settings.state_url)
        try:
            return record.last_run()
        finally:
            record.close()


def _run(batch: Batch, as_of: date | None, recorded: threading.Event) -> None:
    try:
        batch.rescore(as_of)
    except Exception as error:
        # What went wrong is on record with the attempt; nobody waits for this thread.
        log.error("run asked for failed", reason=reason_of(error))
    finally:
        recorded.set()

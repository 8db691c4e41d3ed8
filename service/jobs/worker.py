"""Does one piece of long work that was asked for: `python -m service.jobs.worker JOB`."""

import os
import sys
from collections.abc import Callable
from datetime import date

import structlog

from service.batch import Batch, utc_now
from service.jobs.exporting import export_asked
from service.jobs.keeping import Jobs
from service.jobs.uploads import import_asked
from service.jobs.working import Work, at_work
from service.logs import log_to
from service.reasons import reason_of
from service.scheduler import YIELDING
from service.settings import Settings, load_settings

log = structlog.get_logger("service.jobs")


def do(settings: Settings, job_id: str) -> None:
    """Does the job of that id; how it ended is noted with it. Raises KeyError where there is none."""
    jobs = Jobs(settings.home, utc_now)
    # Whoever takes it up does not ask whether somebody else has.
    job = jobs.noted(job_id)
    if job is None:
        raise KeyError(job_id)
    with at_work(jobs, job) as work:
        DEEDS[job.kind](settings, work)


def _rescore(settings: Settings, work: Work) -> None:
    day = work.job.wants.get("as_of")
    Batch(settings, work=work).rescore(date.fromisoformat(day) if day else None)


DEEDS: dict[str, Callable[[Settings, Work], None]] = {
    "rescore": _rescore,
    "export": export_asked,
    "import": import_asked,
}


def main(job_id: str) -> int:
    """Does a job and answers the exit status: 0 done, 1 failed."""
    settings = load_settings()
    log_to(settings, stderr=True)
    os.nice(YIELDING)
    try:
        do(settings, job_id)
    except Exception as error:
        log.error("work failed", job=job_id, reason=reason_of(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

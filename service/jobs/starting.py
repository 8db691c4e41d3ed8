"""Has long work done in a process of its own: no web worker waits for it, or ends it by being replaced."""

import os
import subprocess
import sys
from threading import Thread

import structlog

from service.jobs.job import FAILED, WAITING, Job
from service.jobs.keeping import Jobs
from service.settings import PREFIX, Settings, as_environment

log = structlog.get_logger("service.jobs")


def start(settings: Settings, jobs: Jobs, job: Job) -> None:
    """Begins the work of a job that was asked for, and does not wait for it."""
    others = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    process = subprocess.Popen(
        [sys.executable, "-m", "service.jobs.worker", job.id],
        env={**others, **as_environment(settings)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    Thread(target=_follow, args=(process, jobs, job), name=job.id, daemon=True).start()


def _follow(process: "subprocess.Popen[bytes]", jobs: Jobs, job: Job) -> None:
    """Waits for the process, so that nothing of it is left, and notes if it never came to the work."""
    status = process.wait()
    left = jobs.get(job.id)
    if left is not None and left.status == WAITING:
        log.error("work did not begin", job=job.id, status=status)
        reason = "the work could not begin; the log of the service says why"
        jobs.note(left.model_copy(update={"status": FAILED, "reason": reason, "finished": jobs.now()}))

"""Long work as answers tell of it."""

from flask import url_for

from service.api.backing import backing
from service.api.models import jobs as models
from service.api.problems import Kind, Problem, ProblemError
from service.jobs.job import Job

FIELDS = ("id", "kind", "title", "status", "asked", "told", "finished", "reason", "outcome")


def found_job(job_id: str) -> Job:
    """The work of that id; a problem where there is none, or none any more."""
    job = backing().jobs.get(job_id)
    if job is None:
        detail = f"there is no work {job_id[:80]!r}; it is kept for a week, files for a day, and /v1/jobs lists it"
        error = ProblemError(pointer="/path/job", code="unknown_job", value=job_id[:80], detail=detail)
        raise Problem(Kind.UNKNOWN_JOB, detail, [error])
    return job


def described(job: Job) -> models.Job:
    """What is said of one piece of work."""
    kept = backing().jobs.file(job) is not None
    return models.Job(
        **{name: getattr(job, name) for name in FIELDS},
        progress=progress(job),
        run=None if job.attempt is None else url_for("runs.run", run=job.attempt),
        file=url_for("jobs.file", job=job.id) if kept else None,
        url=url_for("jobs.job", job=job.id),
    )


def progress(job: Job) -> models.Progress:
    """How far the work is."""
    return models.Progress(stage=job.stage, done=job.done, of=job.of)

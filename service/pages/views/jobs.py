"""Long work: asking for it, leaving it, and finding it again."""

from flask import redirect, request, url_for
from pydantic import ValidationError
from werkzeug.wrappers import Response as Redirect

from service.api.backing import backing
from service.api.exports import ask, choice_of
from service.api.job_answers import described, found_job
from service.api.models.operations import RunRequest
from service.api.queries import ExportQuery, RunsQuery
from service.api.refusing import invalid
from service.jobs.job import Job
from service.pages.jobs import STATUSES, WRITTEN_ON_REQUEST, jobs_table
from service.pages.routing import asked, blueprint, page
from service.pages.tables import Page


@page("/jobs")
def jobs() -> Page:
    """What is under way and what became of earlier work, the newest first."""
    found = backing().jobs.latest(asked(RunsQuery).limit)
    shown = [(job, described(job)) for job in found]
    context = {"jobs": shown, "at_work": any(job.at_work for job in found), "files": WRITTEN_ON_REQUEST}
    served = backing().served()
    stamp = backing().stamp(served) if served else None
    return Page("jobs.html", {**context, "statuses": STATUSES, "stamp": stamp}, [jobs_table(found)])


@page("/jobs/<job>")
def job(job: str) -> Page:
    """How far one piece of work is, and what became of it."""
    found = found_job(job)
    return Page("job.html", {"job": found, "told": described(found), "statuses": STATUSES})


@blueprint.post("/jobs/rescore")
def ask_rescore() -> Redirect:
    """Scores every portfolio as of a day, today where none is given, and shows how far that is."""
    try:
        wanted = RunRequest.model_validate({"as_of": request.form.get("as_of") or None})
    except ValidationError as error:
        raise invalid(error, RunRequest) from None
    return _to(backing().rescoring.ask(wanted.as_of))


@blueprint.post("/jobs/export")
def ask_file() -> Redirect:
    """Has a file of the served run written, and shows how far that is."""
    return _to(ask(choice_of(request.form.get("file", ""), ExportQuery.model_validate({"bom": "1"}))))


def _to(job: Job) -> Redirect:
    return redirect(url_for("pages.job", job=job.id), 303)

"""Long work: what is under way and what became of it."""

from flask import Blueprint, Response, send_file

from service.api.backing import backing
from service.api.job_answers import described, found_job
from service.api.models.jobs import Jobs, JobState
from service.api.openapi import answers
from service.api.problems import Kind, Problem
from service.api.queries import RunsQuery
from service.exports.media import MEDIA

blueprint = Blueprint("jobs", __name__, url_prefix="/v1/jobs")
PATHS = {"job": "id of the work"}


@blueprint.get("")
@answers(Jobs, operation="listJobs", tag="jobs", query=RunsQuery)
def jobs(query: RunsQuery) -> Jobs:
    """Scoring, imports and files being written, newest first; kept for a week, files for a day."""
    found = [described(job) for job in backing().jobs.latest(query.limit)]
    return Jobs(**backing().served_stamp().model_dump(), data=found)


@blueprint.get("/<job>")
@answers(JobState, Kind.UNKNOWN_JOB, operation="getJob", tag="jobs", paths=PATHS)
def job(job: str) -> JobState:
    """How far one piece of work is, and what became of it."""
    return JobState(**backing().served_stamp().model_dump(), job=described(found_job(job)))


@blueprint.get("/<job>/file")
@answers(
    None,
    Kind.UNKNOWN_JOB,
    Kind.UNKNOWN_FILE,
    operation="getJobFile",
    tag="jobs",
    paths=PATHS,
    media=tuple(MEDIA.values()),
)
def file(job: str) -> Response:
    """The file a piece of work made; kept for a day."""
    found = found_job(job)
    path = backing().jobs.file(found)
    if path is None:
        raise Problem(Kind.UNKNOWN_FILE, _why_not(found.at_work))
    return send_file(path, MEDIA[path.suffix[1:]], as_attachment=True, download_name=path.name)


def _why_not(at_work: bool) -> str:
    if at_work:
        return "the file is still being written; ask again once the work is done"
    return "there is no file of this work, or none any more: files are kept for a day; ask for it again"

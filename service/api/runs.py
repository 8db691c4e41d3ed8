"""Runs: what was tried and how it ended, and asking for one now."""

from flask import Blueprint, Response, request
from pydantic import ValidationError

from service.api.backing import backing
from service.api.models.operations import RunRequest, Runs, RunState
from service.api.openapi import answers
from service.api.problems import Kind, Problem
from service.api.queries import RunsQuery
from service.api.refusing import invalid
from service.api.run_answers import described, latest_runs, run_named

blueprint = Blueprint("runs", __name__, url_prefix="/v1/runs")
BODY = {
    "requestBody": {
        "required": False,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/RunRequest"}}},
    }
}
MOST_ATTEMPTS = 1000
"""Attempts looked through for one; older runs are found by their id as long as they are published."""
PATHS = {"run": "run id, or number of the attempt"}


@blueprint.get("")
@answers(Runs, operation="listRuns", tag="runs", query=RunsQuery)
def runs(query: RunsQuery) -> Runs:
    """Attempts to score every portfolio, newest first, failed ones with their reason."""
    return Runs(**backing().served_stamp().model_dump(), data=latest_runs(query.limit))


@blueprint.get("/<run>")
@answers(RunState, Kind.UNKNOWN_RUN, operation="getRun", tag="runs", paths=PATHS)
def run(run: str) -> RunState:
    """One run, by its id or by the number of the attempt; `progress` says how far it is while it runs."""
    return RunState(**backing().served_stamp().model_dump(), run=run_named(run, MOST_ATTEMPTS))


@blueprint.post("")
@answers(
    RunState,
    Kind.CROSS_SITE,
    Kind.REFUSED,
    Kind.UNSUPPORTED_TYPE,
    operation="startRun",
    tag="runs",
    status=202,
    json=RunRequest,
    body=BODY,
)
def start_run() -> Response:
    """Scores every portfolio now, in a process of its own; Location says where its state is.

    One run is at work at a time: asking for the same day again answers with the run at work.
    """
    wanted = _request()
    attempt = backing().rescoring.start(wanted.as_of)
    state = RunState(**backing().served_stamp().model_dump(), run=described(attempt))
    answer = Response(state.model_dump_json(), 202, mimetype="application/json")
    answer.headers["Location"] = state.run.url
    answer.headers["Retry-After"] = "5"
    return answer


def _request() -> RunRequest:
    body = request.get_data()
    if not body:
        return RunRequest()
    if not request.is_json:
        raise Problem(
            Kind.UNSUPPORTED_TYPE, "send the days as JSON with Content-Type: application/json, or no body at all"
        )
    try:
        return RunRequest.model_validate_json(body)
    except ValidationError as error:
        raise invalid(error, RunRequest) from None

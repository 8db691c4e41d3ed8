"""Runs: what was tried and how it ended, and asking for one now."""

from flask import Blueprint, Response, request, url_for
from pydantic import ValidationError

from service.api.backing import backing
from service.api.models import operations
from service.api.models.operations import RunRequest, Runs, RunState
from service.api.openapi import answers
from service.api.problems import Kind, Problem, ProblemError
from service.api.queries import RunsQuery
from service.api.refusing import invalid
from service.runs.snapshot import NoSuchRun, Snapshot
from service.state.models import PUBLISHED, Run

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
    found = backing().record.runs(query.limit)
    return Runs(**backing().served_stamp().model_dump(), data=[_described(run) for run in found])


@blueprint.get("/<run>")
@answers(RunState, Kind.UNKNOWN_RUN, operation="getRun", tag="runs", paths=PATHS)
def run(run: str) -> RunState:
    """One run, by its id or by the number of the attempt."""
    found = next((one for one in backing().record.runs(MOST_ATTEMPTS) if run in (str(one.id), one.run_id)), None)
    described = _described(found) if found else _published(run)
    return RunState(**backing().served_stamp().model_dump(), run=described)


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
    """Scores every portfolio now, in the background; Location says where its state is.

    One run is at work at a time: asking for the same day again answers with the run at work.
    """
    wanted = _request()
    attempt = backing().rescoring.start(wanted.as_of)
    state = RunState(**backing().served_stamp().model_dump(), run=_described(attempt))
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


def _described(run: Run) -> operations.Run:
    kept = set(operations.Run.model_fields) - {"attempt", "served", "url"}
    served = backing().served()
    return operations.Run.model_validate(
        {name: getattr(run, name) for name in kept}
        | {
            "attempt": run.id,
            "served": run.run_id is not None and served is not None and served.run_id == run.run_id,
            "url": url_for("runs.run", run=run.id),
        }
    )


def _published(run_id: str) -> operations.Run:
    """A run that is published without an attempt on record, as after a change of the state database."""
    try:
        manifest = Snapshot.open(backing().settings.home, run_id).manifest
    except NoSuchRun:
        detail = f"there is no run {run_id[:80]!r}; /v1/runs lists them"
        error = ProblemError(pointer="/path/run", code="unknown_run", value=run_id[:80], detail=detail)
        raise Problem(Kind.UNKNOWN_RUN, detail, [error]) from None
    unknown = dict.fromkeys(("attempt", "night", "started", "finished", "seconds", "reason"))
    served = backing().served()
    return operations.Run.model_validate(
        unknown
        | manifest.model_dump(include={"run_id", "as_of", "known_at"})
        | {
            "status": PUBLISHED,
            "rows": manifest.total_rows,
            "served": served is not None and served.run_id == run_id,
            "url": url_for("runs.run", run=run_id),
        }
    )

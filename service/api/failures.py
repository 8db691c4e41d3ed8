"""Turns everything that goes wrong into problem+json, or into an error page for those who read pages."""

import re
from uuid import uuid4

import structlog
from flask import Flask, Response, render_template, request
from rapidfuzz import fuzz, process
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound, RequestEntityTooLarge

from reference_data.faults import TableFaults
from scoring.gaps import GapError
from service.api.problems import MEDIA_TYPE, Kind, Problem, ProblemError
from service.portfolio.nearest import CLOSE_ENOUGH, MOST_SUGGESTED
from service.reasons import reason_of
from service.refusal import Refusal

MACHINE_PATHS = ("/v1/", "/healthz", "/readyz", "/openapi.json")

log = structlog.get_logger("service.web")


def handle_failures(app: Flask) -> None:
    """Registers the one way errors leave the service."""

    def http(error: HTTPException) -> Response | HTTPException:
        # Redirects are exceptions to the router.
        return error if error.code is not None and error.code < 400 else _answer(_from_http(error, app))

    app.register_error_handler(HTTPException, http)
    app.register_error_handler(Problem, _answer)
    app.register_error_handler(GapError, lambda error: _answer(_from_gaps(error)))
    app.register_error_handler(Refusal, lambda error: _answer(_from_inside(error, "the installation")))
    app.register_error_handler(TableFaults, lambda error: _answer(_from_inside(error, "the reference tables")))


def for_machines(path: str) -> bool:
    """Whether who asks for the path reads JSON, not pages."""
    return path.startswith(MACHINE_PATHS) or path == "/v1"


def _answer(problem: Problem) -> Response:
    details = problem.details(instance=f"/requests/{uuid4()}")
    if problem.kind is Kind.INTERNAL:
        log.error("answer failed", method=request.method, path=request.path, instance=details.instance)
    if for_machines(request.path):
        answer = Response(details.model_dump_json(), details.status, mimetype=MEDIA_TYPE)
    else:
        answer = Response(render_template("problem.html", problem=details), details.status)
    for name, value in problem.headers:
        answer.headers.add(name, value)
    return answer


def _from_http(error: HTTPException, app: Flask) -> Problem:
    if isinstance(error, NotFound):
        return _no_address(app)
    if isinstance(error, MethodNotAllowed):
        allowed = ", ".join(sorted(error.valid_methods or []))
        detail = f"{request.method} is not answered here; {allowed} is"
        return Problem(Kind.METHOD_NOT_ALLOWED, detail, headers=[("Allow", allowed)])
    if isinstance(error, RequestEntityTooLarge):
        limit = app.config["MAX_CONTENT_LENGTH"] // 2**20
        return Problem(Kind.TOO_LARGE, f"the body is larger than {limit} MiB; split the file by portfolio")
    if error.code is not None and error.code < 500:
        return Problem(Kind.INVALID_REQUEST, error.description or "the request cannot be read")
    return Problem(Kind.INTERNAL, "the cause is in the log of the service, under the instance named here")


def _from_inside(error: Refusal | TableFaults, what: str) -> Problem:
    """Refusals nobody expected are about folders and files of this machine: the log may name them, an answer not."""
    log.error("cannot answer", path=request.path, reason=reason_of(error))
    return Problem(Kind.UNAVAILABLE, f"something is wrong with {what}; the log of the service says what")


def _no_address(app: Flask) -> Problem:
    known = [re.sub("<(?:[^:>]*:)?([^>]*)>", r"{\1}", str(rule)) for rule in app.url_map.iter_rules()]
    found = process.extract(request.path, known, scorer=fuzz.ratio, limit=MOST_SUGGESTED, score_cutoff=CLOSE_ENOUGH)
    close = [address for address, _, _ in found]
    error = ProblemError(
        pointer="/path", code="unknown_address", value=request.path, detail="nothing answers here", did_you_mean=close
    )
    return Problem(Kind.NOT_FOUND, f"there is nothing at {request.path}", [error])


def _from_gaps(error: GapError) -> Problem:
    errors = [ProblemError(code="gap", detail=gap) for gap in error.gaps]
    return Problem(Kind.CANNOT_SCORE, "silence of the tables would lower the score, so there is none", errors)

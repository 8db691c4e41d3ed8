"""Files of the served run at fixed addresses, whole or filtered; long ones are asked for and fetched when written."""

import tempfile
from pathlib import Path

from flask import Blueprint, Response, send_file

from service.api.backing import backing
from service.api.finding import check_codes
from service.api.job_answers import described
from service.api.models.jobs import JobState
from service.api.openapi import answers
from service.api.problems import Kind, Problem, ProblemError
from service.api.queries import ExportQuery
from service.api.refusing import refused
from service.api.tagging import from_snapshot
from service.exports.choice import Choice
from service.exports.csv import CsvForm, csv_chunks
from service.exports.files import FILES, heights, refuse_too_long, write_file
from service.exports.json import json_chunks
from service.exports.levels import EXPORTS
from service.exports.media import MEDIA
from service.exports.selection import Selection
from service.jobs.exporting import ask_export
from service.jobs.job import Job
from service.portfolio.nearest import nearest_word
from service.refusal import Refusal
from service.runs.company_query import MOST_ROWS

blueprint = Blueprint("exports", __name__, url_prefix="/v1/exports")
PATHS = {"file": "which level, and in which format; workbook.xlsx is the whole run"}
LIMITS = {"file": {"enum": list(FILES)}}
MOST_AT_ONCE = 10_000
"""Rows of a workbook that are written while somebody waits: one to two seconds of work."""


@blueprint.get("/<file>")
@from_snapshot
@answers(
    None,
    Kind.UNKNOWN_FILE,
    Kind.TOO_MANY_ROWS,
    Kind.NOT_READY,
    operation="export",
    tag="exports",
    query=ExportQuery,
    paths=PATHS,
    limits=LIMITS,
    media=tuple(MEDIA.values()),
    tagged=True,
)
def export(file: str, query: ExportQuery) -> Response:
    """One level of the served run as one flat table, the same rows and columns as everywhere.

    CSV is UTF-8 with CRLF; texts a spreadsheet would run as formulas are guarded by an apostrophe. Workbooks of many
    rows are asked for by POST. X-Total-Rows has the number of rows, X-Run-Id the run and X-Stale whether it is out of
    date.
    """
    choice = choice_of(file, query)
    chosen, rows = _rows(choice)
    answer = _answer(chosen, choice, rows)
    answer.headers["X-Total-Rows"] = str(rows)
    answer.headers["X-Run-Id"] = chosen.snapshot.run_id
    answer.headers["X-Stale"] = str(backing().stamp(chosen.snapshot).stale).lower()
    level, _, form = file.rpartition(".")
    answer.headers["Content-Disposition"] = f"attachment; filename={level}-{chosen.snapshot.manifest.as_of}.{form}"
    return answer


@blueprint.post("/<file>")
@answers(
    JobState,
    Kind.CROSS_SITE,
    Kind.REFUSED,
    Kind.UNKNOWN_FILE,
    Kind.TOO_MANY_ROWS,
    Kind.NOT_READY,
    operation="startExport",
    tag="exports",
    status=202,
    query=ExportQuery,
    paths=PATHS,
    limits=LIMITS,
)
def start_export(file: str, query: ExportQuery) -> Response:
    """Writes the file in a process of its own; Location says how far it is, and where the file is once it is written.

    Files are kept for a day.
    """
    job = ask(choice_of(file, query))
    state = JobState(**backing().served_stamp().model_dump(), job=described(job))
    answer = Response(state.model_dump_json(), 202, mimetype="application/json")
    answer.headers["Location"] = state.job.url
    answer.headers["Retry-After"] = "2"
    return answer


def ask(choice: Choice) -> Job:
    """Has a file of the served run written; a problem where it cannot hold the rows, or too much is being written."""
    chosen, _ = _rows(choice)
    try:
        return ask_export(backing().settings, backing().jobs, chosen.snapshot.manifest, choice)
    except Refusal as refusal:
        raise Problem(Kind.REFUSED, refusal.lines[0], headers=[("Retry-After", "10")]) from None


def choice_of(file: str, query: ExportQuery) -> Choice:
    """What a request wants; a problem for a file nobody knows, codes that are none, and a form nobody reads."""
    if file not in FILES:
        detail = f"there is no export {file[:80]!r}; there are {', '.join(FILES)}"
        error = ProblemError(
            pointer="/path/file",
            code="unknown_file",
            value=file[:80],
            detail=detail,
            did_you_mean=list(nearest_word(file, FILES)),
        )
        raise Problem(Kind.UNKNOWN_FILE, detail, [error])
    check_codes(query)
    try:
        form = CsvForm(query.bom == "1", "\t" if query.delimiter == "tab" else query.delimiter, query.decimal)
    except Refusal as refusal:
        raise refused(refusal) from None
    return Choice(file, query.company_query(sort="company_id", limit=MOST_ROWS), query.company_id, form)


def _rows(choice: Choice) -> tuple[Selection, int]:
    """The rows that are meant and how many; a problem with the count where a sheet cannot hold them."""
    chosen = choice.of(backing().snapshot(), backing().queries)
    rows = heights(chosen, choice.file)
    try:
        refuse_too_long(rows, choice.file)
    except Refusal as refusal:
        raise _too_many(refusal.lines[0]) from None
    return chosen, sum(rows.values())


def _too_many(detail: str) -> Problem:
    return Problem(
        Kind.TOO_MANY_ROWS, detail, [ProblemError(pointer="/path/file", code="too_many_rows", detail=detail)]
    )


def _answer(chosen: Selection, choice: Choice, rows: int) -> Response:
    level, _, form = choice.file.rpartition(".")
    if choice == Choice("scores.csv"):
        return send_file(chosen.snapshot.scores_csv, MEDIA[form])
    if form == "csv":
        return Response(csv_chunks(chosen.batches(level), choice.form), mimetype=MEDIA[form])
    if form == "json":
        return Response(json_chunks(chosen.batches(level)), mimetype=MEDIA[form])
    if form == "parquet" and chosen.ids is None:
        return send_file(chosen.snapshot.level_path(EXPORTS[level]), MEDIA[form])
    if form == "xlsx" and rows > MOST_AT_ONCE:
        raise _too_many(
            f"a workbook of {rows:,} rows takes longer than an answer should ({MOST_AT_ONCE:,} at most): "
            f"POST to /v1/exports/{choice.file} has it written, or take CSV or Parquet, or fewer companies"
        )
    return _written(chosen, choice.file)


def _written(chosen: Selection, file: str) -> Response:
    """A file that is whole before it is sent; nothing of it is left behind."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / file
        try:
            write_file(chosen, file, path)
        except Refusal as refusal:
            raise _too_many(refusal.lines[0]) from None
        return send_file(path.open("rb"), MEDIA[path.suffix[1:]])

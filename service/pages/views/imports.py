"""The import page: a file is sent, looked at, and imported or left."""

from dataclasses import replace
from typing import get_args

from flask import Response, redirect, request, url_for
from pydantic import Field
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from service.api.backing import backing
from service.api.parameters import Query
from service.api.problems import Kind, Problem
from service.api.uploads import XLSX
from service.importing import Sent
from service.jobs.uploads import GONE, LARGE_BYTES, ask_import
from service.pages.import_list import import_list, portfolio_table
from service.pages.import_preview import fault_table, preview_of, table_of
from service.pages.routing import asked, blueprint, drawn, page
from service.pages.tables import Page
from service.portfolio.column_map import LEFT_OUT
from service.portfolio.corrected import corrected_csv, corrected_xlsx
from service.portfolio.faults import ImportRefused
from service.portfolio.header import plain_name
from service.portfolio.limits import MIB, MOST_FILE_BYTES, MOST_ROWS
from service.portfolio.manner import Identifier
from service.portfolio.report import FileReport
from service.portfolio.store import OWN
from service.portfolio.versions import checked_name

ADDRESS = "/import"
UPLOAD = "/import/<name>/<token>"
LONGEST_NAME = 200


class ImportPageQuery(Query):
    """What just became of a portfolio."""

    done: str | None = Field(None, pattern=r"^(import|change)-[0-9]{1,9}$")
    left_out: int | None = Field(None, ge=0, le=MOST_ROWS)


@page(ADDRESS)
def imports() -> Page:
    """The form that takes a file, and the portfolios there are."""
    query = asked(ImportPageQuery)
    view = import_list(backing(), query.done, query.left_out)
    return Page("import.html", {"view": view, "form": {"portfolio": OWN}}, [portfolio_table(view.portfolios)])


@blueprint.post(ADDRESS)
def upload() -> AnyResponse:
    """Keeps a file aside and shows what importing it would do; a form that cannot be comes back with what is wrong."""
    try:
        form, file = request.form, request.files.get("file")
    except RequestEntityTooLarge:
        told = f"The file is larger than {MOST_FILE_BYTES // MIB} MiB: split it in several portfolios."
        return _again({"portfolio": OWN}, {"file": told}, 413)
    name, wrong = form.get("portfolio", "").strip(), {}
    try:
        checked_name(name)
    except ImportRefused as refusal:
        wrong["portfolio"] = f"{str(refusal)[:1].upper()}{str(refusal)[1:]}."
    if file is None or not file.filename:
        wrong["file"] = "No file is chosen: choose a CSV or XLSX file."
    if wrong or file is None:
        return _again(form, wrong, 422)
    applications = form.get("kind") == "applications"
    sent = Sent(
        name,
        (file.filename or "").replace("\\", "/").rpartition("/")[2][-LONGEST_NAME:],
        file.read(),
        applications=applications,
        merge_by=None if applications else _merge_by(form.get("merge_by", "")),
    )
    return redirect(url_for("pages.preview", name=name, token=backing().uploads.keep(sent, backing().now())), 303)


@page(UPLOAD)
def preview(name: str, token: str) -> Page:
    """What importing an upload would do: nothing is stored yet."""
    sent = _kept(name, token)
    return _previewed(sent, token, backing().import_desk().check(sent, accept_valid=True))


@blueprint.post(UPLOAD)
def decide(name: str, token: str) -> AnyResponse:
    """Reads the upload otherwise, imports it, or leaves it; a large one is imported as work with a page of its own."""
    sent, action = _kept(name, token), request.form.get("action", "")
    if action == "read":
        backing().uploads.say(token, _read_otherwise(sent), backing().now())
        return redirect(url_for("pages.preview", name=name, token=token), 303)
    if action == "leave":
        backing().uploads.forget(name, token)
        return redirect(url_for("pages.imports"), 303)
    if action not in ("all", "valid"):
        raise Problem(Kind.INVALID_REQUEST, "the form says neither how to read the file nor to import it")
    if len(sent.content) >= LARGE_BYTES:
        job = ask_import(backing().settings, backing().jobs, sent, token, accept_valid=action == "valid")
        return redirect(url_for("pages.job", job=job.id), 303)
    outcome = backing().import_desk().take(sent, accept_valid=action == "valid")
    if outcome.number is None:
        # What is stored has changed since the preview.
        return drawn(replace(_previewed(sent, token, outcome.report), status=409))
    backing().uploads.forget(name, token)
    left_out = outcome.report.left_out or None
    return redirect(url_for("pages.imports", done=f"import-{outcome.number}", left_out=left_out), 303)


@blueprint.get(f"{UPLOAD}/corrected.<any(csv, xlsx):form>")
def corrected(name: str, token: str, form: str) -> Response:
    """The upload with its faults beside each row, to be mended and sent again."""
    report = backing().import_desk().check(_kept(name, token), accept_valid=True)
    try:
        content = corrected_csv(report) if form == "csv" else corrected_xlsx(report)
    except ImportRefused as refusal:
        raise Problem(Kind.TOO_LARGE, str(refusal)) from None
    if content is None:
        raise Problem(Kind.UNKNOWN_FILE, "the file cannot be read as a table, so there is none to correct")
    answer = Response(content, mimetype="text/csv" if form == "csv" else XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}-corrected.{form}"'
    return answer


def _previewed(sent: Sent, token: str, report: FileReport) -> Page:
    view = preview_of(sent, report, backing().import_desk().manner(sent), backing().portfolios)
    return Page("import_preview.html", {"view": view, "token": token}, [fault_table(report)])


def _kept(name: str, token: str) -> Sent:
    sent = backing().uploads.find(name, token, backing().now())
    if sent is None:
        raise Problem(Kind.UNKNOWN_FILE, GONE)
    return sent


def _again(form: object, wrong: dict[str, str], status: int) -> AnyResponse:
    view = import_list(backing(), None)
    return drawn(Page("import.html", {"view": view, "form": form, "wrong": wrong}, status=status))


def _merge_by(given: str) -> Identifier | None:
    return next((name for name in get_args(Identifier) if name == given), None)


def _read_otherwise(sent: Sent) -> Sent:
    """The upload with the columns and the identifier that the form says."""
    read, columns = table_of(sent), {}
    for place, name in enumerate(read.header if read else ()):
        column = request.form.get(f"column.{place}")
        if column is not None and plain_name(name):
            columns[plain_name(name)] = column if column in sent.contract.names else LEFT_OUT
    return replace(sent, columns=columns, merge_by=_merge_by(request.form.get("merge_by", "")))

"""Portfolios: importing a file, with everything wrong with it said at once."""

from flask import Blueprint, Response, send_file, url_for

from service.api.backing import backing
from service.api.corrected_files import NAME
from service.api.models.operations import ImportResult
from service.api.openapi import answers
from service.api.problems import Kind, Problem, ProblemError
from service.api.queries import ImportQuery
from service.api.uploads import BODY, Upload, upload
from service.jobs.importing import noted_import
from service.portfolio.faults import Fault, ImportRefused
from service.portfolio.report import ImportReport
from service.portfolio.store import PortfolioStore
from service.portfolio.versions import checked_name
from service.portfolio.vocabulary import Vocabulary
from service.progress import Report, unheard

blueprint = Blueprint("portfolios", __name__, url_prefix="/v1/portfolios")
PATHS = {"portfolio_id": "name of the portfolio: a to z, 0 to 9 and '-'"}
NAMES = {"portfolio_id": {"pattern": "^[a-z0-9][a-z0-9-]{0,63}$"}}
MOST_TOLD = 1000
"""Faults told in an answer; the corrected file has all of them."""
NOT_THE_FILE = ("import_running", "not_writable")
"""Faults that sending another file would not mend."""


@blueprint.post("/<portfolio_id>/imports")
@answers(
    ImportResult,
    Kind.CROSS_SITE,
    Kind.REFUSED,
    Kind.TOO_LARGE,
    Kind.UNSUPPORTED_TYPE,
    Kind.FAULTY_PORTFOLIO,
    operation="importPortfolio",
    tag="portfolios",
    query=ImportQuery,
    paths=PATHS,
    body=BODY,
    limits=NAMES,
)
def import_portfolio(portfolio_id: str, query: ImportQuery) -> ImportResult:
    """Replaces a portfolio by a CSV or XLSX file, whole or not at all.

    A faulty file is a problem with every fault at its row and column and a link to the file with its faults marked;
    nothing of it is stored, unless accept_valid=1 asks for the rows that have none. Rows count as in a spreadsheet: the
    header is row 1.
    """
    _check_name(portfolio_id)
    file = upload()
    if query.dry_run == "1":
        return _result(portfolio_id, _imported(portfolio_id, file, query, unheard))
    report = noted_import(
        backing().jobs, file.name, portfolio_id, lambda tell: _imported(portfolio_id, file, query, tell)
    )
    return _result(portfolio_id, report)


@blueprint.get("/<portfolio_id>/corrected/<file>")
@answers(
    None,
    Kind.UNKNOWN_FILE,
    operation="getCorrectedFile",
    tag="portfolios",
    paths=PATHS | {"file": "name an import answered with"},
    limits=NAMES | {"file": {"pattern": f"^{NAME}$"}},
    media=("text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
)
def corrected(portfolio_id: str, file: str) -> Response:
    """A file that was sent, with row_status, problem and suggestion beside each row; kept for a day."""
    path = backing().corrected_files.path(file)
    if path is None:
        raise Problem(Kind.UNKNOWN_FILE, "there is no such corrected file; they are kept for a day")
    return send_file(path, as_attachment=True, download_name=f"{portfolio_id}-corrected{path.suffix}")


def _imported(portfolio_id: str, file: Upload, query: ImportQuery, report: Report) -> ImportReport:
    vocabulary = Vocabulary.of(backing().tables())
    return PortfolioStore(backing().settings.home, report=report).import_file(
        portfolio_id,
        file.content,
        file.name,
        vocabulary,
        imported=backing().now(),
        accept_valid=query.accept_valid == "1",
        dry_run=query.dry_run == "1",
    )


def _check_name(name: str) -> None:
    try:
        checked_name(name)
    except ImportRefused as refusal:
        fault = refusal.faults[0]
        error = ProblemError(pointer="/path/portfolio_id", code=fault.code, value=name[:80], detail=str(fault))
        raise Problem(Kind.INVALID_REQUEST, str(fault), [error]) from None


def _result(name: str, report: ImportReport) -> ImportResult:
    marked = backing().corrected_files.keep(report, backing().now()) if report.faults else None
    address = url_for("portfolios.corrected", portfolio_id=name, file=marked) if marked else None
    if report.portfolio is None:
        raise _faulty(report, address)
    if report.version is not None:
        _note(name, report, report.version)
    return ImportResult(
        **backing().served_stamp().model_dump(),
        portfolio=name,
        stored=report.version is not None,
        version=report.version,
        rows=report.rows,
        accepted_rows=report.accepted_rows,
        errors=_errors(report),
        notes=list(report.notes),
        corrected_file=address,
        next_step="POST /v1/runs scores it now, the next night does anyway" if report.version else "nothing was stored",
    )


def _note(name: str, report: ImportReport, version: str) -> None:
    faults = len(report.faults)
    backing().record.note_import(
        name, version, report.filename[:200], rows=report.rows, faults=faults, imported=backing().now()
    )


def _faulty(report: ImportReport, address: str | None) -> Problem:
    faults = report.faults
    if any(fault.code in NOT_THE_FILE for fault in faults):
        return Problem(Kind.REFUSED, str(faults[0]), _errors(report))
    more = f", and {len(faults) - 1} more" if len(faults) > 1 else ""
    return Problem(Kind.FAULTY_PORTFOLIO, f"{faults[0]}{more}", _errors(report), corrected_file=address)


def _errors(report: ImportReport) -> list[ProblemError]:
    return [_error(fault) for fault in report.faults[:MOST_TOLD]]


def _error(fault: Fault) -> ProblemError:
    pointer = "".join([f"/rows/{fault.row}" if fault.row else "/rows", f"/{fault.column}" if fault.column else ""])
    return ProblemError(
        pointer=pointer,
        code=fault.code,
        value=fault.value[:200] or None,
        detail=str(fault),
        did_you_mean=list(fault.did_you_mean),
    )

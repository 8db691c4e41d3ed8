"""Portfolios: importing a file, with everything wrong with it said at once."""

from flask import Blueprint, Response, send_file, url_for

from service.api.backing import backing
from service.api.models.operations import ImportResult, MergedCompany
from service.api.openapi import answers
from service.api.problems import Kind, Problem, ProblemError
from service.api.queries import ImportQuery
from service.api.uploads import BODY, upload
from service.importing import Sent
from service.kept.corrected import NAME
from service.portfolio.column_map import column_map
from service.portfolio.columns import PORTFOLIO
from service.portfolio.faults import Fault, ImportRefused
from service.portfolio.report import FileReport
from service.portfolio.versions import checked_name

blueprint = Blueprint("portfolios", __name__, url_prefix="/v1/portfolios")
PATHS = {"portfolio_id": "name of the portfolio: a to z, 0 to 9 and '-'"}
NAMES = {"portfolio_id": {"pattern": "^[a-z0-9][a-z0-9-]{0,63}$"}}
MOST_TOLD = 1000
"""Faults told in an answer; the corrected file has all of them."""
NOT_THE_FILE = ("import_running", "not_writable", "being_deleted")
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
    check_name(portfolio_id)
    file = upload()
    desk = backing().import_desk()
    sent = Sent(portfolio_id, file.name, file.content, columns=_columns(query), merge_by=query.merge_by)
    accept_valid = query.accept_valid == "1"
    if query.dry_run == "1":
        return _result(portfolio_id, desk.check(sent, accept_valid=accept_valid))
    return _result(portfolio_id, desk.take(sent, accept_valid=accept_valid).report)


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
    path = backing().corrected_files.path(check_name(portfolio_id), file, backing().now())
    if path is None:
        raise Problem(Kind.UNKNOWN_FILE, "there is no such corrected file; they are kept for a day")
    return send_file(path, as_attachment=True, download_name=f"{portfolio_id}-corrected{path.suffix}")


def check_name(name: str) -> str:
    """The name of a portfolio in an address; a problem for one that cannot be."""
    try:
        return checked_name(name)
    except ImportRefused as refusal:
        fault = refusal.faults[0]
        error = ProblemError(pointer="/path/portfolio_id", code=fault.code, value=name[:80], detail=str(fault))
        raise Problem(Kind.INVALID_REQUEST, str(fault), [error]) from None


def _columns(query: ImportQuery) -> dict[str, str]:
    try:
        return column_map(query.map, PORTFOLIO)
    except ImportRefused as refusal:
        errors = [
            ProblemError(
                pointer="/query/map",
                code=fault.code,
                value=fault.value[:200],
                detail=f"map: {fault.problem}: {fault.suggestion}",
                did_you_mean=list(fault.did_you_mean),
            )
            for fault in refusal.faults
        ]
        raise Problem(Kind.INVALID_REQUEST, "; ".join(error.detail for error in errors), errors) from None


def _result(name: str, report: FileReport) -> ImportResult:
    marked = backing().corrected_files.keep(name, report, backing().now()) if report.faults else None
    address = url_for("portfolios.corrected", portfolio_id=name, file=marked) if marked else None
    if report.accepted_rows == 0:
        raise _faulty(report, address)
    return ImportResult(
        **backing().served_stamp().model_dump(),
        portfolio=name,
        stored=report.version is not None,
        version=report.version,
        rows=report.rows,
        accepted_rows=report.accepted_rows,
        errors=_errors(report),
        notes=list(report.notes),
        merged=[
            MergedCompany(
                company_id=one.company_id, others=list(one.others), by=one.by, identifiers=list(one.identifiers)
            )
            for one in report.merged
        ],
        corrected_file=address,
        next_step="POST /v1/runs scores it now, the next night does anyway" if report.version else "nothing was stored",
    )


def _faulty(report: FileReport, address: str | None) -> Problem:
    faults = report.faults
    if any(fault.code in NOT_THE_FILE for fault in faults):
        return Problem(Kind.REFUSED, str(faults[0]), _errors(report))
    more = f", and {len(faults) - 1} more" if len(faults) > 1 else ""
    return Problem(Kind.FAULTY_PORTFOLIO, f"{faults[0]}{more}", _errors(report), corrected_file=address)


def _errors(report: FileReport) -> list[ProblemError]:
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

"""Portfolios as a whole: what there is, the last import undone or brought back, and one deleted for good."""

from flask import Blueprint

from service.api.backing import backing
from service.api.models.portfolios import Deletion, Portfolios, PortfolioState, Turned
from service.api.openapi import answers
from service.api.portfolios import NAMES, PATHS, check_name
from service.api.problems import Kind, Problem, ProblemError
from service.api.queries import DeletionQuery, TurnQuery
from service.deletion.deleting import Deleted
from service.deletion.plan import Plan, deletion_plan
from service.portfolio.faults import ImportRefused
from service.portfolio.overview import Holding, holdings
from service.undoing import Turned as TurnedImport
from service.undoing import turn_import

blueprint = Blueprint("portfolio_states", __name__, url_prefix="/v1/portfolios")
CHANGING = (Kind.CROSS_SITE, Kind.UNKNOWN_PORTFOLIO, Kind.REFUSED)
NEXT_STEP = "POST /v1/runs scores it now, the next night does anyway"


@blueprint.get("")
@answers(Portfolios, operation="listPortfolios", tag="portfolios")
def portfolios() -> Portfolios:
    """Every portfolio with its version, size and last file."""
    found = [_state(holding) for holding in holdings(backing().settings.home)]
    return Portfolios(**backing().served_stamp().model_dump(), data=found)


@blueprint.post("/<portfolio_id>/undo")
@answers(Turned, *CHANGING, operation="undoImport", tag="portfolios", query=TurnQuery, paths=PATHS, limits=NAMES)
def undo(portfolio_id: str, query: TurnQuery) -> Turned:
    """Undoes the last import: the one before holds again; undoing the first leaves no portfolio of that name.

    Asked again it goes back one more. redo takes an undo back, until the next import.
    """
    return _turned(portfolio_id, query, back=True)


@blueprint.post("/<portfolio_id>/redo")
@answers(Turned, *CHANGING, operation="redoImport", tag="portfolios", query=TurnQuery, paths=PATHS, limits=NAMES)
def redo(portfolio_id: str, query: TurnQuery) -> Turned:
    """Takes the last undo back: the import it undid holds again."""
    return _turned(portfolio_id, query, back=False)


@blueprint.get("/<portfolio_id>/deletion")
@answers(Deletion, Kind.UNKNOWN_PORTFOLIO, operation="planDeletion", tag="portfolios", paths=PATHS, limits=NAMES)
def planned(portfolio_id: str) -> Deletion:
    """What would go with a portfolio, counted; nothing is deleted."""
    check_name(portfolio_id)
    try:
        return _deletion(deletion_plan(backing().settings.home, backing().record, portfolio_id), "planned")
    except ImportRefused as refusal:
        raise refused_change(refusal) from None


@blueprint.delete("/<portfolio_id>")
@answers(
    Deletion, *CHANGING, operation="deletePortfolio", tag="portfolios", query=DeletionQuery, paths=PATHS, limits=NAMES
)
def delete(portfolio_id: str, query: DeletionQuery) -> Deletion:
    """Deletes a portfolio with all it left behind, for good.

    Versions, applications, files kept aside, what is on record, and every run that holds one of its companies go; the
    other portfolios are scored anew. Where that takes long it goes on after the answer, whose status then says so.
    """
    check_name(portfolio_id)
    if query.confirm != portfolio_id:
        detail = f"confirm: nothing is deleted, {query.confirm[:80]!r} is not {portfolio_id!r}"
        error = ProblemError(pointer="/query/confirm", code="confirm", value=query.confirm[:80], detail=detail)
        raise Problem(Kind.INVALID_REQUEST, detail, [error])
    try:
        plan, deleted = backing().deletions.delete(portfolio_id)
    except ImportRefused as refusal:
        raise refused_change(refusal) from None
    return _deletion(plan, "done" if deleted else "going on", deleted)


def refused_change(refusal: ImportRefused) -> Problem:
    """The problem of a change that cannot be made to a portfolio."""
    faults = refusal.faults
    kind = Kind.UNKNOWN_PORTFOLIO if faults[0].code == "unknown_portfolio" else Kind.REFUSED
    errors = [
        ProblemError(
            pointer="/path/portfolio_id",
            code=fault.code,
            value=fault.value[:200] or None,
            detail=str(fault),
            did_you_mean=list(fault.did_you_mean),
        )
        for fault in faults
    ]
    return Problem(kind, "; ".join(map(str, faults)), errors)


def turned_import(name: str, *, back: bool, applications: bool) -> TurnedImport:
    """The last import of a portfolio undone or brought back; a problem where there is nothing to turn."""
    check_name(name)
    source = backing()
    try:
        return turn_import(
            source.settings.home, source.record, name, source.now(), back=back, applications=applications
        )
    except ImportRefused as refusal:
        raise refused_change(refusal) from None


def _turned(name: str, query: TurnQuery, *, back: bool) -> Turned:
    turned = turned_import(name, back=back, applications=query.applications == "1")
    standing = turned.standing
    return Turned(
        **backing().served_stamp().model_dump(),
        portfolio=name,
        version=standing.current,
        words=turned.words,
        undoable=standing.current is not None,
        redoable=bool(standing.undone),
        next_step=NEXT_STEP,
    )


def _deletion(plan: Plan, status: str, deleted: Deleted | None = None) -> Deletion:
    return Deletion(
        **backing().served_stamp().model_dump(),
        portfolio=plan.portfolio,
        status=status,
        companies=plan.companies,
        versions=plan.versions,
        applications=plan.applications,
        runs=list(plan.runs),
        served_run_goes=plan.is_served,
        ledgers=plan.ledgers,
        kept_files=plan.kept_aside,
        imports=plan.imports,
        file_names=list(plan.files),
        remembered_headings=plan.columns,
        other_portfolios=list(plan.others),
        reason=deleted.reason if deleted else None,
    )


def _state(holding: Holding) -> PortfolioState:
    return PortfolioState(
        portfolio=holding.name,
        version=holding.version,
        companies=holding.companies,
        lines=holding.lines,
        file_name=holding.file_name,
        imported=holding.imported,
        applications=holding.applications,
        undoable=holding.undoable,
        redoable=holding.redoable,
        being_deleted=holding.being_deleted,
        demonstration=holding.demonstration,
    )

"""Companies side by side."""

from collections.abc import Sequence

from service.api.backing import backing
from service.api.finding import entry_of, no_such_company
from service.api.problems import Kind, Problem, ProblemError
from service.api.queries import ChosenQuery
from service.comparing import MOST
from service.pages.choosing import Unmatched, chosen
from service.pages.compare import comparison
from service.pages.names import names_of
from service.pages.routing import asked, files_asked, page
from service.pages.tables import Page
from service.runs.snapshot import Snapshot


@page("/compare")
def compare() -> Page:
    """Up to ten companies side by side on one axis, and which of their scores can be told apart."""
    snapshot = backing().snapshot()
    ids, unmatched = chosen(snapshot, asked(ChosenQuery).company_id)
    if files_asked():
        _refuse(snapshot, ids, unmatched)
    entries = [entry_of(snapshot, company_id)[0] for company_id in ids]
    contributions = backing().queries.contributions(snapshot, ids) if 0 < len(ids) <= MOST else []
    view = comparison(entries, contributions, names_of(snapshot))
    context = {"view": view, "unmatched": unmatched, "stamp": backing().stamp(snapshot)}
    status = 400 if view.too_many else 404 if unmatched else 200
    return Page("compare.html", {**context, "demonstration": view.demonstration}, view.tables, status)


def _refuse(snapshot: Snapshot, ids: Sequence[str], unmatched: Sequence[Unmatched]) -> None:
    """Files hold all that was asked for, or none of it."""
    if unmatched:
        raise no_such_company(snapshot, unmatched[0].text)
    if len(ids) > MOST:
        raise _too_many(len(ids))


def _too_many(given: int) -> Problem:
    detail = f"{given} companies are chosen, and {MOST} at most fit side by side: take {given - MOST} out"
    error = ProblemError(pointer="/query/company_id", code="count", value=str(given), detail=detail)
    return Problem(Kind.INVALID_REQUEST, detail, [error])

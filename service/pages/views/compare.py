"""Companies side by side."""

from flask import g

from service.api.backing import backing
from service.api.finding import entry_of
from service.api.problems import Kind, Problem, ProblemError
from service.api.queries import ChosenQuery
from service.comparing import MOST
from service.pages.compare import comparison
from service.pages.names import names_of
from service.pages.routing import asked, page
from service.pages.tables import Page


@page("/compare")
def compare() -> Page:
    """Up to ten companies side by side on one axis, and which of their scores can be told apart."""
    ids = asked(ChosenQuery).company_id
    if len(ids) > MOST and g.get("twin"):
        raise _too_many(len(ids))
    snapshot = backing().snapshot()
    entries = [entry_of(snapshot, company_id)[0] for company_id in ids]
    contributions = backing().queries.contributions(snapshot, ids) if 0 < len(ids) <= MOST else []
    view = comparison(entries, contributions, names_of(snapshot))
    context = {"view": view, "stamp": backing().stamp(snapshot), "demonstration": view.demonstration}
    return Page("compare.html", context, view.tables)


def _too_many(given: int) -> Problem:
    detail = f"{given} companies are chosen, and {MOST} at most fit side by side: take {given - MOST} out"
    error = ProblemError(pointer="/query/company_id", code="count", value=str(given), detail=detail)
    return Problem(Kind.INVALID_REQUEST, detail, [error])

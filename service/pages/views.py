"""The pages: the ranked list, and one company."""

from flask import Blueprint, render_template, request
from pydantic import ValidationError

from service.api.backing import backing
from service.api.company_answers import score_answer
from service.api.finding import check_codes, company_page, headline_of, record_of
from service.api.queries import CompaniesQuery
from service.api.refusing import invalid
from service.pages import company as one
from service.pages.names import names_of
from service.pages.ranking import ranking as ranked

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def ranking() -> str:
    """Companies, the riskiest first, with search and filters."""
    query = _query()
    check_codes(query)
    page = company_page(query)
    view = ranked(page, query)
    stamp = backing().stamp(page.snapshot)
    return render_template("ranking.html", view=view, stamp=stamp, demonstration=view.demonstration)


@blueprint.get("/companies/<company_id>")
def company(company_id: str) -> str:
    """One company: its score, what drives it, and where each figure comes from."""
    snapshot = backing().snapshot()
    headline, known = headline_of(snapshot, company_id)
    stamp, record = backing().stamp(snapshot), record_of(snapshot, company_id)
    score = score_answer(stamp, headline, known, "snapshot")
    view = one.company_page(score, record, names_of(snapshot))
    return render_template("company.html", view=view, stamp=stamp, demonstration=score.portfolio.demonstration)


def _query() -> CompaniesQuery:
    try:
        return CompaniesQuery.model_validate(request.args.to_dict())
    except ValidationError as error:
        raise invalid(error, CompaniesQuery) from None

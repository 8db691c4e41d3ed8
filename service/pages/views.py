"""The pages: the ranked list, one company, the measures on a day, and the evidence."""

from typing import TypeVar

from flask import Blueprint, render_template, request
from pydantic import ValidationError

from service.api.backing import backing
from service.api.changing import stored_changes
from service.api.company_answers import demonstration, score_answer
from service.api.finding import check_codes, company_page, entry_of, record_of
from service.api.lever_answers import levers_answer
from service.api.levers import levers_on
from service.api.on_demand import outlook_on
from service.api.parameters import Query
from service.api.queries import AsOfQuery, CompaniesQuery, LeversQuery, MeasuresQuery, ScoreDaysQuery
from service.api.refusing import invalid
from service.api.signals import duty_on, licences_on
from service.pages import company as one
from service.pages.evidence import evidence_view
from service.pages.levers import levers_page
from service.pages.measures import measures_view
from service.pages.names import names_of
from service.pages.outlook import outlook_page
from service.pages.ranking import ranking as ranked

blueprint = Blueprint("pages", __name__)
Asked = TypeVar("Asked", bound=Query)


@blueprint.get("/")
def ranking() -> str:
    """Companies, the riskiest first, with search and filters."""
    query = _query(CompaniesQuery)
    check_codes(query)
    page = company_page(query)
    view = ranked(page, query)
    stamp = backing().stamp(page.snapshot)
    return render_template("ranking.html", view=view, stamp=stamp, demonstration=view.demonstration)


@blueprint.get("/companies/<company_id>")
def company(company_id: str) -> str:
    """One company: its score, what drives it, and where each figure comes from."""
    snapshot = backing().snapshot()
    entry, known = entry_of(snapshot, company_id)
    stamp, record = backing().stamp(snapshot), record_of(snapshot, company_id)
    score = score_answer(stamp, entry.headline, known, "snapshot")
    view = one.company_page(score, record, names_of(snapshot), stored_changes(snapshot, company_id))
    return render_template("company.html", view=view, stamp=stamp, demonstration=score.portfolio.demonstration)


@blueprint.get("/companies/<company_id>/levers")
def levers(company_id: str) -> str:
    """What would help a company: its levers, recomputed and ranked."""
    query = _query(LeversQuery)
    stamp, name, report = levers_on(company_id, query)
    found = levers_answer(stamp, company_id, name, report)
    sources = {row["source_id"]: row for row in backing().tables()["sources"].iter_rows(named=True)}
    snapshot = backing().snapshot()
    _, known = entry_of(snapshot, company_id)
    shown = demonstration(known.portfolio).demonstration
    view = levers_page(found, names_of(snapshot), sources, query.costs)
    return render_template("levers.html", view=view, stamp=stamp, demonstration=shown)


@blueprint.get("/companies/<company_id>/outlook")
def outlook(company_id: str) -> str:
    """One company under every future of the day side by side, and with each of its origins offline."""
    query = _query(ScoreDaysQuery)
    _, known = entry_of(backing().snapshot(), company_id)
    found = outlook_on(company_id, query.as_of, query.known_at)
    shown = demonstration(known.portfolio).demonstration
    return render_template("outlook.html", view=outlook_page(found), stamp=found, demonstration=shown)


@blueprint.get("/measures")
def measures() -> str:
    """Export controls, duties and waits on a day, as known on another, with their citations."""
    query = _query(MeasuresQuery)
    tables, stamp = backing().tables(), backing().tables_stamp(query.as_of, query.known_at)
    view = measures_view(tables, stamp, duty_on(query, stamp), licences_on(stamp))
    return render_template("measures.html", view=view, stamp=None, demonstration=False)


@blueprint.get("/evidence")
def evidence() -> str:
    """How fresh the figures are, which trade rows are set aside, and what became of every collected row."""
    stamp = backing().tables_stamp(_query(AsOfQuery).as_of)
    view = evidence_view(backing().tables(), stamp)
    return render_template("evidence.html", view=view, stamp=None, demonstration=False)


def _query(kind: type[Asked]) -> Asked:
    try:
        return kind.model_validate(request.args.to_dict())
    except ValidationError as error:
        raise invalid(error, kind) from None

"""Companies: the ranked list, one company's score, what it is made of, and how it has moved."""

from urllib.parse import urlencode

from flask import Blueprint, Response, request

from service.api.backing import backing, served
from service.api.company_answers import contributions_answer, listed, past, score_text
from service.api.finding import check_codes, company_page, entry_of, no_such_company, record_of
from service.api.licence_answers import licences_answer
from service.api.models.companies import Companies, Contributions, History, Score
from service.api.models.licences import CompanyLicences
from service.api.on_demand import days_asked, licences_on, score_on, served_days
from service.api.openapi import answers
from service.api.problems import Kind
from service.api.queries import CompaniesQuery, ScoreDaysQuery, ScoreQuery
from service.api.tagging import from_snapshot

blueprint = Blueprint("companies", __name__, url_prefix="/v1/companies")
PATHS = {"company_id": "key of the company in its portfolio"}
LIMITS = {"company_id": {"minLength": 1, "maxLength": 128}}


@blueprint.get("")
@from_snapshot
@answers(Companies, Kind.NOT_READY, operation="listCompanies", tag="companies", query=CompaniesQuery, tagged=True)
def companies(query: CompaniesQuery) -> Companies:
    """Companies ranked by score or another column, a page at a time.

    A filter given several times finds the companies with any of its values; different filters narrow each other.

    Pages of one list stay with the run the first was read from, even while a new run is published.
    """
    check_codes(query)
    page = company_page(query)
    following = {**request.args.to_dict(flat=False), "cursor": page.next_cursor}
    return Companies(
        **backing().stamp(page.snapshot).model_dump(),
        total=page.total,
        has_more=page.next_cursor is not None,
        next_url=f"{request.path}?{urlencode(following, doseq=True)}" if page.next_cursor else None,
        data=[listed(row) for row in page.rows],
    )


@blueprint.get("/<company_id>/score")
@from_snapshot
@answers(
    Score,
    Kind.UNKNOWN_COMPANY,
    Kind.NOT_STORED,
    Kind.CANNOT_SCORE,
    Kind.NOT_READY,
    operation="getScore",
    tag="companies",
    query=ScoreQuery,
    paths=PATHS,
    limits=LIMITS,
    tagged=True,
)
def score(company_id: str, query: ScoreQuery) -> Score | Response:
    """A company's score, band, money at stake, data grade and the defaults it rests on.

    Another day than the run's, or a scenario, is computed on demand, with the same engine, for the company's lines as
    they are now.
    """
    snapshot, stamp = served()
    days = days_asked(snapshot.manifest, query.as_of, query.known_at)
    if query.scenario or days != served_days(snapshot.manifest):
        return score_on(company_id, *days, query.scenario)
    entry, known = entry_of(snapshot, company_id)
    text = score_text(stamp, entry, known, "snapshot")
    return Response(text, content_type="application/json")


@blueprint.get("/<company_id>/licences")
@from_snapshot
@answers(
    CompanyLicences,
    Kind.UNKNOWN_COMPANY,
    Kind.NOT_STORED,
    Kind.CANNOT_SCORE,
    Kind.NOT_READY,
    operation="getCompanyLicences",
    tag="companies",
    query=ScoreDaysQuery,
    paths=PATHS,
    limits=LIMITS,
    tagged=True,
)
def licences(company_id: str, query: ScoreDaysQuery) -> CompanyLicences:
    """A company's licence waits: prior, public evidence, its own files and posterior side by side; the licence clock.

    Another day than the run's is computed on demand, from the company's lines and applications as they are now.
    """
    snapshot, stamp = served()
    days = days_asked(snapshot.manifest, query.as_of, query.known_at)
    if days != served_days(snapshot.manifest):
        return licences_on(company_id, *days)
    record = record_of(snapshot, company_id)
    return licences_answer(stamp, record["headline"], record)


@blueprint.get("/<company_id>/contributions")
@from_snapshot
@answers(
    Contributions,
    Kind.UNKNOWN_COMPANY,
    Kind.NOT_READY,
    operation="getContributions",
    tag="companies",
    paths=PATHS,
    limits=LIMITS,
    tagged=True,
)
def contributions(company_id: str) -> Contributions:
    """Every part of a company's score; their points sum to it. Each with the inputs and sources it rests on."""
    snapshot, stamp = served()
    areas = {row["country"]: row["customs_area"] for row in snapshot.signals.rows("areas")}
    return contributions_answer(stamp, record_of(snapshot, company_id), areas)


@blueprint.get("/<company_id>/history")
@from_snapshot
@answers(
    History,
    Kind.UNKNOWN_COMPANY,
    Kind.NOT_READY,
    operation="getHistory",
    tag="companies",
    paths=PATHS,
    limits=LIMITS,
    tagged=True,
)
def history(company_id: str) -> History:
    """A company's headline run by run, oldest first; one row a run, nothing averaged."""
    snapshot, stamp = served()
    rows = backing().queries.history(company_id)
    if not rows:
        raise no_such_company(snapshot, company_id)
    return History(**stamp.model_dump(), company_id=company_id, data=[past(row) for row in rows])

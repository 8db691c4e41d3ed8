"""The ranked list of companies."""

from flask import request

from service.api.backing import backing
from service.api.finding import check_codes, company_page, entry_of, facet_counts
from service.api.queries import RankingQuery
from service.pages.ranking import listing
from service.pages.ranking import ranking as ranked
from service.pages.routing import DISPLAYED, asked, page
from service.pages.tables import Page
from service.runs.company_query import CompanyQuery


@page("/", files="/companies")
def ranking() -> Page:
    """Companies, the riskiest first, with search, filters and how many each of them would find."""
    query = asked(RankingQuery)
    check_codes(query)
    found = company_page(query)
    snapshot = found.snapshot
    counts = facet_counts(snapshot, query.company_query()), facet_counts(snapshot, CompanyQuery())
    displayed = {name: request.args[name] for name in DISPLAYED if name in request.args}
    ticked = {each: entry_of(snapshot, each)[0].headline["company_name"] for each in query.company_id}
    view = ranked(found, query, counts, displayed, ticked)
    context = {"view": view, "stamp": backing().stamp(snapshot), "demonstration": view.demonstration}
    return Page("ranking.html", context, [listing(snapshot, query)])

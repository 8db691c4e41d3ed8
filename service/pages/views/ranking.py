"""The ranked list of companies."""

from service.api.backing import backing
from service.api.finding import check_codes, company_page
from service.api.queries import CompaniesQuery
from service.pages.ranking import listing
from service.pages.ranking import ranking as ranked
from service.pages.routing import asked, page
from service.pages.tables import Page


@page("/", files="/companies")
def ranking() -> Page:
    """Companies, the riskiest first, with search and filters."""
    query = asked(CompaniesQuery)
    check_codes(query)
    found = company_page(query)
    view = ranked(found, query)
    context = {"view": view, "stamp": backing().stamp(found.snapshot), "demonstration": view.demonstration}
    return Page("ranking.html", context, [listing(found.snapshot, query)])

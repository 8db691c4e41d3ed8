"""A company in every named future."""

from service.api.backing import backing
from service.api.company_answers import demonstration
from service.api.finding import entry_of
from service.api.on_demand import outlook_on
from service.api.queries import ScoreDaysQuery
from service.pages.outlook import outlook_page
from service.pages.outlook_tables import outlook_tables
from service.pages.routing import asked, page
from service.pages.tables import Page


@page("/companies/<company_id>/outlook")
def outlook(company_id: str) -> Page:
    """One company under every future of the day side by side, and with each of its origins offline."""
    query = asked(ScoreDaysQuery)
    _, known = entry_of(backing().snapshot(), company_id)
    found = outlook_on(company_id, query.as_of, query.known_at)
    shown = demonstration(known.portfolio).demonstration
    view, days = outlook_page(found), query.model_dump(exclude_none=True, mode="json")
    context = {"view": view, "stamp": found, "demonstration": shown, "days": days}
    return Page("outlook.html", context, outlook_tables(view))

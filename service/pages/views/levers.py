"""What would help a company."""

from service.api.backing import backing
from service.api.company_answers import demonstration
from service.api.finding import entry_of
from service.api.lever_answers import levers_answer
from service.api.levers import levers_on
from service.api.queries import LeversQuery
from service.pages.lever_tables import lever_tables
from service.pages.levers import MOST_PAIRS, levers_page
from service.pages.names import names_of
from service.pages.routing import asked, page
from service.pages.tables import Page


@page("/companies/<company_id>/levers")
def levers(company_id: str) -> Page:
    """What would help a company: its levers, recomputed and ranked."""
    query = asked(LeversQuery)
    stamp, name, report = levers_on(company_id, query)
    found = levers_answer(stamp, company_id, name, report)
    sources = {row["source_id"]: row for row in backing().tables()["sources"].iter_rows(named=True)}
    snapshot = backing().snapshot()
    _, known = entry_of(snapshot, company_id)
    view = levers_page(found, names_of(snapshot), sources, query.costs)
    shown = demonstration(known.portfolio).demonstration
    context = {"view": view, "stamp": stamp, "demonstration": shown, "MOST_PAIRS": MOST_PAIRS}
    given = query.model_dump(exclude_none=True, mode="json")
    return Page("levers.html", {**context, "given": given}, lever_tables(view))

"""Export controls, duties and waits."""

from service.api.backing import backing
from service.api.queries import MeasuresQuery
from service.api.signals import duty_on, licences_on
from service.pages.measures import measures_view
from service.pages.routing import asked, page
from service.pages.tables import Page


@page("/measures")
def measures() -> Page:
    """Export controls, duties and waits on a day, as known on another, with their citations."""
    query = asked(MeasuresQuery)
    tables, stamp = backing().tables(), backing().tables_stamp(query.as_of, query.known_at)
    return Page("measures.html", {"view": measures_view(tables, stamp, duty_on(query, stamp), licences_on(stamp))})

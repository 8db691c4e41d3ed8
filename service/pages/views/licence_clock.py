"""All licence applications on record."""

from service.api.backing import backing
from service.pages.licence_clock import ClockQuery, ClockView, clock, matching
from service.pages.names import names_of
from service.pages.routing import asked, page
from service.pages.tables import Page, table
from service.portfolio.application_store import ApplicationStore


@page("/licence-clock")
def licence_clock() -> Page:
    """All licence applications of the companies of the run against the promised review time, overdue ones first."""
    query, snapshot = asked(ClockQuery), backing().snapshot()
    stamp, names = backing().stamp(snapshot), names_of(snapshot)
    rows = clock(snapshot)
    found = matching(rows, query)
    clock_on = min(stamp.as_of, stamp.known_at)
    behind = ApplicationStore(backing().settings.home).current() != snapshot.manifest.applications
    view = ClockView(stamp, clock_on, rows, found, query, names.materials, names.countries, behind)
    return Page("licence_clock.html", {"view": view, "stamp": stamp}, [table("applications", found)])

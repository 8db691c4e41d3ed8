"""One company."""

from typing import Any

from service.api.backing import backing
from service.api.changing import stored_changes
from service.api.company_state import CompanyState, company_state
from service.api.queries import ScoreDaysQuery
from service.pages.company import Around, company_page
from service.pages.company_tables import company_tables
from service.pages.routing import asked, page
from service.pages.tables import Page
from service.pages.trend import MOST_EVENTS
from service.stage_supply import stage_supply

SHOWN = {"MOST_DUTIES": 12, "MOST_PATHS": 12, "MOST_RUNS": 12, "MOST_EVENTS": MOST_EVENTS, "MOST_ORIGINS": 6}
"""Rows of long tables on the page; a maker in many countries pays dozens of duties, most of them cents."""


@page("/companies/<company_id>")
def company(company_id: str) -> Page:
    """One company: its score, what drives it, and where each figure comes from."""
    query = asked(ScoreDaysQuery)
    state = company_state(company_id, query.as_of, query.known_at)
    view = company_page(state, _around(state, company_id))
    days = query.model_dump(exclude_none=True, mode="json")
    context: dict[str, Any] = {"view": view, "stamp": state.stamp, "days": days, **SHOWN}
    shown = state.score.portfolio.demonstration
    return Page("company.html", {**context, "demonstration": shown}, company_tables(view))


def _around(state: CompanyState, company_id: str) -> Around:
    source, stamp = backing(), state.stamp
    tables = source.tables()
    days = stamp.as_of, stamp.known_at
    supply = source.supplies.recall(tables.version, f"{days}", lambda: stage_supply(tables, *days))
    snapshot = source.snapshot()
    return Around(
        history=source.lately.company(company_id),
        events=tables["events"].to_dicts(),
        supply=supply,
        changes=stored_changes(snapshot, company_id) if state.is_served else None,
        levers=source.levers.known(str(stamp.run_id), f"{company_id}\n[]"),
    )

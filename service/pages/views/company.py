"""One company."""

from datetime import date, datetime
from typing import Any

from pydantic import model_validator
from sqlalchemy.exc import SQLAlchemyError

from reference_data.faults import TableFaults
from reference_data.loader import Tables
from service.api.backing import backing
from service.api.changing import stored_changes
from service.api.company_state import CompanyState, company_state
from service.api.queries import ScoreDaysQuery
from service.pages.company import Around, company_page
from service.pages.company_tables import company_tables
from service.pages.routing import asked, page
from service.pages.tables import Page
from service.pages.trend import MOST_EVENTS
from service.refusal import Refusal
from service.stage_supply import StageSupply, stage_supply

SHOWN = {"MOST_DUTIES": 12, "MOST_PATHS": 12, "MOST_RUNS": 12, "MOST_EVENTS": MOST_EVENTS, "MOST_ORIGINS": 6}
"""Rows of long tables on the page; a maker in many countries pays dozens of duties, most of them cents."""


class PageDays(ScoreDaysQuery):
    """The days a company is looked at on; empty ones are none, as forms send them."""

    @model_validator(mode="before")
    @classmethod
    def _without_empty(cls, given: Any) -> Any:
        return {name: value for name, value in given.items() if value != ""}


@page("/companies/<company_id>")
def company(company_id: str) -> Page:
    """One company: its score, what drives it, and where each figure comes from."""
    query = asked(PageDays)
    state = company_state(company_id, query.as_of, query.known_at)
    view = company_page(state, _around(state, company_id))
    days = query.model_dump(exclude_none=True, mode="json")
    context: dict[str, Any] = {"view": view, "stamp": state.stamp, "days": days, **SHOWN}
    shown = state.score.portfolio.demonstration
    return Page("company.html", {**context, "demonstration": shown}, company_tables(view))


def _around(state: CompanyState, company_id: str) -> Around:
    source, tables = backing(), _readable_tables()
    return Around(
        history=source.lately.company(company_id, _published_at()),
        served=source.snapshot().run_id,
        events=[] if tables is None else tables["events"].to_dicts(),
        supply=None if tables is None else _supply(tables, state.stamp.as_of, state.stamp.known_at),
        changes=stored_changes(source.snapshot(), company_id) if state.is_served else None,
        levers=source.levers.known(str(state.stamp.run_id), f"{company_id}\n[]"),
    )


def _published_at() -> dict[str, datetime]:
    try:
        return backing().record.published_at()
    except (Refusal, SQLAlchemyError):
        # A served run needs no record either: without one the runs of a day are in no order of their making.
        return {}


def _readable_tables() -> Tables | None:
    try:
        return backing().tables()
    except (TableFaults, Refusal):
        # A served run needs none: broken ones take from its page what stands beside the score, and no more.
        return None


def _supply(tables: Tables, as_of: date, known_at: date) -> StageSupply:
    return backing().supplies.recall(
        tables.version, f"{as_of}/{known_at}", lambda: stage_supply(tables, as_of, known_at)
    )

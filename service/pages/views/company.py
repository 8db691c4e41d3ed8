"""One company."""

from service.api.backing import backing
from service.api.changing import stored_changes
from service.api.company_answers import score_answer
from service.api.finding import entry_of, record_of
from service.pages.company import company_page
from service.pages.names import names_of
from service.pages.routing import page
from service.pages.tables import Page


@page("/companies/<company_id>")
def company(company_id: str) -> Page:
    """One company: its score, what drives it, and where each figure comes from."""
    snapshot = backing().snapshot()
    entry, known = entry_of(snapshot, company_id)
    stamp, record = backing().stamp(snapshot), record_of(snapshot, company_id)
    score = score_answer(stamp, entry.headline, known, "snapshot")
    view = company_page(score, record, names_of(snapshot), stored_changes(snapshot, company_id))
    return Page("company.html", {"view": view, "stamp": stamp, "demonstration": score.portfolio.demonstration})

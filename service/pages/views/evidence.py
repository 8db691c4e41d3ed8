"""What the figures rest on."""

from service.api.backing import backing
from service.api.queries import AsOfQuery
from service.pages.evidence import evidence_view
from service.pages.routing import asked, page
from service.pages.tables import Page


@page("/evidence")
def evidence() -> Page:
    """How fresh the figures are, which trade rows are set aside, and what became of every collected row."""
    stamp = backing().tables_stamp(asked(AsOfQuery).as_of)
    view = evidence_view(backing().tables(), stamp)
    return Page("evidence.html", {"view": view, "stamp": stamp}, view.tables())

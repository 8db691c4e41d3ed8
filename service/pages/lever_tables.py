"""The tables of the page of levers as files hold them."""

from collections.abc import Iterator
from typing import Any

from service.pages.levers import LeversPage
from service.pages.made_tables import NUMBER, TEXT, TEXTS, YES, Schema, columns, made
from service.pages.tables import PageTable

SAVING: Schema = {
    **columns(NUMBER, "saved_usd saved_points cost_usd net_usd ratio score expected_annual_loss_usd"),
    **columns(TEXT, "band reason confidence"),
}
LEVERS: Schema = {**columns(TEXT, "lever_id title origin"), **SAVING, **columns(TEXTS, "changes assumptions")}
PAIRS: Schema = {"pair": TEXT, **SAVING, "saved_apart_usd": NUMBER}
OFF: Schema = columns(TEXT, "lever_id title reason")
ASSUMPTIONS: Schema = {
    "name": TEXT,
    **columns(NUMBER, "value value_low value_high"),
    **columns(TEXT, "unit meaning"),
    "given": YES,
    **columns(TEXT, "confidence basis source_id locator note"),
}


def lever_tables(view: LeversPage) -> list[PageTable]:
    """Levers, pairs, levers that do not apply, and the amounts and costs they rest on."""
    return [
        made("levers", LEVERS, lambda: _levers(view)),
        made("pairs", PAIRS, lambda: ({**pair.model_dump(), "pair": title} for title, pair in view.pairs)),
        made("not_applicable", OFF, lambda: (one.model_dump() for one in view.found.not_applicable)),
        made("assumptions", ASSUMPTIONS, lambda: (one.model_dump() for one in view.all_assumptions)),
    ]


def _levers(view: LeversPage) -> Iterator[dict[str, Any]]:
    for lever in view.levers:
        yield {**lever.figures.model_dump(), "title": lever.title, "changes": list(lever.changes)}

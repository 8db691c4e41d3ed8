"""The tables of the outlook page as files hold them."""

from collections.abc import Iterator
from typing import Any

from service.api.models.scenarios import Figures
from service.pages.made_tables import NUMBER, TEXT, Schema, columns, made
from service.pages.outlook import OutlookPage
from service.pages.tables import PageTable

FIGURES: Schema = {name: TEXT if name in ("band", "reason") else NUMBER for name in Figures.model_fields}
FUTURES: Schema = {**columns(TEXT, "scenario_id title"), "probability": NUMBER, **FIGURES}
OFFLINE: Schema = {**columns(TEXT, "scenario_id origin origin_name"), **FIGURES}


def outlook_tables(view: OutlookPage) -> list[PageTable]:
    """Futures with their mixture as the last row, and each origin offline, the costliest first."""
    return [
        made("futures", FUTURES, lambda: _futures(view)),
        made("offline", OFFLINE, lambda: (row.model_dump() for row in [*view.offline, *view.idle])),
    ]


def _futures(view: OutlookPage) -> Iterator[dict[str, Any]]:
    yield from (future.figures.model_dump() for future in view.futures)
    if view.outlook.outlook:
        yield {"scenario_id": "outlook", "title": "Outlook", **view.outlook.outlook.model_dump()}

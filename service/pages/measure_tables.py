"""The tables of the page of measures as files hold them."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from service.api.models.measures import Measure, MeasureClaim
from service.api.models.reference import DutyLayer, Licence
from service.pages.answer_tables import answer_table, columns_of
from service.pages.made_tables import DAY, NUMBER, TEXT, YES, Schema, columns, made
from service.pages.measures import MeasuresView
from service.pages.tables import PageTable, table

DUTY: Schema = {
    **columns(TEXT, "importer origin line importer_area origin_area"),
    "rate": NUMBER,
    "reason": TEXT,
    "scored_rate": NUMBER,
    "assumed": YES,
}
CLAIMS: Schema = {"measure_id": TEXT, **columns_of(MeasureClaim)}
CHANGES: Schema = {"day": DAY, **columns(TEXT, "subject what")}


def measure_tables(view: MeasuresView) -> list[PageTable]:
    """The layers of the duty first, then its history, the acts with their claims, the waits and the changes."""
    duty = view.duty.duty
    return [
        answer_table("duty_layers", DutyLayer, duty.layers),
        made("duty", DUTY, lambda: [duty.model_dump() | dict(view.duty.period) | {"rate": duty.rate}]),
        table("duty_history", view.duty.history.periods),
        table("layer_history", view.duty.history.layers.drop("importer")),
        answer_table("measures", Measure, view.acts),
        made("claims", CLAIMS, lambda: _claims(view)),
        answer_table("licence_waits", Licence, [route.regime for route in view.routes]),
        made("changes", CHANGES, lambda: map(asdict, view.changes)),
    ]


def _claims(view: MeasuresView) -> Iterator[dict[str, Any]]:
    for act in view.acts:
        for claim in act.claims:
            yield {"measure_id": act.measure_id, **claim.model_dump()}

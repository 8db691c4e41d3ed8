"""GET /v1/signals/concentration: who supplies what at which stage, as context beside the score."""

import polars as pl
from flask import Blueprint

from scoring.concentration_context import concentration_context
from service.api.backing import backing
from service.api.citing import cited
from service.api.models.concentration import Concentration, Concentrations
from service.api.openapi import answers
from service.api.queries import ConcentrationQuery
from service.api.refusing import wrong_value
from service.api.tagging import from_tables
from service.portfolio.nearest import Search

NAMED = {
    "element": ("elements", "is no element on record"),
    "importer": ("use_shares", "has no import mix on record"),
}
"""Where the values of a parameter stand, and what to say of one that does not."""

blueprint = Blueprint("concentration", __name__, url_prefix="/v1/signals")


@blueprint.get("/concentration")
@from_tables
@answers(Concentrations, operation="getConcentration", tag="law", query=ConcentrationQuery, tagged=True)
def concentration(query: ConcentrationQuery) -> Concentrations:
    """World concentration, GeoPolRisk and the EU's supply risk per element, stage and importer; in no score.

    An index that cannot be computed is null, with the reason.
    """
    tables, stamp = backing().tables(), backing().tables_stamp(query.as_of, query.known_at)
    rows = concentration_context(tables, stamp.as_of, stamp.known_at)
    for name, value in query.chosen().items():
        rows = _only(rows, name, value)
    found = [Concentration(**row) for row in rows.to_dicts()]
    return Concentrations(
        **stamp.model_dump(),
        data=found,
        sources=cited(tables, (source for row in found for source in row.source_ids)),
    )


def _only(rows: pl.DataFrame, name: str, value: str) -> pl.DataFrame:
    table, fault = NAMED[name]
    known = sorted(set(backing().tables()[table][name]))
    if value not in known:
        raise wrong_value(name, value, fault, Search().id(value, dict(zip(known, known, strict=True))))
    return rows.filter(pl.col(name) == value)

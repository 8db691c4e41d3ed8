"""GET /v1/companies/compare: scores side by side with their intervals, and which of them can be told apart."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint

from scoring.comparison import Pair, compared
from service.api.backing import backing
from service.api.finding import entry_of
from service.api.models.comparison import Compared, ComparedPair, Comparison
from service.api.openapi import answers
from service.api.problems import Kind
from service.api.queries import CompareQuery
from service.api.tagging import from_snapshot
from service.comparing import ranged
from service.interval_words import interval_reason

blueprint = Blueprint("comparison", __name__, url_prefix="/v1/companies")


@blueprint.get("/compare")
@from_snapshot
@answers(
    Comparison,
    Kind.UNKNOWN_COMPANY,
    Kind.NOT_READY,
    operation="compareCompanies",
    tag="companies",
    query=CompareQuery,
    tagged=True,
)
def compare(query: CompareQuery) -> Comparison:
    """Two to ten companies of the run with their intervals; for each pair whether the scores can be told apart.

    They cannot where the shared part of their intervals is more than half of the shorter one.
    """
    snapshot = backing().snapshot()
    rows = [entry_of(snapshot, company_id)[0].headline for company_id in query.company_id]
    return Comparison(
        **backing().stamp(snapshot).model_dump(),
        data=[_side(row) for row in rows],
        pairs=compared_pairs(rows),
    )


def compared_pairs(rows: Sequence[Mapping[str, Any]]) -> list[ComparedPair]:
    """Each two of some companies, from rows of the company level, and whether their scores can be told apart."""
    return [_pair(pair, rows) for pair in compared([ranged(row) for row in rows])]


def _side(row: Mapping[str, Any]) -> Compared:
    names = set(Compared.model_fields) - {"reason"}
    reasons = filter(None, (row["reason"], interval_reason(row)))
    return Compared(**{name: row[name] for name in names}, reason="; ".join(reasons) or None)


def _pair(pair: Pair, rows: Sequence[Mapping[str, Any]]) -> ComparedPair:
    scores = {row["company_id"]: row["score"] for row in rows}
    first, second = scores[pair.first], scores[pair.second]
    return ComparedPair(
        first=pair.first,
        second=pair.second,
        score_difference=None if first is None or second is None else first - second,
        shared_part=pair.shared,
        distinguishable=pair.distinguishable,
        reason=pair.reason,
    )

"""Why a company's score moved between two runs or days."""

from flask import Blueprint

from service.api.changing import changes_between
from service.api.companies import LIMITS, PATHS
from service.api.models.changes import Changes
from service.api.openapi import answers
from service.api.problems import Kind
from service.api.queries import ChangesQuery

blueprint = Blueprint("changes", __name__, url_prefix="/v1/companies")


@blueprint.get("/<company_id>/changes")
@answers(
    Changes,
    Kind.UNKNOWN_COMPANY,
    Kind.UNKNOWN_RUN,
    Kind.INPUTS_GONE,
    Kind.CANNOT_SCORE,
    Kind.NOT_READY,
    operation="getChanges",
    tag="companies",
    query=ChangesQuery,
    paths=PATHS,
    limits=LIMITS,
)
def changes(company_id: str, query: ChangesQuery) -> Changes:
    """Why a company's score moved: parts by group that sum to the difference exactly, with the rows behind each.

    Between the run served before and the served run unless asked otherwise. A day is looked at with portfolios and
    tables as they are now, with what was known on it.
    """
    return changes_between(company_id, query.from_, query.to)

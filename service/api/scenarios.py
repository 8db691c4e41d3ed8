"""Scenarios: the futures of a day with their reasoning, and a company under all of them."""

from flask import Blueprint

from service.api.backing import backing
from service.api.models.scenarios import Outlook, Scenarios
from service.api.on_demand import outlook_on
from service.api.openapi import answers
from service.api.problems import Kind
from service.api.queries import DaysQuery, ScoreDaysQuery
from service.api.scenario_answers import scenarios_answer
from service.api.tagging import from_stored, from_tables

blueprint = Blueprint("scenarios", __name__, url_prefix="/v1")


@blueprint.get("/scenarios")
@from_tables
@answers(Scenarios, operation="listScenarios", tag="scenarios", query=DaysQuery, tagged=True)
def scenarios(query: DaysQuery) -> Scenarios:
    """Named futures of a day: what each changes, how likely we take it to be, and why; all of it our own assumption.

    Before the first were stated there are none, with the reason.
    """
    return scenarios_answer(backing().tables(), backing().tables_stamp(query.as_of, query.known_at))


@blueprint.get("/companies/<company_id>/outlook")
@from_stored
@answers(
    Outlook,
    Kind.UNKNOWN_COMPANY,
    Kind.NOT_STORED,
    Kind.CANNOT_SCORE,
    Kind.NOT_READY,
    operation="getOutlook",
    tag="scenarios",
    query=ScoreDaysQuery,
    paths={"company_id": "key of the company in its portfolio"},
    limits={"company_id": {"minLength": 1, "maxLength": 128}},
    tagged=True,
)
def outlook(company_id: str, query: ScoreDaysQuery) -> Outlook:
    """A company under every future of the day side by side, the mixture of its losses, and each origin offline.

    Computed on demand, for the company's lines as they are now.
    """
    return outlook_on(company_id, query.as_of, query.known_at)

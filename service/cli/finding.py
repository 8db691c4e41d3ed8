"""Finds what a command names, or says what may have been meant."""

from datetime import date

from reference_data.loader import Tables
from scoring.futures import UnknownScenario, scenario_of
from scoring.portfolio import Portfolio
from scoring.scenarios import Scenario
from service.portfolio.nearest import nearest_word
from service.refusal import Refusal


def company_portfolio(everybody: Portfolio, company_id: str) -> Portfolio:
    """The lines of one company. Raises Refusal with the nearest ids where there is no such company."""
    own = everybody.of_company(company_id)
    if own.lines.is_empty():
        near = " or ".join(nearest_word(company_id, everybody.lines["company_id"].unique().to_list()))
        raise Refusal(f"{company_id}: no such company in any portfolio" + (f"; did you mean {near}?" if near else ""))
    return own


def named_scenario(tables: Tables, scenario_id: str, as_of: date, known_at: date) -> Scenario:
    """The scenario of that id on the day. Raises Refusal with the nearest where there is none, or none by then."""
    try:
        return scenario_of(tables, scenario_id, as_of, known_at)
    except UnknownScenario as error:
        near = " or ".join([] if error.dated else nearest_word(scenario_id, error.names))
        told = f"; did you mean {near}?" if near else f"; those of {as_of} are {', '.join(error.names)}"
        raise Refusal(f"--scenario: {error}{told}") from None

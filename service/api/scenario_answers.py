"""Makes answers about scenarios: which one was asked for, what it changes and why, and a company's outlook."""

from dataclasses import asdict
from datetime import date

from reference_data.loader import Tables
from scoring.duty import customs_areas
from scoring.futures import OFFLINE, UnknownScenario, futures_on, not_stated, row_of, scenario_of
from scoring.in_force import in_force
from scoring.scenarios import STATUS_QUO, Scenario
from service.api.citing import cited
from service.api.models.scenarios import (
    DealSlope,
    Figures,
    Future,
    Offline,
    Outlook,
    Scenarios,
    ScenarioTold,
    told_of,
)
from service.api.models.stamp import Stamped
from service.api.problems import Kind, Problem, ProblemError
from service.api.refusing import wrong_value
from service.outlook import JUDGEMENT, OFFLINE_MEANS, CompanyOutlook, Row
from service.portfolio.nearest import Search, nearest_word

LONGEST_SHOWN = 200


def asked_scenario(tables: Tables, scenario_id: str, as_of: date, known_at: date) -> Scenario:
    """The scenario of that id on the day. A problem that names the nearest where there is none, or none by then."""
    try:
        scenario = scenario_of(tables, scenario_id, as_of, known_at)
    except UnknownScenario as error:
        raise _unknown(error) from None
    origin = scenario.offline_origin
    if origin and origin not in customs_areas(tables, as_of):
        names = dict(tables["countries"].select("country", "name").iter_rows())
        close = [f"{OFFLINE}:{code}" for code in Search().country(origin, names)]
        raise wrong_value("scenario", scenario_id, f"takes offline {origin!r}, which is no country on record", close)
    return scenario


def told_scenario(tables: Tables, scenario: Scenario, as_of: date, known_at: date) -> ScenarioTold:
    """What a scenario of the table changes and why; the status quo before the first edition changes nothing."""
    row = row_of(tables, scenario.scenario_id, as_of, known_at)
    if row is None:
        why = f"The tables as they stand; {not_stated(tables, as_of, known_at)}"
        return told_of({**dict.fromkeys(ScenarioTold.model_fields), **asdict(STATUS_QUO), "reasoning": why})
    named = {"scenario_id": scenario.scenario_id, "title": scenario.title, "offline_origin": scenario.offline_origin}
    return told_of({**row, **named})


def scenarios_answer(tables: Tables, stamp: Stamped) -> Scenarios:
    """The scenarios of a day, and the slopes their deal state goes by."""
    days = (stamp.as_of, stamp.known_at)
    told = [told_of(row) for row in futures_on(tables, *days).to_dicts()]
    rows = in_force(tables["deal_slopes"], *days).select(list(DealSlope.model_fields)).to_dicts()
    slopes = [DealSlope(**row) for row in rows]
    source_ids = [row.source_id for row in told] + [row.source_id for row in slopes]
    return Scenarios(
        **stamp.model_dump(),
        notice=JUDGEMENT,
        reason=not_stated(tables, *days),
        data=told,
        deal_slopes=slopes,
        sources=cited(tables, source_ids),
    )


def outlook_answer(tables: Tables, stamp: Stamped, found: CompanyOutlook) -> Outlook:
    """A company's outlook with the reasoning behind each future."""
    told = [row for row in scenarios_answer(tables, stamp).data if row.probability is not None]
    company = found.status_quo
    return Outlook(
        **stamp.model_dump(),
        company_id=company["company_id"],
        company_name=company["company_name"],
        notice=JUDGEMENT,
        futures=[Future(**{name: row[name] for name in Future.model_fields}) for row in found.futures],
        outlook=_figures(found.mixture) if found.mixture else None,
        outlook_reason=found.reason,
        offline_notice=OFFLINE_MEANS,
        offline=[_offline(row, found) for row in found.offline],
        scenarios=told,
        sources=cited(tables, [row.source_id for row in told]),
    )


def _offline(row: Row, found: CompanyOutlook) -> Offline:
    names = Offline.model_fields.keys() - {"origin_name"}
    return Offline(**{name: row[name] for name in names}, origin_name=found.areas.get(row["origin"], row["origin"]))


def _figures(row: Row) -> Figures:
    return Figures(**{name: row[name] for name in Figures.model_fields})


def _unknown(error: UnknownScenario) -> Problem:
    shown = error.scenario_id[:LONGEST_SHOWN]
    if error.dated:
        found = ProblemError(
            pointer="/query/scenario", code="not_stated", value=shown, detail=str(error), did_you_mean=error.names
        )
        return Problem(Kind.CANNOT_SCORE, str(error), [found])
    names = ", ".join(error.names)
    close = nearest_word(shown, error.names) or error.names
    return wrong_value("scenario", shown, f"is none of {names}", close)

"""Scores one company for a day or a future no run was made for, with the same engine, for its lines as they are now."""

from datetime import date

import polars as pl

from reference_data.loader import Tables
from scoring.engine import score_in
from scoring.levels import Levels
from scoring.method import METHOD
from scoring.portfolio import Portfolio
from scoring.scenarios import Scenario, under
from scoring.world import world_on
from service.api.about import about
from service.api.backing import backing
from service.api.company_answers import score_answer
from service.api.finding import no_longer_stored, no_such_company
from service.api.licence_answers import licences_answer
from service.api.models.companies import Score
from service.api.models.licences import CompanyLicences
from service.api.models.scenarios import Outlook
from service.api.models.stamp import Stamped
from service.api.problems import Problem
from service.api.scenario_answers import asked_scenario, outlook_answer, told_scenario
from service.batch import run_stamp
from service.inputs import Inputs, load_inputs
from service.outlook import outlook_of
from service.refusal import Refusal
from service.runs.manifest import Manifest
from service.runs.snapshot import Snapshot

Days = tuple[date, date]


def served_days(served: Manifest) -> Days:
    """The day of the served run, and the day whose knowledge it used."""
    return served.as_of, served.known_at


def days_asked(served: Manifest, as_of: date | None, known_at: date | None) -> Days:
    """The days asked for; the run's where none are, and what was known on the day itself unless asked."""
    day = as_of or served.as_of
    return day, known_at or (served.known_at if day == served.as_of else day)


def score_on(company_id: str, as_of: date, known_at: date, scenario_id: str | None = None) -> Score:
    """The company's score as of a day, with what was known on another, in a scenario where one is named."""
    tables = backing().tables()
    scenario = asked_scenario(tables, scenario_id, as_of, known_at) if scenario_id else None
    inputs, levels, stamped = computed_on(company_id, as_of, known_at, scenario)
    signals = {name: frame.to_dicts() for name, frame in levels.signals.items()}
    known = about(portfolio_name(inputs, company_id), signals, as_of, known_at)
    told = told_scenario(tables, scenario, as_of, known_at) if scenario else None
    return score_answer(stamped, levels.company.row(0, named=True), known, "on demand", told)


def outlook_on(company_id: str, as_of: date | None, known_at: date | None) -> Outlook:
    """The company under every future as of a day, the served run's unless given; worked out once for each state."""
    days = days_asked(backing().snapshot().manifest, as_of, known_at)
    (inputs, portfolio), tables = stored_now(company_id), backing().tables()
    stamped = stamped_on(inputs, tables, *days)
    found = backing().outlooks.recall(str(stamped.run_id), company_id, lambda: outlook_of(portfolio, tables, *days))
    return outlook_answer(tables, stamped, found)


def licences_on(company_id: str, as_of: date, known_at: date) -> CompanyLicences:
    """The company's licences as of a day, with what was known on another."""
    _, levels, stamped = computed_on(company_id, as_of, known_at)
    found = {name: levels.signals[name].to_dicts() for name in ("licences", "applications")}
    return licences_answer(stamped, levels.company.row(0, named=True), found)


def computed_on(
    company_id: str, as_of: date, known_at: date, scenario: Scenario | None = None
) -> tuple[Inputs, Levels, Stamped]:
    """All levels of one company as of a day. A problem that names the nearest ids where there is no such company."""
    (inputs, portfolio), tables = stored_now(company_id), backing().tables()
    world = world_on(tables, METHOD, as_of, known_at)
    levels = score_in(under(world, scenario) if scenario else world, portfolio, tables)
    return inputs, levels, stamped_on(inputs, tables, as_of, known_at)


def stored_now(company_id: str) -> tuple[Inputs, Portfolio]:
    """All that is stored, and the company's lines in it. A problem where there is none, or no such company."""
    snapshot = backing().snapshot()
    try:
        inputs = load_inputs(backing().settings.home)
    except Refusal:
        raise _without_lines(snapshot, company_id) from None
    portfolio = inputs.portfolio.of_company(company_id)
    if portfolio.lines.is_empty():
        raise _without_lines(snapshot, company_id)
    return inputs, portfolio


def _without_lines(snapshot: Snapshot, company_id: str) -> Problem:
    return no_longer_stored(company_id) if snapshot.entry(company_id) else no_such_company(snapshot, company_id)


def stamped_on(inputs: Inputs, tables: Tables, as_of: date, known_at: date) -> Stamped:
    """What an answer computed from what is stored says about itself: the id that a run of it would have."""
    stamp = run_stamp(inputs, tables, as_of=as_of, known_at=known_at)
    snapshot = backing().snapshot()
    of_run = served_days(snapshot.manifest) == (as_of, known_at)
    return Stamped(
        run_id=stamp.run_id,
        as_of=as_of,
        known_at=known_at,
        method=stamp.method,
        tables_version=stamp.tables_version,
        stale=of_run and backing().stamp(snapshot).stale,
    )


def portfolio_name(inputs: Inputs, company_id: str) -> str | None:
    """The portfolio a company is in now."""
    names = inputs.membership.filter(pl.col("company_id") == company_id)["portfolio"]
    return None if names.is_empty() else str(names[0])

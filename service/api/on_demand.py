"""Scores one company for a day no run was made for, with the same engine, for its lines as they are now."""

from datetime import date

import polars as pl

from reference_data.loader import Tables
from scoring.engine import score
from scoring.levels import Levels
from scoring.method import METHOD
from service.api.about import about
from service.api.backing import backing
from service.api.company_answers import score_answer
from service.api.finding import no_such_company
from service.api.licence_answers import licences_answer
from service.api.models.companies import Score
from service.api.models.licences import CompanyLicences
from service.api.models.stamp import Stamped
from service.batch import run_stamp
from service.inputs import Inputs, load_inputs
from service.runs.manifest import Manifest


def other_days(served: Manifest, as_of: date | None, known_at: date | None) -> tuple[date, date] | None:
    """The days asked for, where the served run is not of them; what was known on the day itself unless asked."""
    day = as_of or served.as_of
    known = known_at or (served.known_at if day == served.as_of else day)
    return None if (day, known) == (served.as_of, served.known_at) else (day, known)


def score_on(company_id: str, as_of: date, known_at: date) -> Score:
    """The company's score as of a day, with what was known on another."""
    inputs, levels, stamped = computed_on(company_id, as_of, known_at)
    signals = {name: frame.to_dicts() for name, frame in levels.signals.items()}
    known = about(_portfolio_name(inputs, company_id), signals, as_of, known_at)
    return score_answer(stamped, levels.company.row(0, named=True), known, "on demand")


def licences_on(company_id: str, as_of: date, known_at: date) -> CompanyLicences:
    """The company's licences as of a day, with what was known on another."""
    _, levels, stamped = computed_on(company_id, as_of, known_at)
    found = {name: levels.signals[name].to_dicts() for name in ("licences", "applications")}
    return licences_answer(stamped, levels.company.row(0, named=True), found)


def computed_on(company_id: str, as_of: date, known_at: date) -> tuple[Inputs, Levels, Stamped]:
    """All levels of one company as of a day. A problem that names the nearest ids where there is no such company."""
    inputs, tables = load_inputs(backing().settings.home), backing().tables()
    portfolio = inputs.portfolio.of_company(company_id)
    if portfolio.lines.is_empty():
        raise no_such_company(backing().snapshot(), company_id)
    levels = score(portfolio, tables, METHOD, as_of=as_of, known_at=known_at)
    return inputs, levels, stamped_on(inputs, tables, as_of, known_at)


def stamped_on(inputs: Inputs, tables: Tables, as_of: date, known_at: date) -> Stamped:
    """What an answer computed from what is stored says about itself: the id that a run of it would have."""
    stamp = run_stamp(inputs, tables, as_of=as_of, known_at=known_at)
    return Stamped(
        run_id=stamp.run_id,
        as_of=as_of,
        known_at=known_at,
        method=stamp.method,
        tables_version=stamp.tables_version,
        stale=False,
    )


def _portfolio_name(inputs: Inputs, company_id: str) -> str | None:
    names = inputs.membership.filter(pl.col("company_id") == company_id)["portfolio"]
    return None if names.is_empty() else str(names[0])

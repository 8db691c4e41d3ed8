"""Scores one company for a day no run was made for, with the same engine, for its lines as they are now."""

from datetime import date

import polars as pl

from scoring.engine import score
from scoring.method import METHOD
from scoring.portfolio import Portfolio
from service.api.about import about
from service.api.backing import backing
from service.api.company_answers import score_answer
from service.api.finding import no_such_company
from service.api.models.companies import Score
from service.api.models.stamp import Stamped
from service.batch import run_stamp
from service.inputs import Inputs, load_inputs


def score_on(company_id: str, as_of: date) -> Score:
    """The company's score as of a day, with what was known on that day."""
    inputs, tables = load_inputs(backing().settings.home), backing().tables()
    portfolio = lines_of(inputs, company_id)
    if portfolio.lines.is_empty():
        raise no_such_company(backing().snapshot(), company_id)
    levels = score(portfolio, tables, METHOD, as_of=as_of, known_at=as_of)
    stamp = run_stamp(inputs, tables, as_of=as_of, known_at=as_of)
    stamped = Stamped(
        run_id=stamp.run_id,
        as_of=as_of,
        known_at=as_of,
        method=stamp.method,
        tables_version=stamp.tables_version,
        stale=False,
    )
    signals = {name: frame.to_dicts() for name, frame in levels.signals.items()}
    known = about(_portfolio_name(inputs, company_id), signals, as_of)
    return score_answer(stamped, levels.company.row(0, named=True), known, "on demand")


def lines_of(inputs: Inputs, company_id: str) -> Portfolio:
    """The product lines and overrides of one company."""
    own = pl.col("company_id") == company_id
    return Portfolio(inputs.portfolio.lines.filter(own), inputs.portfolio.overrides.filter(own))


def _portfolio_name(inputs: Inputs, company_id: str) -> str | None:
    names = inputs.membership.filter(pl.col("company_id") == company_id)["portfolio"]
    return None if names.is_empty() else str(names[0])

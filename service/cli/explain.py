"""`exposure explain`: a company's score in words."""

from datetime import date

import click

from reference_data.loader import load_tables
from scoring.engine import score
from scoring.method import METHOD
from scoring.portfolio import Portfolio
from service.cli.dates import AS_OF, DAY, today
from service.explain import explanation
from service.inputs import load_inputs
from service.portfolio.nearest import nearest_word
from service.refusal import Refusal
from service.settings import Settings
from service.stand_in_words import stand_in_words


@click.command("explain")
@click.argument("company_id")
@click.option("--as-of", type=AS_OF, default=None, help="Day to explain the score of (default: today).")
@click.option(
    "--known-at", type=DAY, default=None, help="Use only what was known by this day (default: the day itself)."
)
@click.pass_obj
def command(settings: Settings, company_id: str, as_of: date | None, known_at: date | None) -> None:
    """Say in words what makes up the score of COMPANY_ID: who, through what, for how long, and what was assumed."""
    day = as_of or today()
    known = known_at or day
    portfolio = portfolio_of(load_inputs(settings.home).portfolio, company_id)
    tables = load_tables(settings.tables_dir)
    levels = score(portfolio, tables, METHOD, as_of=day, known_at=known)
    known_words = "" if known == day else f" with what was known on {known}"
    click.echo(f"As of {day}{known_words}, method {METHOD.version}")
    for line in explanation(levels):
        click.echo(line)
    for words in stand_in_words(levels.signals["stand_ins"].to_dicts(), day, known).values():
        click.echo(f"{words[0].upper()}{words[1:]}.")


def portfolio_of(everybody: Portfolio, company_id: str) -> Portfolio:
    """The lines of one company. Refuses an id that nobody has and names the nearest."""
    own = everybody.of_company(company_id)
    if own.lines.is_empty():
        near = " or ".join(nearest_word(company_id, everybody.lines["company_id"].unique().to_list()))
        raise Refusal(f"{company_id}: no such company in any portfolio" + (f"; did you mean {near}?" if near else ""))
    return own

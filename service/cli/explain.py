"""`exposure explain`: a company's score in words."""

from dataclasses import replace
from datetime import date

import click

from reference_data.loader import load_tables
from scoring.engine import score
from scoring.method import METHOD
from service.cli.dates import AS_OF, DAY, today
from service.cli.finding import company_portfolio
from service.explain import explanation
from service.inputs import load_inputs
from service.ledger.company import computed_changes
from service.ledger.made_from import MadeFrom
from service.ledger.words import change_words
from service.refusal import Refusal
from service.settings import Settings
from service.stand_in_words import stand_in_words


@click.command("explain")
@click.argument("company_id")
@click.option("--as-of", type=AS_OF, default=None, help="Day to explain the score of (default: today).")
@click.option(
    "--known-at", type=DAY, default=None, help="Use only what was known by this day (default: the day itself)."
)
@click.option(
    "--since",
    type=AS_OF,
    default=None,
    help="Say also what moved the score since this day, with portfolio and tables as they are now.",
)
@click.pass_obj
def command(settings: Settings, company_id: str, as_of: date | None, known_at: date | None, since: date | None) -> None:
    """Say in words what makes up the score of COMPANY_ID: who, through what, for how long, and what was assumed."""
    day = as_of or today()
    known = known_at or day
    if since is not None and since > day:
        raise Refusal(f"--since {since} is after {day}, the day that is explained: name an earlier day")
    portfolio = company_portfolio(load_inputs(settings.home).portfolio, company_id)
    tables = load_tables(settings.tables_dir)
    levels = score(portfolio, tables, METHOD, as_of=day, known_at=known)
    known_words = "" if known == day else f" with what was known on {known}"
    click.echo(f"As of {day}{known_words}, method {METHOD.version}")
    for line in explanation(levels):
        click.echo(line)
    for words in stand_in_words(levels.signals["stand_ins"].to_dicts(), day, known).values():
        click.echo(f"{words[0].upper()}{words[1:]}.")
    if since is not None:
        for line in _moved(MadeFrom(portfolio, tables, METHOD, day, known), since):
            click.echo(line)


def _moved(after: MadeFrom, since: date) -> list[str]:
    """What moved the one company since a day, with what was known then."""
    found = computed_changes(replace(after, as_of=since, known_at=since), after)
    sources = {
        row["source_id"]: ", ".join(str(row[name]) for name in ("producer", "published", "url") if row[name])
        for row in after.tables["sources"].iter_rows(named=True)
    }
    return ["", f"Since {since}:", *(change_words(found, sources) if found else [])]

"""`exposure outlook`: a company under the futures of a day, in words."""

from collections.abc import Iterator
from datetime import date

import click

from reference_data.loader import load_tables
from scoring.method import METHOD
from service.cli.dates import AS_OF, DAY, today
from service.cli.finding import company_portfolio
from service.explain import usd
from service.inputs import load_inputs
from service.outlook import JUDGEMENT, OFFLINE_MEANS, CompanyOutlook, Row, outlook_of
from service.percent_words import percent
from service.settings import Settings


@click.command("outlook")
@click.argument("company_id")
@click.option("--as-of", type=AS_OF, default=None, help="Day the futures begin on (default: today).")
@click.option(
    "--known-at", type=DAY, default=None, help="Use only what was known by this day (default: the day itself)."
)
@click.pass_obj
def command(settings: Settings, company_id: str, as_of: date | None, known_at: date | None) -> None:
    """Say in words what each future would do to COMPANY_ID, what they mix to, and what each origin offline costs."""
    day = as_of or today()
    known = known_at or day
    portfolio = company_portfolio(load_inputs(settings.home).portfolio, company_id)
    found = outlook_of(portfolio, load_tables(settings.tables_dir), day, known)
    click.echo(f"As of {day}{'' if known == day else f' with what was known on {known}'}, method {METHOD.version}")
    for line in outlook_words(found):
        click.echo(line)


def outlook_words(found: CompanyOutlook) -> Iterator[str]:
    """The lines that tell a company's outlook: status quo, outlook, futures by loss, origins by what they cost."""
    quo = found.status_quo
    if quo["score"] is None:
        yield f"{quo['company_name']}: no score, and so no outlook. {quo['reason']}"
        return
    yield f"{quo['company_name']}: score {_figures(quo)} with things as they are; higher is riskier"
    if found.mixture:
        yield f"Outlook, all futures mixed by our odds: score {_figures(found.mixture)}, {_moved(found.mixture)}"
    else:
        yield f"No outlook: {found.reason}."
    for row in found.futures[1:]:
        yield f"  {percent(row['probability']):>5}  {row['title']}: {row['score']:.1f}, {_moved(row)}"
    if found.mixture:
        yield f"  {percent(quo['probability']):>5}  {quo['title']}: as above"
        yield f"{JUDGEMENT} `exposure tables show scenarios` prints them."
    yield from _offline(found)


def _offline(found: CompanyOutlook) -> Iterator[str]:
    yield OFFLINE_MEANS
    named = [(found.areas.get(row["origin"], row["origin"]), row) for row in found.offline]
    for name, row in named:
        if row["loss_difference_usd"]:
            yield f"  {name} offline: {row['score']:.1f}, {_moved(row)}"
    if idle := [name for name, row in named if not row["loss_difference_usd"]]:
        yield f"  No different with any of these offline: {', '.join(idle)}"


def _figures(row: Row) -> str:
    loss, days = usd(row["expected_annual_loss_usd"]), row["lost_days"]
    parts = ", ".join(f"{name} {usd(row[f'{name}_loss_usd'])}" for name in ("delay", "duty", "premium"))
    return f"{row['score']:.1f} of 100 ({row['band']}), {loss} a year ({parts}), {days:.1f} days lost"


def _moved(row: Row) -> str:
    points, loss = row["score_difference"], row["loss_difference_usd"]
    if loss == 0:
        return "no different"
    return f"{points:+.1f} points, {usd(abs(loss))} a year {'more' if loss > 0 else 'less'}"

"""`exposure iso`: licences against duties for one company, in words."""

import math
from datetime import date

import click

from reference_data.loader import load_tables
from scoring.iso_exposure import duty_for_speed, speed_for_duty
from scoring.method import METHOD
from scoring.world import world_on
from service.cli.dates import AS_OF, DAY, today
from service.cli.finding import company_portfolio
from service.inputs import load_inputs
from service.iso_words import exchange_words
from service.settings import Settings


@click.command("iso")
@click.argument("company_id")
@click.option("--speed", type=click.FloatRange(0.01, 100), help="Licences this many times as fast as now.")
@click.option("--duty-points", type=click.FloatRange(-100, 1000), help="Points of duty added; negative for a cut.")
@click.option("--as-of", type=AS_OF, default=None, help="Day they are weighed on (default: today).")
@click.option(
    "--known-at", type=DAY, default=None, help="Use only what was known by this day (default: the day itself)."
)
@click.pass_obj
def command(
    settings: Settings,
    company_id: str,
    speed: float | None,
    duty_points: float | None,
    as_of: date | None,
    known_at: date | None,
) -> None:
    """Say which duty makes up for faster or slower licences of COMPANY_ID, or which speed makes up for a duty."""
    if (speed is None) == (duty_points is None):
        raise click.UsageError("give either --speed, such as 2, or --duty-points, such as -10")
    if not math.isfinite(speed or duty_points or 0.0):
        raise click.UsageError("speed and points are finite numbers")
    day = as_of or today()
    company = company_portfolio(load_inputs(settings.home).portfolio, company_id)
    tables = load_tables(settings.tables_dir)
    world = world_on(tables, METHOD, day, known_at or day)
    if speed is not None:
        found = duty_for_speed(world, company, tables, speed)
    else:
        found = speed_for_duty(world, company, (duty_points or 0.0) / 100)
    click.echo(f"As of {day}, method {METHOD.version}")
    click.echo(exchange_words(found, str(company.lines["company_name"][0])))

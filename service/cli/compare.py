"""`exposure compare`: scores of companies side by side, and which can be told apart."""

from datetime import date

import click

from reference_data.loader import load_tables
from scoring.engine import headlines_in
from scoring.method import METHOD
from scoring.world import world_on
from service.cli.dates import AS_OF, DAY, today
from service.cli.finding import company_portfolio
from service.comparing import LEAST, MOST, comparison_lines
from service.inputs import load_inputs
from service.settings import Settings


@click.command("compare")
@click.argument("company_ids", nargs=-1, required=True, metavar="COMPANY_ID COMPANY_ID...")
@click.option("--as-of", type=AS_OF, default=None, help="Day of the scores (default: today).")
@click.option(
    "--known-at", type=DAY, default=None, help="Use only what was known by this day (default: the day itself)."
)
@click.pass_obj
def command(settings: Settings, company_ids: tuple[str, ...], as_of: date | None, known_at: date | None) -> None:
    """Put two to ten companies side by side: score, interval, and for each pair whether they can be told apart."""
    if not LEAST <= len(company_ids) <= MOST:
        raise click.UsageError(f"{LEAST} to {MOST} companies are compared at a time, not {len(company_ids)}")
    if twice := sorted({name for name in company_ids if company_ids.count(name) > 1}):
        raise click.UsageError(f"{' and '.join(twice)}: given more than once")
    day = as_of or today()
    everybody = load_inputs(settings.home).portfolio
    tables = load_tables(settings.tables_dir)
    world = world_on(tables, METHOD, day, known_at or day)
    asked = [company_portfolio(everybody, company_id) for company_id in company_ids]
    rows = [headlines_in(world, one).row(0, named=True) for one in asked]
    click.echo(f"As of {day}, method {METHOD.version}")
    for line in comparison_lines(rows):
        click.echo(line)

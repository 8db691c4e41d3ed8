"""`exposure rescore`: one batch run now."""

from datetime import date

import click

from service.batch import Batch
from service.cli.dates import AS_OF, DAY
from service.cli.progress import progress
from service.settings import Settings


@click.command("rescore")
@click.option("--as-of", type=AS_OF, help="Day the scores look at; today unless given.")
@click.option("--known-at", type=DAY, help="Use only what was known by this day; the day itself unless given.")
@click.pass_obj
def command(settings: Settings, as_of: date | None, known_at: date | None) -> None:
    """Score every portfolio now and publish the run.

    Prints run id, rows and seconds. The run is served from then on, unless the one served looks at a later day.
    The same inputs give the same run, which is published once.
    """
    with progress("starting") as report:
        result = Batch(settings, report=report).rescore(as_of, known_at)
    before = "" if result.is_new else ", published before"
    click.echo(f"run {result.run_id}: {result.rows} rows in {result.seconds:.1f} seconds{before}")
    if not result.is_served:
        click.echo("a run of a later day goes on being served")

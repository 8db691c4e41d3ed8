"""What happens once, on an empty home folder: the demonstration portfolio is loaded and scored as of today."""

import csv
from pathlib import Path
from urllib.parse import quote

import click

from service.runs.snapshot import NoSuchRun, Snapshot
from service.settings import Settings


def first_start(settings: Settings) -> None:
    """Loads the demonstration portfolio if there is no other, and scores it, unless something is published."""
    try:
        Snapshot.open_current(settings.home)
    except NoSuchRun:
        pass
    else:
        return
    # Reading tables and scoring needs modules that serving does not.
    from service.batch import Batch
    from service.inputs import load_demonstration

    load_demonstration(settings)
    click.echo("first start: scoring the demonstration portfolio")
    result = Batch(settings).rescore()
    click.echo(f"run {result.run_id}: {result.rows} rows in {result.seconds:.1f} seconds")


def example_company(home: Path) -> str | None:
    """A company that has a score, as part of an address, or none."""
    with Snapshot.open_current(home).scores_csv.open(encoding="utf-8", newline="") as file:
        scored = (row["company_id"] for row in csv.DictReader(file) if row["score"])
        company_id = next(scored, None)
    return None if company_id is None else quote(company_id, safe="")

"""`exposure export`: one table of a run as a file."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import click
import polars as pl

from service.cli.progress import progress
from service.exports.levels import EXPORTS
from service.exports.save import save_export
from service.runs.snapshot import Snapshot
from service.settings import Settings


@click.command("export")
@click.argument("table", metavar="TABLE", type=click.Choice(list(EXPORTS)))
@click.option(
    "--format", "form", type=click.Choice(["csv", "xlsx", "parquet"]), required=True, help="Form of the file."
)
@click.option(
    "--output", type=click.Path(path_type=Path), required=True, help="File to write; replaced if it is there."
)
@click.option("--run", "run_id", help="Run to export; the one being served unless given.")
@click.pass_obj
def command(settings: Settings, table: str, form: str, output: Path, run_id: str | None) -> None:
    """Write scores, lines, delays, costs or contributions of a run to a file, whole or not at all."""
    home = settings.home
    snapshot = Snapshot.open(home, run_id) if run_id else Snapshot.open_current(home)
    with progress(snapshot.manifest.rows[EXPORTS[table]], f"writing {table}") as advance:

        def counted(batches: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
            for batch in batches:
                yield batch
                advance(f"writing {table}", batch.height)

        rows = save_export(snapshot, table, form, output, seen=counted)
    click.echo(f"{rows} rows of run {snapshot.run_id} in {output}")

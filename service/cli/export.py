"""`exposure export`: one table of a run as a file."""

from pathlib import Path

import click

from service.cli.progress import progress
from service.exports.levels import EXPORTS
from service.exports.save import save_export
from service.exports.workbook import WORKBOOK
from service.runs.snapshot import Snapshot
from service.settings import Settings


@click.command("export")
@click.argument("table", metavar="TABLE", type=click.Choice([*EXPORTS, WORKBOOK]))
@click.option(
    "--format", "form", type=click.Choice(["csv", "xlsx", "parquet"]), required=True, help="Form of the file."
)
@click.option(
    "--output", type=click.Path(path_type=Path), required=True, help="File to write; replaced if it is there."
)
@click.option("--run", "run_id", help="Run to export; the one being served unless given.")
@click.pass_obj
def command(settings: Settings, table: str, form: str, output: Path, run_id: str | None) -> None:
    """Write scores, lines, delays, costs or contributions of a run to a file, whole or not at all.

    TABLE workbook is all of them on sheets, with sources, method and data dictionary, as XLSX.
    """
    if table == WORKBOOK and form != "xlsx":
        raise click.UsageError("the workbook is an XLSX file: use --format xlsx")
    home = settings.home
    snapshot = Snapshot.open(home, run_id) if run_id else Snapshot.open_current(home)
    with progress(f"writing {table}") as report:
        rows = save_export(snapshot, table, form, output, report=report)
    click.echo(f"{rows} rows of run {snapshot.run_id} in {output}")

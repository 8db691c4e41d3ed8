"""`exposure backtest`: the model held against published results and against what happened."""

from pathlib import Path

import click

from reference_data.loader import load_tables
from scoring.method import METHOD
from service.backtest.figure import figure
from service.backtest.report import report
from service.backtest.run import backtest
from service.cli.progress import progress
from service.refusal import Refusal
from service.runs.files import replacing
from service.settings import Settings

FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("backtest")
@click.option("--figure", "picture", type=FILE, default=None, help="Draw the scores with the dated events (SVG).")
@click.option(
    "--tables",
    "tables_dir",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=None,
    help="Other reference tables.",
)
@click.pass_obj
def command(settings: Settings, picture: Path | None, tables_dir: Path | None) -> None:
    """Print one report: misses first, what is in-sample, and controls with shuffled dates."""
    if picture is not None and not picture.absolute().parent.is_dir():
        raise Refusal(f"{picture}: cannot be written: there is no folder {picture.absolute().parent}")
    tables = load_tables(tables_dir or settings.tables_dir)
    with progress("backtest") as tell:
        found = backtest(tables, METHOD, tell)
    click.echo("\n".join(report(found.parts, method=METHOD.version, tables_version=tables.version)))
    if picture is not None:
        _write(picture, figure(found.series, found.days, found.events, found.hits))


def _write(path: Path, text: str) -> None:
    try:
        with replacing(path.absolute()) as aside:
            aside.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Refusal(f"{path}: cannot be written: {error.strerror or error}") from error

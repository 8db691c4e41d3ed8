"""`exposure score`: score a portfolio file without server or state."""

import sys
from datetime import date
from pathlib import Path

import click
import polars as pl

from reference_data.loader import load_tables
from scoring.engine import score
from scoring.method import METHOD
from service.cli.dates import DAY
from service.exports.cells import one_cell_each
from service.exports.csv import csv_chunks
from service.exports.json import json_chunks
from service.portfolio.report import read_portfolio
from service.portfolio.store import OWN, version_of
from service.portfolio.vocabulary import Vocabulary
from service.refusal import Refusal
from service.runs.files import replacing
from service.runs.identity import stamp_of
from service.settings import Settings

LEVELS = ("company", "line", "delay", "cost", "contribution")


@click.command("score")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--as-of", type=DAY, required=True, help="Day the scores look at.")
@click.option(
    "--known-at", type=DAY, default=None, help="Use only what was known by this day (default: the day itself)."
)
@click.option("--level", type=click.Choice(LEVELS), default="company", show_default=True, help="Which table to write.")
@click.option("--format", "form", type=click.Choice(("csv", "json", "parquet")), default="csv", show_default=True)
@click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False), default=None, help="File to write (default: stdout)."
)
@click.option(
    "--tables",
    "tables_dir",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=None,
    help="Other reference tables.",
)
@click.pass_obj
def command(
    settings: Settings,
    file: Path,
    as_of: date,
    known_at: date | None,
    level: str,
    form: str,
    output: Path | None,
    tables_dir: Path | None,
) -> None:
    """Score a portfolio FILE (CSV or XLSX) as of a day; nothing is stored."""
    if form == "parquet" and output is None:
        raise click.UsageError("--format parquet needs --output")
    data = file.read_bytes()
    tables = load_tables(tables_dir or settings.tables_dir)
    report = read_portfolio(data, file.name, Vocabulary.of(tables))
    if report.portfolio is None:
        raise Refusal(*report.messages)
    known = known_at or as_of
    levels = score(report.portfolio, tables, METHOD, as_of=as_of, known_at=known)
    versions = {OWN: version_of(report.portfolio)}
    stamp = stamp_of(versions, as_of=as_of, known_at=known, method=METHOD.version, tables_version=tables.version)
    write_rows(stamp.on(getattr(levels, level)), form, output)


def write_rows(rows: pl.DataFrame, form: str, output: Path | None) -> None:
    """Writes rows as CSV, JSON or Parquet to a file, whole or not at all, or to stdout."""
    if output is None:
        for chunk in _chunks(rows, form):
            sys.stdout.buffer.write(chunk)
        return
    try:
        with replacing(output.absolute()) as aside:
            if form == "parquet":
                one_cell_each(rows).write_parquet(aside)
            else:
                aside.write_bytes(b"".join(_chunks(rows, form)))
    except OSError as error:
        raise Refusal(f"{output}: cannot be written: {error.strerror or error}") from error


def _chunks(rows: pl.DataFrame, form: str) -> list[bytes]:
    return list(csv_chunks([rows])) if form == "csv" else list(json_chunks([rows]))

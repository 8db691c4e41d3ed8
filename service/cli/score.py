"""`exposure score`: score a portfolio file without server or state."""

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import click
import polars as pl

from reference_data.loader import Tables, load_tables
from scoring.engine import score_in
from scoring.futures import row_of
from scoring.levels import Levels
from scoring.method import METHOD
from scoring.partitions import score_in_parts
from scoring.scenarios import UnknownOrigin, under
from scoring.world import world_on
from service.batch import run_stamp
from service.cli.dates import AS_OF, DAY
from service.cli.finding import named_scenario
from service.cli.progress import progress
from service.exports.cells import one_cell_each
from service.exports.csv import csv_chunks
from service.exports.json import json_chunks
from service.inputs import Inputs
from service.portfolio.application_store import version_of_applications
from service.portfolio.applications import read_applications
from service.portfolio.report import read_portfolio
from service.portfolio.store import OWN
from service.portfolio.together import version_of
from service.portfolio.vocabulary import Vocabulary
from service.progress import CountedBook, Report
from service.refusal import Refusal
from service.runs.building import LAYING_OUT
from service.runs.files import replacing
from service.settings import Settings

LEVELS = ("company", "line", "delay", "cost", "contribution")


@click.command("score")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--as-of", type=AS_OF, required=True, help="Day the scores look at.")
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
@click.option(
    "--applications",
    "applications_file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    default=None,
    help="File of the companies' licence applications, which update the waits.",
)
@click.option("--scenario", "scenario_id", default=None, help="Score in a future of the scenarios table.")
@click.pass_obj
def command(
    settings: Settings,
    file: Path,
    applications_file: Path | None,
    scenario_id: str | None,
    as_of: date,
    known_at: date | None,
    level: str,
    form: str,
    output: Path | None,
    tables_dir: Path | None,
) -> None:
    """Score a portfolio FILE (CSV or XLSX) as of a day; nothing is stored.

    With --scenario each row names the future it is of.
    """
    if form == "parquet" and output is None:
        raise click.UsageError("--format parquet needs --output")
    with progress("reading tables") as report:
        tables = load_tables(tables_dir or settings.tables_dir)
        report("reading the portfolio")
        inputs = _inputs(file, applications_file, Vocabulary.of(tables))
    known = known_at or as_of
    stamp = run_stamp(inputs, tables, as_of=as_of, known_at=known)
    if scenario_id is None:
        with progress("scoring companies") as report:
            rows = _scored(inputs, tables, level, as_of, known, report)
        write_rows(stamp.on(rows), form, output)
        return
    rows = getattr(_in_future(inputs, tables, scenario_id, as_of, known), level)
    write_rows(stamp.on(rows).with_columns(scenario_id=pl.lit(scenario_id)), form, output)


def _scored(inputs: Inputs, tables: Tables, level: str, as_of: date, known_at: date, report: Report) -> pl.DataFrame:
    """The rows of one level, scored some companies at a time; as `scoring.engine.score` gives them."""
    book = CountedBook(inputs.portfolio, report, "scoring companies")
    scored = score_in_parts(book, tables, METHOD, as_of=as_of, known_at=known_at)
    found, done, of = list[pl.DataFrame](), 0, book.company_ids().len()
    for part in scored.parts():
        report(LAYING_OUT, done, of)
        found.append(getattr(part.levels(), level))
        done += part.ids.len()
    return pl.concat(found)


def _in_future(inputs: Inputs, tables: Tables, scenario_id: str, as_of: date, known_at: date) -> Levels:
    scenario = named_scenario(tables, scenario_id, as_of, known_at)
    try:
        world = under(world_on(tables, METHOD, as_of, known_at), scenario)
    except UnknownOrigin as error:
        raise Refusal(f"--scenario {scenario_id}: {error}") from None
    told = row_of(tables, scenario_id, as_of, known_at)
    why = f": {told['reasoning']}" if told else ""
    click.echo(f"scenario {scenario_id}, our own assumption: {scenario.title}{why}", err=True)
    with progress("scoring companies"):
        return score_in(world, inputs.portfolio, tables)


def _inputs(file: Path, applications_file: Path | None, vocabulary: Vocabulary) -> Inputs:
    """The portfolio of a file, with the licence applications of another where one is given."""
    report = read_portfolio(file.read_bytes(), file.name, vocabulary)
    if report.portfolio is None:
        raise Refusal(*report.messages)
    versions, membership = {OWN: version_of(report.portfolio)}, pl.DataFrame()
    if applications_file is None:
        return Inputs(report.portfolio, versions, membership)
    filed = read_applications(applications_file.read_bytes(), applications_file.name, vocabulary)
    if filed.applications is None:
        raise Refusal(*filed.messages)
    portfolio = replace(report.portfolio, applications=filed.applications)
    return Inputs(portfolio, versions, membership, {OWN: version_of_applications(filed.applications)})


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

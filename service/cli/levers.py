"""`exposure levers`: what would help a company, recomputed and ranked by money saved for money spent."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import click
import polars as pl

from reference_data.loader import load_tables
from scoring.levers.assumptions import AssumptionFaults
from scoring.levers.report import LeverReport
from scoring.method import METHOD
from scoring.portfolio import Portfolio
from service.batch import run_stamp
from service.cli.dates import AS_OF, DAY, today
from service.cli.finding import company_portfolio
from service.cli.score import write_rows
from service.inputs import load_inputs
from service.lever_words import lever_words
from service.levers import fault_words, levers_of, own_figures
from service.refusal import Refusal
from service.settings import Settings

COLUMNS = {
    "company_id": pl.String,
    "lever_id": pl.String,
    "title": pl.String,
    "origin": pl.String,
    "score_before": pl.Float64,
    "score": pl.Float64,
    "expected_annual_loss_before_usd": pl.Float64,
    "expected_annual_loss_usd": pl.Float64,
    "saved_usd": pl.Float64,
    "saved_points": pl.Float64,
    "cost_usd": pl.Float64,
    "ratio": pl.Float64,
    "confidence": pl.String,
    "reason": pl.String,
}

PULLED = ("saved_usd", "saved_points", "cost_usd", "ratio", "confidence", "reason")
NAMED = ("lever_id", "title", "origin")
AFTER = ("score", "expected_annual_loss_usd")


@click.command("levers")
@click.argument("company_id")
@click.option("--as-of", type=AS_OF, default=None, help="Day to recompute the levers for (default: today).")
@click.option(
    "--known-at", type=DAY, default=None, help="Use only what was known by this day (default: the day itself)."
)
@click.option("--cost", "costs", multiple=True, metavar="NAME=VALUE", help="Your own amount or cost; may be repeated.")
@click.option("--format", "form", type=click.Choice(["words", "csv", "json"]), default="words", show_default=True)
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), default=None, help="File to write CSV or JSON to."
)
@click.pass_obj
def command(
    settings: Settings,
    company_id: str,
    as_of: date | None,
    known_at: date | None,
    costs: tuple[str, ...],
    form: str,
    output: Path | None,
) -> None:
    """Say what would help COMPANY_ID: each lever recomputed with the engine, ranked by money saved for money spent."""
    if output is not None and form == "words":
        raise click.UsageError("--output needs --format csv or json")
    given = own_figures(costs, "=")
    day = as_of or today()
    known = known_at or day
    inputs, tables = load_inputs(settings.home), load_tables(settings.tables_dir)
    portfolio = company_portfolio(inputs.portfolio, company_id)
    try:
        report = levers_of(portfolio, tables, as_of=day, known_at=known, given=given)
    except AssumptionFaults as error:
        raise Refusal(*(f"--cost {fault_words(fault)}" for fault in error.faults)) from None
    if form != "words":
        stamp = run_stamp(inputs, tables, as_of=day, known_at=known)
        stamped = _rows(portfolio, report).with_columns(
            as_of=pl.lit(day), known_at=pl.lit(known), run_id=pl.lit(stamp.run_id), method=pl.lit(METHOD.version),
            tables_version=pl.lit(tables.version),
        )  # fmt: skip
        write_rows(stamped, form, output)
        return
    click.echo(f"As of {day}{'' if known == day else f' with what was known on {known}'}, method {METHOD.version}")
    for line in lever_words(str(portfolio.lines["company_name"][0]), report):
        click.echo(line)


def _rows(portfolio: Portfolio, report: LeverReport) -> pl.DataFrame:
    """One row a lever, ranked; those that do not apply last, with the reason and nothing else."""
    before = {
        "company_id": portfolio.lines["company_id"][0],
        "score_before": report.before.score,
        "expected_annual_loss_before_usd": report.before.expected_annual_loss_usd,
    }
    rows = [
        before | _fields(one, PULLED) | _fields(one.levers[0], NAMED) | _fields(one.after, AFTER)
        for one in report.ranked
    ]
    off = [before | _fields(one, ("lever_id", "title", "reason")) for one in report.not_pulled]
    return pl.DataFrame([{name: row.get(name) for name in COLUMNS} for row in [*rows, *off]], schema=COLUMNS)


def _fields(of: object, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(of, name) for name in names}

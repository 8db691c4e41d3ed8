"""`exposure tables`: check reference tables against their contracts, and show what they say and what is not used."""

from datetime import date
from pathlib import Path

import click

from reference_data.contracts import TABLES
from reference_data.faults import TableFaults
from reference_data.loader import load_tables
from reference_data.quarantine import quarantine
from reference_data.seals import read_seals, seal_faults
from scoring.freshness import stale_rows
from scoring.in_force import rows_on
from service.cli.dates import AS_OF, DAY, today
from service.exports.cells import one_cell_each
from service.portfolio.nearest import nearest_word
from service.refusal import Refusal
from service.settings import Settings


@click.group("tables")
def command() -> None:
    """Check the reference tables, show one of them, or the trade rows that are not used."""


@command.command("check")
@click.argument("directory", required=False, type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.pass_obj
def check(settings: Settings, directory: Path | None) -> None:
    """Check every table against its contract and against what was published; print all faults as `file:line: fault`."""
    tables = load_tables(directory or settings.tables_dir)
    changed = seal_faults(tables, read_seals())
    if changed:
        raise TableFaults(changed)
    rows = sum(frame.height for frame in tables.values())
    click.echo(f"{len(tables)} tables, {rows} rows, no faults; version {tables.version}")


@command.command("show")
@click.argument("name")
@click.option("--as-of", type=AS_OF, default=None, help="Only rows that hold on this day (default: today).")
@click.option("--known-at", type=DAY, default=None, help="Only rows known by this day (default: the day they hold on).")
@click.pass_obj
def show(settings: Settings, name: str, as_of: date | None, known_at: date | None) -> None:
    """Print one table as CSV: the rows that hold on a day as known on another, with their sources."""
    if name not in TABLES:
        near = " or ".join(nearest_word(name, TABLES))
        raise Refusal(
            f"{name}: not a table of ours" + (f"; did you mean {near}?" if near else f"; one of {', '.join(TABLES)}")
        )
    tables = load_tables(settings.tables_dir)
    day = as_of or today()
    click.echo(one_cell_each(rows_on(TABLES[name], tables[name], day, known_at or day)).write_csv(), nl=False)


@command.command("stale")
@click.option("--as-of", type=AS_OF, default=None, help="Day on which figures are to be fresh (default: today).")
@click.pass_obj
def stale(settings: Settings, as_of: date | None) -> None:
    """Print as CSV which figures, or their last verification, are older than the shelf life of their table."""
    click.echo(stale_rows(load_tables(settings.tables_dir), as_of or today()).write_csv(), nl=False)


@command.command("quarantine")
@click.pass_obj
def show_quarantine(settings: Settings) -> None:
    """Print the trade rows that import mixes leave out, as CSV, each with its unit value and the reason."""
    flows = quarantine(load_tables(settings.tables_dir)["trade_flows"])
    click.echo(flows.drop_nulls("quarantined_because").write_csv(), nl=False)

"""`exposure portfolios`: what there is, the last import undone, and one deleted with all it left behind."""

import sys

import click

from service.batch import Batch, utc_now
from service.cli.progress import progress
from service.deletion.deleting import begin_deletion, finish_deletion
from service.deletion.plan import Plan, deletion_plan
from service.portfolio.overview import Holding, holdings
from service.refusal import Refusal
from service.settings import Settings
from service.state.record import Record
from service.undoing import turn_import

APPLICATIONS = click.option("--applications", is_flag=True, help="Of its licence applications.")
RESCORE = "scores follow with the next run: exposure rescore"


@click.group("portfolios", help="List portfolios, undo their last import, delete one with all it left behind.")
def command() -> None:
    """The group itself does nothing."""


@command.command("list")
@click.pass_obj
def show(settings: Settings) -> None:
    """List portfolios with their version, size and last file."""
    found = holdings(settings.home)
    for holding in found:
        click.echo(_line(holding))
    if not found:
        click.echo("no portfolio is stored")


@command.command("undo")
@click.argument("name")
@APPLICATIONS
@click.pass_obj
def undo(settings: Settings, name: str, applications: bool) -> None:
    """Undo the last import of a portfolio: the one before holds again.

    Done again it goes back one more; redo takes an undo back. Undoing the first import leaves no portfolio.
    """
    _turn(settings, name, back=True, applications=applications)


@command.command("redo")
@click.argument("name")
@APPLICATIONS
@click.pass_obj
def redo(settings: Settings, name: str, applications: bool) -> None:
    """Take the last undo back: the import it undid holds again."""
    _turn(settings, name, back=False, applications=applications)


@command.command("delete")
@click.argument("name")
@click.option("--yes", is_flag=True, help="Delete without asking.")
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
@click.pass_obj
def delete(settings: Settings, name: str, yes: bool, dry_run: bool) -> None:
    """Delete a portfolio with all it left behind.

    Versions, licence applications, files kept aside, what is on record, and every run that holds one of its companies
    go; the other portfolios are scored anew. There is no way back.
    """
    with Record(settings.state_url) as record:
        plan = deletion_plan(settings.home, record, name)
        for line in plan.lines:
            click.echo(f"goes: {line}")
        if dry_run:
            click.echo("nothing is deleted")
            return
        if not yes:
            _confirm(plan)
        begun = begin_deletion(settings.home, record, name)
        with progress("scoring without it"):
            deleted = finish_deletion(Batch(settings), record, begun)
    click.echo(deleted.ending)
    click.echo(f"portfolio {name} is deleted")


def _turn(settings: Settings, name: str, *, back: bool, applications: bool) -> None:
    with Record(settings.state_url) as record:
        turned = turn_import(settings.home, record, name, utc_now(), back=back, applications=applications)
    click.echo(turned.words)
    click.echo(RESCORE)


def _confirm(plan: Plan) -> None:
    if not sys.stdin.isatty():
        raise Refusal(f"nothing is deleted: add --yes to delete portfolio {plan.portfolio} without being asked")
    if click.prompt("Type the name of the portfolio to delete it", err=True) != plan.portfolio:
        raise Refusal("nothing is deleted: that is not its name")


def _line(holding: Holding) -> str:
    if holding.being_deleted:
        return f"{holding.name}: being deleted; finish with exposure portfolios delete {holding.name}"
    if holding.version is None:
        return f"{holding.name}: no portfolio{', every import undone' if holding.redoable else ', applications only'}"
    size = f"{_many(holding.companies, 'company', 'companies')}, {_many(holding.lines, 'line', 'lines')}"
    return f"{holding.name}: version {holding.version}, {size}, from {holding.file_name}, {holding.imported:%Y-%m-%d}"


def _many(count: int, one: str, several: str) -> str:
    return f"{count:,} {one if count == 1 else several}"

"""The command `exposure`: one module a command, one place where errors become lines and exit statuses."""

import sys
from collections.abc import Sequence

import click

from service.cli.failures import status_of
from service.cli.group import CommandGroup
from service.logs import log_to
from service.settings import load_settings

PROGRAM = "exposure"


@click.command(PROGRAM, cls=CommandGroup, invoke_without_command=True)
@click.version_option(package_name="rare-earth-exposure", prog_name=PROGRAM)
@click.pass_context
def exposure(context: click.Context) -> None:
    """How exposed companies are to rare-earth licences and tariffs: scores, their reasons and their files."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())
        return
    context.obj = load_settings()
    log_to(context.obj, stderr=False)


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs a command and ends the process: 0 done, 1 refused with the reason, 2 wrong usage."""
    try:
        answer = exposure.main(arguments, PROGRAM, standalone_mode=False)
        status = answer if isinstance(answer, int) else 0
        sys.stdout.flush()
    except BaseException as error:
        status = status_of(error)
    sys.exit(status)

"""Which commands there are; each is loaded only when it is asked for."""

from importlib import import_module
from importlib.util import find_spec
from typing import cast

import click
from rapidfuzz import process

COMMANDS = {
    "serve": ("serve", "Serve scores, pages and exports, and rescore every night."),
    "rescore": ("rescore", "Score every portfolio now and publish the run."),
    "score": ("score", "Score a portfolio file without server or state."),
    "import": ("importing", "Import a portfolio, or licence applications, from CSV or XLSX."),
    "portfolios": ("portfolios", "List portfolios, undo their last import, delete one with all it left behind."),
    "export": ("export", "Write one table of a run to a file."),
    "explain": ("explain", "Say in words what makes up a company's score."),
    "outlook": ("outlook", "Say in words what futures would do to a company's score."),
    "levers": ("levers", "What would help a company, ranked by money saved for money spent."),
    "iso": ("iso", "How many points of duty a speed of licences is worth to a company."),
    "compare": ("compare", "Put companies side by side and say which scores can be told apart."),
    "duty": ("duty", "The duty on a tariff line on a day, layer by layer."),
    "tables": ("tables", "Check and show the reference tables."),
    "backtest": ("backtest", "Hold the model against published results and what happened."),
}
"""Name → the module whose `command` it is, and what it does in one line, so that help need not load it."""

CLOSE_ENOUGH = 60.0


class CommandGroup(click.Group):
    """Loads commands by name and suggests the nearest where there is none of that name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands that are installed."""
        return [name for name in COMMANDS if find_spec(_module(name)) is not None]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or none."""
        if cmd_name not in self.list_commands(ctx):
            return None
        return cast(click.Command, import_module(_module(cmd_name)).command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Lists the commands for help."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][1]) for name in self.list_commands(ctx)])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command the first argument names. Raises UsageError with the nearest name where there is none."""
        names = self.list_commands(ctx)
        if args[0] not in names and not args[0].startswith("-"):
            near = process.extractOne(args[0], names, score_cutoff=CLOSE_ENOUGH)
            known = f"did you mean {near[0]}?" if near else f"these are: {', '.join(names)}"
            raise click.UsageError(f"there is no command {args[0]!r}; {known}", ctx)
        return super().resolve_command(ctx, args)


def _module(name: str) -> str:
    return f"service.cli.{COMMANDS[name][0]}"

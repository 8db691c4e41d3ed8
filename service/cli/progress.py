"""A progress bar on a terminal; nothing anywhere else."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeElapsedColumn
from rich.text import Text

from service.progress import Report


@contextmanager
def progress(stage: str) -> Iterator[Report]:
    """Shows a bar on stderr while a block runs: the stage, and how much of it is done where that is known."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), _Counted(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(stage, total=None)

        def report(stage: str, done: int = 0, of: int | None = None) -> None:
            bar.update(task, description=stage, completed=done, total=of)

        yield report


class _Counted(ProgressColumn):
    """15,000 of 100,000; empty where the whole is not known."""

    def render(self, task: Task) -> Text:
        """How much is done."""
        return Text("" if task.total is None else f"{task.completed:,.0f} of {task.total:,.0f}")

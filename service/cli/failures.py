"""Turns whatever went wrong into lines on stderr and an exit status; no traceback reaches a user."""

import os
import sys
import tempfile
import traceback
from datetime import UTC, datetime
from pathlib import Path

import click

from service.reasons import internal_error, refusal_lines

DONE, REFUSED, WRONG_USAGE = 0, 1, 2


def status_of(error: BaseException) -> int:
    """Says what went wrong, one line each, and answers the exit status."""
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else DONE if error.code is None else REFUSED
    if isinstance(error, click.exceptions.Exit):
        return error.exit_code
    if isinstance(error, click.UsageError):
        return _say([_usage(error)], WRONG_USAGE)
    if isinstance(error, click.Abort | KeyboardInterrupt):
        return _say(["stopped"], REFUSED)
    if isinstance(error, BrokenPipeError):
        return _reader_gone()
    lines = [error.format_message()] if isinstance(error, click.ClickException) else refusal_lines(error)
    return _say(lines or [_kept(error)], REFUSED)


def _say(lines: list[str], status: int) -> int:
    for line in lines:
        click.echo(" ".join(line.splitlines()), err=True)
    return status


def _usage(error: click.UsageError) -> str:
    message = " ".join(error.format_message().split())
    command = error.ctx.command_path if error.ctx else "exposure"
    return f"{message.rstrip('.')} (see {command} --help)"


def _reader_gone() -> int:
    # Whoever read our output has closed it, as head does; flushing at exit would fail once more, and loudly.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return REFUSED


def _kept(error: BaseException) -> str:
    """The line for an error of ours; its traceback goes where support can find it."""
    text = f"{datetime.now(UTC).isoformat()} {' '.join(sys.argv)}\n{''.join(traceback.format_exception(error))}\n"
    home = Path(os.environ.get("EXPOSURE_HOME") or "var")
    for folder in (home, Path(tempfile.gettempdir())):
        if folder.is_dir() and os.access(folder, os.W_OK):
            with (folder / "errors.log").open("a") as file:
                file.write(text)
            return f"{internal_error(error)} (details in {folder / 'errors.log'})"
    return internal_error(error)

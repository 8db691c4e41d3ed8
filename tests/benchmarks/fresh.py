"""Work in a process of its own, so that its memory is that of the work alone."""

import os
import traceback
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from tests.benchmarks.timed import THREADS


class WorkFailed(Exception):
    """The process did not answer; says what it said instead."""


def fresh(work: Callable[..., Any], *arguments: Any, longest_seconds: float = 900.0) -> Any:
    """What `work` answers, computed in a new process that starts with nothing of ours in memory."""
    # polars reads it when it is first imported, which the new process does.
    os.environ["POLARS_MAX_THREADS"] = str(THREADS)
    context = get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_answer, args=(sender, work, arguments))
    process.start()
    sender.close()
    try:
        if not receiver.poll(longest_seconds):
            raise WorkFailed(f"no answer within {longest_seconds:.0f} s")
        done, answer = receiver.recv()
    except EOFError:
        process.join()
        raise WorkFailed(f"the process ended with status {process.exitcode}") from None
    finally:
        process.kill()
        process.join()
    if not done:
        raise WorkFailed(answer)
    return answer


def peak_mib() -> float:
    """The most memory this process has held so far, in MiB."""
    # ru_maxrss would do, but a process started by another begins with the mark of the one that started it.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def _answer(sender: Connection, work: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    try:
        sender.send((True, work(*arguments)))
    except Exception:
        sender.send((False, traceback.format_exc()))

"""The right to do something alone: a file lock the kernel gives back when its holder dies.

A lease row in the database would need a clock and an expiry, and a killed holder would block the night until it
expired. Whoever may publish into the home folder sees its lock files, and a kill frees them at once.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from service.refusal import Refusal
from service.runs.files import make_folder


class Taken(Refusal):
    """Somebody else holds the lease."""


@contextmanager
def lease(home: Path, name: str, *, wait_seconds: float) -> Iterator[None]:
    """Holds the named lease of a home folder for the length of a block.

    Raises Taken if another process or thread still holds it after the wait, and Refusal if the folder cannot be used.
    """
    try:
        make_folder(home)
    except OSError as error:
        raise Refusal(f"home folder {home} cannot be used: {error.strerror}") from error
    # Never the soft lock some file systems fall back to: it outlives a killed holder.
    lock = FileLock(home / f"{name}.lock", timeout=wait_seconds, thread_local=False, fallback_to_soft=False)
    try:
        lock.acquire()
    except Timeout:
        raise Taken(f"another process holds {name}.lock in {home}: wait until it is done") from None
    try:
        yield
    finally:
        lock.release()

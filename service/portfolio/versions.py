"""Versions of imported data: folders put in place whole and never changed, and a pointer to the one that holds."""

import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from filelock import FileLock, Timeout

from service.portfolio.faults import refused, shown
from service.portfolio.standing import Standing, standing_of
from service.runs.files import make_folder, replacing, sync

Step = Callable[[str], None]
"""Called with the name of what was just done, so that a test can stop a process there."""

CURRENT = "CURRENT"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_HASH = re.compile(r"[0-9a-f]{16}")


def no_step(_: str) -> None:
    """Nothing happens between the steps of an import."""


def checked_name(name: str) -> str:
    """The name of a portfolio; raises ImportRefused for one that cannot be a folder and a part of an address."""
    if not is_name(name):
        problem = f"{shown(name)} cannot be the name of a portfolio"
        raise refused("portfolio_name", problem, "use a to z, 0 to 9 and '-', at most 64, a letter or digit first")
    return name


def is_name(name: str) -> bool:
    """Whether a portfolio can have that name."""
    return _NAME.fullmatch(name) is not None


@contextmanager
def import_lock(root: Path, patience_seconds: float) -> Iterator[None]:
    """Holds other imports off, in whatever process; clears away what a killed one left unfinished."""
    try:
        make_folder(root)
        with FileLock(root / ".lock", timeout=patience_seconds):
            _clear_unfinished(root)
            yield
    except Timeout:
        problem = f"another import is running for more than {patience_seconds:g} seconds"
        raise refused("import_running", problem, "try again when it is done") from None
    except OSError as error:
        raise refused("not_writable", f"cannot write to {root}, {error.strerror}", "see to space and rights") from None


def put_in_place(folder: Path, version: str, files: Mapping[str, bytes], step: Step) -> None:
    """Stores the files as that version, unless it is stored already, and makes it the current one.

    Raises ImportRefused while the portfolio of that name is being deleted.
    """
    standing = standing_in(folder)
    refuse_deleted(folder.name, standing)
    if not (folder / version).is_dir():
        make_folder(folder)
        write_version(folder, version, files, step)
    point(folder, standing.imported(version), step)


def point(folder: Path, standing: Standing, step: Step = no_step) -> None:
    """Makes that the standing of a folder, in one step."""
    with replacing(folder / CURRENT) as aside:
        aside.write_text(standing.text)
        step("pointer written")
    step("pointer in place")


def standing_in(folder: Path) -> Standing:
    """Which version of a folder holds, and which ones did; of a folder that is not there, none."""
    try:
        return standing_of((folder / CURRENT).read_text())
    except (FileNotFoundError, NotADirectoryError):
        return Standing()


def refuse_deleted(name: str, standing: Standing) -> None:
    """Raises ImportRefused for a portfolio whose deletion has begun."""
    if standing.deleted:
        problem = f"portfolio {name} is being deleted"
        raise refused("being_deleted", problem, f"wait, or finish it with exposure portfolios delete {name}")


def current_versions(root: Path) -> dict[str, str]:
    """The current version of each name, all as they were at one instant, although nobody is held off."""
    seen = _pointers(root)
    while (again := _pointers(root)) != seen:
        seen = again
    return seen


def write_version(folder: Path, version: str, files: Mapping[str, bytes], step: Step) -> None:
    """Stores the files as a version in a folder: whole, on the disk, or not at all."""
    aside = folder / f".{version}.{uuid4().hex[:12]}.part"
    aside.mkdir()
    try:
        step("folder made")
        for name, content in files.items():
            (aside / name).write_bytes(content)
            step(f"{name} written")
            sync(aside / name)
        sync(aside)
        step("files synced")
        os.rename(aside, folder / version)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    step("version in place")
    sync(folder)


def _clear_unfinished(root: Path) -> None:
    for left in (*root.glob("*/.*.part"), *root.glob(".*.part")):
        if left.is_dir():
            shutil.rmtree(left)
        else:
            left.unlink()


def _pointers(root: Path) -> dict[str, str]:
    folders = sorted(root.iterdir()) if root.is_dir() else []
    pointed = {folder.name: _pointer(folder) for folder in folders if is_name(folder.name)}
    return {name: version for name, version in pointed.items() if version}


def _pointer(folder: Path) -> str | None:
    version = standing_in(folder).current
    return version if version and _HASH.fullmatch(version) else None

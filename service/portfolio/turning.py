"""Imports taken back and brought again, and names removed with all their versions."""

import os
import shutil
from pathlib import Path
from uuid import uuid4

from service.portfolio.faults import refused
from service.portfolio.standing import Standing
from service.portfolio.versions import checked_name, import_lock, is_name, point, refuse_deleted, standing_in
from service.runs.files import sync


def turned(folder: Path, back: bool) -> Standing:
    """The standing of a folder once its last import is undone or, forward, once that undo is taken back.

    Raises ImportRefused where there is no such name, nothing to turn, or the version turned to is gone.
    """
    standing, name = standing_in(folder), checked_name(folder.name)
    refuse_deleted(name, standing)
    if standing == Standing():
        raise unknown(name)
    after = standing.back() if back else standing.forward()
    if after.current is not None and not (folder / after.current).is_dir():
        problem = f"version {after.current} of {name} is gone from the disk"
        raise refused("version_gone", problem, "import the file you want again")
    return after


def standings(root: Path) -> dict[str, Standing]:
    """The standing of every name that was imported and is not removed, sorted by name."""
    folders = sorted(root.iterdir()) if root.is_dir() else []
    named = {folder.name: standing_in(folder) for folder in folders if is_name(folder.name)}
    return {name: standing for name, standing in named.items() if standing != Standing()}


def mark_deleted(root: Path, name: str, patience_seconds: float) -> None:
    """Ends a name for whoever loads, scores or imports; its versions lie there until they are removed."""
    with import_lock(root, patience_seconds):
        if (root / name).is_dir():
            point(root / name, Standing(deleted=True))


def remove(root: Path, name: str, patience_seconds: float) -> None:
    """Removes a name with all its versions; nobody sees half of it."""
    with import_lock(root, patience_seconds):
        if (root / name).is_dir():
            aside = root / f".{name}.{uuid4().hex[:12]}.part"
            os.rename(root / name, aside)
            sync(root)
            shutil.rmtree(aside)


def versions_in(folder: Path) -> list[Path]:
    """The folders of all versions of a name, current or not."""
    return sorted(path for path in folder.glob("*") if path.is_dir() and not path.name.startswith("."))


def unknown(name: str) -> Exception:
    """The refusal of a name that nothing was imported under."""
    return refused("unknown_portfolio", f"there is no portfolio {name}", "see exposure portfolios list")

"""Which run is served: one small file, replaced in one step."""

import os
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from service.runs.files import replacing, sync
from service.runs.manifest import Manifest, read_manifest

CURRENT = "CURRENT"
Mark = tuple[int, int, int, int]


def run_folder(home: Path, run_id: str) -> Path:
    """Where the run of that id is, or would be."""
    return home / "runs" / run_id


def current_run_id(home: Path) -> str | None:
    """The id of the run that is served, or none before the first."""
    try:
        return (home / CURRENT).read_text().strip() or None
    except FileNotFoundError:
        return None


def mark_of(pointer: str) -> Mark | None:
    """What tells one state of CURRENT from the next without reading it, or none before the first run.

    The file is never written to, only replaced by another.
    """
    try:
        found = os.stat(pointer)
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_ctime_ns, found.st_size


def serve_run(home: Path, manifest: Manifest, today: date) -> bool:
    """Makes the run the served one, unless the one being served looks at a later day; answers which it was.

    So history can be scored afterwards without taking the newest scores away. A run that looks ahead of `today`
    gives way to any that does not.
    """
    served = current_run_id(home)
    serving = read_manifest(run_folder(home, served)) if served else None
    if serving is not None and _rank(serving.as_of, today) > _rank(manifest.as_of, today):
        return False
    if served != manifest.run_id:
        with replacing(home / CURRENT) as aside:
            aside.write_text(manifest.run_id + "\n")
    return True


def serve_instead(home: Path, manifests: Iterable[Manifest], today: date) -> None:
    """Serves the newest of these runs, in one step, whatever was served; none where there is none."""
    newest = max(manifests, key=lambda run: (_rank(run.as_of, today), run.known_at), default=None)
    if newest is None:
        (home / CURRENT).unlink(missing_ok=True)
        sync(home)
        return
    with replacing(home / CURRENT) as aside:
        aside.write_text(newest.run_id + "\n")


def _rank(as_of: date, today: date) -> tuple[bool, date]:
    return as_of <= today, as_of

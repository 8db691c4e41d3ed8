"""Publishes a run: written aside, made durable, renamed when whole, then switched to in one step."""

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import uuid4

from scoring.levels import Levels
from service.lease import lease
from service.progress import Report, unheard
from service.refusal import Refusal
from service.runs.building import Sources, Step, Told, build_run
from service.runs.current import CURRENT, run_folder, serve_run
from service.runs.earlier import served_before
from service.runs.files import make_folder, sync
from service.runs.identity import Stamp
from service.runs.layout import ScoredParts, as_parts
from service.runs.manifest import MANIFEST, Manifest, read_manifest

PATIENCE_SECONDS = 600.0
"""How long a run waits for another that is being published."""


@dataclass(frozen=True)
class Published:
    """What became of a run: its manifest, whether it is new, whether it is the one served now."""

    manifest: Manifest
    is_new: bool
    is_served: bool
    laid_out: int
    """companies whose rows were made anew; those of the others are taken from the run served before"""


def publish(
    home: Path,
    levels: Levels | ScoredParts,
    stamp: Stamp,
    sources: Sources,
    *,
    today: date,
    step: Step = lambda name: None,
    report: Report = unheard,
) -> Published:
    """Makes a run readable for everybody, whole or not at all. `step` is called after each step with its name.

    `report` hears how many companies are laid out in rows, and how many files are written.

    Companies whose fingerprint is that of the run served before keep its rows, so that only the others are laid out.

    A run id that is published already stays as it is. Raises Refusal if it was published with other content.
    """
    with lease(home, "publish", wait_seconds=PATIENCE_SECONDS):
        make_folder(home / "runs")
        sweep(home)
        step("swept")
        aside = home / "runs" / f".{stamp.run_id}.{uuid4().hex[:12]}.part"
        try:
            before = served_before(home, stamp.run_id)
            built = build_run(aside, as_parts(levels), stamp, sources, Told(step, report), before)
            manifest = built.manifest
            is_new = _settle(aside, run_folder(home, stamp.run_id), manifest)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
        step("renamed")
        is_served = serve_run(home, manifest, today)
        step("served")
    return Published(manifest, is_new, is_served, built.laid_out)


def _settle(aside: Path, place: Path, manifest: Manifest) -> bool:
    if not place.exists():
        aside.rename(place)
        sync(place.parent)
        return True
    published = read_manifest(place)
    if published is None:
        raise Refusal(f"{place} has no {MANIFEST}: it was changed by hand; move it away and run again")
    if not published.same_figures(manifest):
        changed = sorted(dict(published.sha256.items() ^ manifest.sha256.items())) or ["inputs"]
        raise Refusal(
            f"run {manifest.run_id} is published already with another {', '.join(changed)}: "
            "figures that change need a new method version"
        )
    return False


def sweep(home: Path) -> None:
    """Clears away unfinished runs, and removed ones not all gone yet; whoever calls holds the lease to publish."""
    # Whoever wrote these is gone: the living hold the lease that is ours now.
    for left in (home / "runs").glob(".*.part"):
        shutil.rmtree(left, ignore_errors=True)
    for left in home.glob(f".{CURRENT}.*.part"):
        left.unlink(missing_ok=True)

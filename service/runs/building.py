"""Writes every file of a run into a folder nobody reads yet."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from service.exports.csv import write_csv
from service.runs.behind import behind
from service.runs.files import sync
from service.runs.identity import Stamp
from service.runs.layout import (
    LISTING,
    LOOKUP,
    ROW_GROUP_ROWS,
    SCORES_CSV,
    ScoredLevels,
    by_company,
    level_file,
    signal_file,
    write_rows,
)
from service.runs.listing import listing
from service.runs.lookup import build_lookup
from service.runs.manifest import MANIFEST, Manifest, file_hash

Step = Callable[[str], None]


@dataclass(frozen=True)
class Sources:
    """What a run was made from: portfolio versions by name, company_id → portfolio, product_id → category.

    `applications` holds the versions of licence applications by the name of their portfolio.
    """

    portfolios: Mapping[str, str]
    membership: pl.DataFrame
    categories: pl.DataFrame
    applications: Mapping[str, str] = field(default_factory=dict)


def build_run(folder: Path, levels: ScoredLevels, stamp: Stamp, sources: Sources, step: Step) -> Manifest:
    """Fills a new folder with a run and waits until it is on the disk; same levels, same bytes."""
    folder.mkdir()
    step("begun")
    sorted_levels = by_company(levels)
    frames = {level_file(name): frame for name, frame in sorted_levels.items()}
    frames |= {signal_file(name): frame for name, frame in levels.signals.items()}
    frames[LISTING] = listing(sorted_levels, sources.membership, sources.categories)
    for name, frame in frames.items():
        write_rows(stamp.on(frame), folder / name)
        step(name)
    companies = stamp.on(sorted_levels["company"])
    build_lookup(folder / LOOKUP, sorted_levels["company"], frames[LISTING], behind(sorted_levels, levels.signals))
    step(LOOKUP)
    write_csv(list(companies.iter_slices(ROW_GROUP_ROWS)) or [companies], folder / SCORES_CSV)
    step(SCORES_CSV)
    manifest = _manifest(folder, stamp, sources, {name: frame.height for name, frame in sorted_levels.items()})
    (folder / MANIFEST).write_text(manifest.model_dump_json(indent=2) + "\n")
    step(MANIFEST)
    for path in (*folder.iterdir(), folder):
        sync(path)
    step("synced")
    return manifest


def _manifest(folder: Path, stamp: Stamp, sources: Sources, rows: dict[str, int]) -> Manifest:
    return Manifest(
        run_id=stamp.run_id,
        as_of=stamp.as_of,
        known_at=stamp.known_at,
        method=stamp.method,
        tables_version=stamp.tables_version,
        portfolios=dict(sorted(sources.portfolios.items())),
        applications=dict(sorted(sources.applications.items())),
        rows=rows,
        sha256={path.name: file_hash(path) for path in sorted(folder.iterdir())},
    )

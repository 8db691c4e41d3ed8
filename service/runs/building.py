"""Writes every file of a run into a folder nobody reads yet."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from scoring.collecting import collected
from scoring.rescoring import unchanged
from service.exports.csv import write_csv
from service.progress import Report, unheard
from service.runs.behind import behind
from service.runs.earlier import MADE_BY, Earlier, code_version
from service.runs.files import sync
from service.runs.identity import Stamp
from service.runs.layout import (
    BY_COMPANY,
    FINGERPRINTS,
    LEVELS,
    LISTING,
    LOOKUP,
    ROW_GROUP_ROWS,
    SCORES_CSV,
    SHARES,
    ScoredLevels,
    ScoredPart,
    ScoredParts,
    by_company,
    level_file,
    signal_file,
    write_rows,
)
from service.runs.listing import listing
from service.runs.lookup import LookupWriter
from service.runs.manifest import MANIFEST, Manifest, file_hash
from service.runs.part_files import PartFiles
from service.runs.shares import Sums, add_up, loss_sums, shares_of

Frames = Mapping[str, pl.DataFrame]
Step = Callable[[str], None]
LAYING_OUT = "laying out rows, by company"


@dataclass(frozen=True)
class Sources:
    """What a run was made from: portfolio versions by name, company_id → portfolio, product_id → category.

    `applications` holds the versions of licence applications by the name of their portfolio.
    """

    portfolios: Mapping[str, str]
    membership: pl.DataFrame
    categories: pl.DataFrame
    applications: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Told:
    """Who hears of the building of a run: `step` after each step with its name, `report` how far it is."""

    step: Step
    report: Report = unheard


@dataclass(frozen=True)
class Built:
    """A run that is on the disk: its manifest, and how many companies had their rows laid out anew."""

    manifest: Manifest
    laid_out: int


def build_run(
    folder: Path, scored: ScoredParts, stamp: Stamp, sources: Sources, told: Told, before: Earlier | None = None
) -> Built:
    """Fills a new folder with a run and waits until it is on the disk; same levels, same bytes.

    One part is laid out at a time, so that memory does not grow with their number. Rows that are the same in the run
    `before` are taken from there.
    """
    folder.mkdir()
    step = told.step
    step("begun")
    lookup, files = LookupWriter(folder / LOOKUP), PartFiles(folder, scored.count)
    sums: Sums = Counter()
    try:
        laid_out = _lay_out(scored, sources, before, files, lookup, sums, told.report)
        _write_rows(folder, scored.signals, stamp, files, told)
        lookup.finish()
    finally:
        lookup.close()
        files.close()
    step(LOOKUP)
    write_rows(shares_of(sums), folder / SHARES)
    step(SHARES)
    told.report("publishing")
    write_csv(_companies(folder, files.heights[level_file("company")]), folder / SCORES_CSV)
    step(SCORES_CSV)
    manifest = _manifest(folder, stamp, sources, {name: files.heights[level_file(name)] for name in LEVELS})
    (folder / MANIFEST).write_text(manifest.model_dump_json(indent=2) + "\n")
    step(MANIFEST)
    for path in (*folder.iterdir(), folder):
        sync(path)
    step("synced")
    return Built(manifest, laid_out)


def _lay_out(
    scored: ScoredParts,
    sources: Sources,
    before: Earlier | None,
    files: PartFiles,
    lookup: LookupWriter,
    sums: Sums,
    report: Report,
) -> int:
    """Lays out part after part; answers how many companies were laid out anew."""
    anew, company, of = 0, level_file("company"), sources.membership.height
    report(LAYING_OUT, 0, of)
    for part in scored.parts():
        anew += _add(part, scored.signals, sources, before, files, lookup, sums)
        report(LAYING_OUT, files.heights[company], of)
    return anew


def _add(
    part: ScoredPart,
    signals: Frames,
    sources: Sources,
    before: Earlier | None,
    files: PartFiles,
    lookup: LookupWriter,
    sums: Sums,
) -> int:
    """Lays out a part and adds it to every file that grows with companies; answers how many were laid out anew."""
    prints = part.prints()
    levels, kept = _laid_out(part, prints, before)
    frames = by_company(levels)
    listed = listing(frames, sources.membership, sources.categories)
    lookup.add(frames["company"], listed, behind(frames, signals))
    summed = loss_sums(frames["contribution"].lazy(), frames["delay"].lazy(), listed.lazy())
    add_up(sums, collected(summed))
    rows = {level_file(name): frame for name, frame in frames.items()} | {LISTING: listed}
    rows |= {signal_file(name): levels.signals[name] for name in BY_COMPANY if name in levels.signals}
    if prints is not None:
        rows[FINGERPRINTS] = prints.with_columns(pl.lit(code_version()).alias(MADE_BY))
    for name, frame in rows.items():
        files.add(name, frame)
    return frames["company"].height - kept


def _laid_out(part: ScoredPart, prints: pl.DataFrame | None, before: Earlier | None) -> tuple[ScoredLevels, int]:
    """The levels of a part, and how many of its companies have the rows they had before."""
    if prints is None or before is None:
        return part.levels(), 0
    kept = unchanged(before.prints, prints)
    if kept.is_empty():
        return part.levels(), 0
    return part.levels(before.rows(kept[0], kept[-1]), kept), kept.len()


def _write_rows(folder: Path, signals: Frames, stamp: Stamp, files: PartFiles, told: Told) -> None:
    """Every Parquet file of the run: levels, then signals, then what is found by them."""
    own = [signal_file(name) for name in BY_COMPANY]
    shared = {signal_file(name): frame for name, frame in signals.items() if name not in BY_COMPANY}
    names = (*map(level_file, LEVELS), *shared, *own, LISTING, FINGERPRINTS)
    for number, name in enumerate(names):
        told.report("writing files", number, len(names))
        if name in shared:
            write_rows(stamp.on(shared[name]), folder / name)
        elif name in files.heights:
            files.join(name, None if name == FINGERPRINTS else stamp)
        else:
            continue
        told.step(name)


def _companies(folder: Path, height: int) -> Iterator[pl.DataFrame]:
    """The company level as it was written, some rows at a time; without rows its columns alone."""
    rows = pl.scan_parquet(folder / level_file("company"))
    for begin in range(0, max(height, 1), ROW_GROUP_ROWS):
        yield rows.slice(begin, ROW_GROUP_ROWS).collect(engine="in-memory")


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

"""Reads a published run. Nothing published ever changes, so reading needs no lock."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import polars as pl

from service.refusal import Refusal
from service.runs.behind import behind
from service.runs.current import CURRENT, Mark, current_run_id, mark_of, run_folder
from service.runs.identity import STAMP_COLUMNS, Stamp
from service.runs.layout import BY_COMPANY, LEVELS, LISTING, LOOKUP, SCORES_CSV, level_file, signal_file
from service.runs.lookup import Entry, Ground, Lookup
from service.runs.manifest import Manifest, read_manifest
from service.runs.signals import SignalBook, signals_in
from service.settings import Settings

DETAILS = {"line": "lines", "delay": "delays", "cost": "costs", "contribution": "contributions"}
"""Level → what a company calls its rows of it."""

MOST_KEPT = 4
"""Companies whose rows are kept after they were read; those of a large one take a few MB."""

RUN_ID = re.compile(r"\d{4}-\d{2}-\d{2}-[0-9a-f]{12}")


class NoSuchRun(Refusal):
    """The run asked for is not published."""


@dataclass(frozen=True)
class Snapshot:
    """One published run: its manifest, its files, and look-ups of single companies."""

    folder: Path
    manifest: Manifest

    @staticmethod
    def open(home: Path, run_id: str) -> "Snapshot":
        """The run of that id. Raises NoSuchRun."""
        folder = run_folder(home, run_id)
        # Whatever does not look like a run id never becomes part of a path.
        manifest = read_manifest(folder) if RUN_ID.fullmatch(run_id) else None
        if manifest is None:
            raise NoSuchRun(f"run {run_id!r} is not published in {home / 'runs'}")
        return Snapshot(folder, manifest)

    @staticmethod
    def open_current(home: Path) -> "Snapshot":
        """The run that is served. Raises NoSuchRun before the first."""
        run_id = current_run_id(home)
        if run_id is None:
            raise NoSuchRun(f"nothing is scored yet in {home}: run exposure rescore")
        return Snapshot.open(home, run_id)

    @property
    def run_id(self) -> str:
        """The id of the run."""
        return self.manifest.run_id

    @cached_property
    def stamp(self) -> Stamp:
        """The stamp its rows carry."""
        return self.manifest.stamp

    @property
    def scores_csv(self) -> Path:
        """The company level as CSV in its default form."""
        return self.folder / SCORES_CSV

    @property
    def listing_path(self) -> Path:
        """One row a company with all it is searched by."""
        return self.folder / LISTING

    def level_path(self, level: str) -> Path:
        """The Parquet file of a level: company, line, delay, cost or contribution."""
        return self.folder / level_file(level)

    def signal(self, name: str) -> pl.DataFrame:
        """The published rows of one signal, such as regimes or duty_layers, with the stamp."""
        return pl.read_parquet(self.folder / signal_file(name))

    def headline(self, company_id: str) -> dict[str, Any] | None:
        """The company's row with its stamp, or none for an unknown company."""
        row = self._lookup.headline(company_id)
        return None if row is None else row | {name: str(getattr(self.stamp, name)) for name in STAMP_COLUMNS}

    def entry(self, company_id: str) -> Entry | None:
        """The company's headline and what its score rests on, or none for an unknown company."""
        return self._lookup.entry(company_id) if self._lookup.is_whole else self._worked_out(company_id)

    def company(self, company_id: str) -> Mapping[str, Any] | None:
        """All about one company, or none for an unknown one.

        headline: its row. lines, delays, costs, contributions, licences, applications: its rows without company_id and
        stamp. signals: the regimes, duty layers, prices, shares, inputs and sources those rows rest on.
        """
        return self._lately(company_id)

    @cached_property
    def _lately(self) -> Callable[[str], Mapping[str, Any] | None]:
        # A page asks for its company more than once, and what is published never changes.
        return lru_cache(maxsize=MOST_KEPT)(self._read_company)

    def _read_company(self, company_id: str) -> Mapping[str, Any] | None:
        headline = self.headline(company_id)
        if headline is None:
            return None
        detail = {
            name: table.filter(pl.col("company_id") == company_id)
            .drop("company_id", *STAMP_COLUMNS)
            .collect(engine="in-memory")
            .to_dicts()
            for name, table in self._details.items()
        }
        detail = {name: detail.get(name, []) for name in (*DETAILS.values(), *BY_COMPANY)}
        return {"headline": headline, **detail, "signals": self.signals.of_company(detail)}

    def _worked_out(self, company_id: str) -> Entry | None:
        """The entry of a company whose run was published when the side file held headlines alone."""
        row = self._lookup.headline(company_id)
        if row is None:
            return None
        own = pl.col("company_id") == company_id
        tables = {name: pl.scan_parquet(self.level_path(name)) for name in LEVELS} | {
            LISTING: pl.scan_parquet(self.listing_path)
        }
        found = {name: table.filter(own).collect(engine="in-memory") for name, table in tables.items()}
        portfolio, rows = found[LISTING]["portfolio"].item(), behind(found, self._signals)["behind"].item()
        company = {name: value for name, value in row.items() if name not in STAMP_COLUMNS}
        text = json.dumps(company, ensure_ascii=False, separators=(",", ":"))
        return Entry(
            text, row["score"], row["score_low"], row["score_high"], Ground(portfolio, row["defaults_used"], rows)
        )

    @cached_property
    def _signals(self) -> dict[str, pl.DataFrame]:
        files = self.folder.glob(signal_file("*"))
        return {path.stem.removeprefix("signals_"): pl.read_parquet(path) for path in files}

    @cached_property
    def _details(self) -> dict[str, pl.LazyFrame]:
        # Sorted by company: all but one or two row groups are passed over by their statistics, which are read once.
        levels = {name: self.level_path(level) for level, name in DETAILS.items()}
        signals = {name: self.folder / signal_file(name) for name in BY_COMPANY}
        # Runs published before there were such signals have none.
        return {name: pl.scan_parquet(path) for name, path in (levels | signals).items() if path.is_file()}

    @cached_property
    def signals(self) -> SignalBook:
        """The signals of the run by what points at them."""
        return signals_in(self.folder)

    @cached_property
    def _lookup(self) -> Lookup:
        return Lookup(self.folder / LOOKUP)


class Serving:
    """The run being served, opened again only when another takes its place; one for each process."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._pointer = str(home / CURRENT)
        self._served: tuple[Mark, Snapshot] | None = None

    def snapshot(self) -> Snapshot:
        """The run that is served now. Raises NoSuchRun before the first."""
        mark, served = mark_of(self._pointer), self._served
        if served is None or mark is None or served[0] != mark:
            # Marked before it is read: a switch in between is seen the next time.
            snapshot = Snapshot.open_current(self._home)
            if served is not None and served[1].run_id == snapshot.run_id:
                snapshot = served[1]
            self._served = None if mark is None else (mark, snapshot)
            return snapshot
        return served[1]


def age_hours(manifest: Manifest, settings: Settings, now: datetime) -> float:
    """Hours since the day the scores look at began; below 0 for a run that looks ahead."""
    return (now - _began(manifest.as_of, settings.zone)) / timedelta(hours=1)


@lru_cache(maxsize=64)
def _began(day: date, zone: tzinfo) -> datetime:
    # In UTC: two moments of one zone are subtracted by their clocks, whatever the zone did to them in between.
    return datetime.combine(day, time(), zone).astimezone(UTC)


def is_stale(manifest: Manifest, settings: Settings, now: datetime) -> bool:
    """Whether the scores are older than a night that went well would leave them."""
    return age_hours(manifest, settings, now) > settings.stale_after_hours


def published_runs(home: Path) -> list[Manifest]:
    """All published runs, earliest day first."""
    folders = (folder for folder in (home / "runs").glob("*") if RUN_ID.fullmatch(folder.name))
    manifests = (read_manifest(folder) for folder in folders)
    return sorted((m for m in manifests if m is not None), key=lambda m: (m.as_of, m.known_at, m.run_id))

"""Ledgers between runs on disk: the parts of every company and the rows behind them, written once for two runs."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from service.runs.current import current_run_id, run_folder
from service.runs.files import make_folder, replacing
from service.runs.layout import write_rows
from service.runs.manifest import Manifest, read_manifest
from service.runs.snapshot import published_runs

LEDGER = "ledger"


@dataclass(frozen=True)
class StoredLedger:
    """The ledger between two runs: one row a company × group that moved it, and every changed row of the tables."""

    parts: Path
    rows: Path

    def parts_of(self, company_id: str) -> pl.DataFrame:
        """The parts of one company."""
        found = pl.scan_parquet(self.parts).filter(pl.col("company_id") == company_id)
        return found.collect(engine="in-memory")

    def changed_rows(self) -> pl.DataFrame:
        """Figures of the tables that differ between the two runs, whomever they concern."""
        return pl.read_parquet(self.rows)


def stored_ledger(home: Path, from_run: str, to_run: str) -> StoredLedger | None:
    """The ledger between two runs, or none if it was not made."""
    ledger = _ledger(home, from_run, to_run)
    return ledger if ledger.parts.is_file() else None


def recorded(home: Path) -> dict[str, str]:
    """Every run to which a ledger is stored → the run it starts from; the latest of several."""
    found = (path.stem.split("__") for path in (home / LEDGER).glob("*__*.parquet") if "." not in path.stem)
    return {to_run: from_run for from_run, to_run in sorted(found)}


def store_ledger(home: Path, from_run: str, to_run: str, parts: pl.DataFrame, rows: pl.DataFrame) -> None:
    """Writes a ledger, whole or not at all: the parts come last and say that it is whole.

    Whoever calls holds the lease on runs.
    """
    ledger = _ledger(home, from_run, to_run)
    make_folder(home / LEDGER)
    for left in (home / LEDGER).glob(".*.part"):
        left.unlink()
    for frame, path in ((rows, ledger.rows), (parts, ledger.parts)):
        with replacing(path) as aside:
            write_rows(frame, aside)


def ledgers_of(home: Path, run_ids: Collection[str]) -> list[Path]:
    """Every file of a ledger, and every note of what was served before, that names one of these runs."""
    files = sorted((home / LEDGER).glob("*")) if run_ids else []
    return [path for path in files if not path.name.startswith(".") and _names(path, run_ids)]


def _names(path: Path, run_ids: Collection[str]) -> bool:
    told = path.name.removesuffix(".parquet").removesuffix(".rows").removesuffix(".before").split("__")
    if path.suffix == ".before":
        told.append(path.read_text().strip())
    return any(run_id in run_ids for run_id in told)


def note_before(home: Path, run_id: str) -> None:
    """Notes which run is served before `run_id` takes its place; nothing where it is served already."""
    served = current_run_id(home)
    if served in (None, run_id):
        return
    make_folder(home / LEDGER)
    with replacing(_note(home, run_id)) as aside:
        aside.write_text(f"{served}\n")


def run_before(home: Path, run_id: str) -> str | None:
    """The run served before a published run; where none is on record, the published run of the latest earlier day."""
    run, noted = read_manifest(run_folder(home, run_id)), _noted(home, run_id)
    if run is None:
        return None
    before = read_manifest(run_folder(home, noted)) if noted else None
    # A run that history was scored into afterwards never took the place of the later one served then.
    if before is not None and _day(before) <= _day(run):
        return before.run_id
    earlier = [other.run_id for other in published_runs(home) if _day(other) < _day(run)]
    return earlier[-1] if earlier else None


def _noted(home: Path, run_id: str) -> str | None:
    try:
        return _note(home, run_id).read_text().strip() or None
    except FileNotFoundError:
        return None


def _day(run: Manifest) -> tuple[date, date]:
    return run.as_of, run.known_at


def _ledger(home: Path, from_run: str, to_run: str) -> StoredLedger:
    name = home / LEDGER / f"{from_run}__{to_run}"
    return StoredLedger(Path(f"{name}.parquet"), Path(f"{name}.rows.parquet"))


def _note(home: Path, run_id: str) -> Path:
    return home / LEDGER / f"{run_id}.before"

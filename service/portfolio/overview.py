"""What portfolios there are: how each stands, what it holds and where it came from."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl

from service.portfolio.demo import DEMO
from service.portfolio.standing import UNKNOWN, Standing
from service.portfolio.store import PortfolioStore
from service.portfolio.turning import standings


@dataclass(frozen=True)
class Holding:
    """One portfolio: its current version with companies and lines, the file it came from, and what undo would do.

    Without a version every import is undone, or it is being deleted.
    """

    name: str
    version: str | None
    companies: int
    lines: int
    file_name: str | None
    imported: datetime | None
    undoable: bool
    last_undo_ends: bool
    """whether an undo would leave no portfolio of that name"""
    redoable: bool
    applications: str | None
    applications_undoable: bool
    applications_redoable: bool
    being_deleted: bool

    @property
    def demonstration(self) -> bool:
        """Whether it is the portfolio that came with the service."""
        return self.name == DEMO


def holdings(home: Path) -> list[Holding]:
    """Every portfolio that was imported and is not deleted, by name."""
    store, applications = PortfolioStore(home), standings(home / "applications")
    own = store.standings()
    named = sorted({*own, *applications})
    return [_holding(store, name, own.get(name, Standing()), applications.get(name, Standing())) for name in named]


def _holding(store: PortfolioStore, name: str, standing: Standing, applications: Standing) -> Holding:
    version = standing.current
    companies, lines = _size(store.folder(name, version)) if version else (0, 0)
    record = store.record(name, version) if version else None
    return Holding(
        name=name,
        version=version,
        companies=companies,
        lines=lines,
        file_name=record.file_name if record else None,
        imported=record.imported if record else None,
        undoable=_undoable(standing),
        last_undo_ends=not standing.before,
        redoable=bool(standing.undone),
        applications=applications.current,
        applications_undoable=_undoable(applications),
        applications_redoable=bool(applications.undone),
        being_deleted=standing.deleted or applications.deleted,
    )


def _undoable(standing: Standing) -> bool:
    return standing.current is not None and standing.before[:1] != (UNKNOWN,)


def _size(version: Path) -> tuple[int, int]:
    lines = pl.scan_parquet(version / "lines.parquet")
    counted = lines.select(companies=pl.col("company_id").n_unique(), lines=pl.len()).collect(engine="in-memory")
    companies, height = counted.row(0)
    return companies, height

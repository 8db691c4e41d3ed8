"""What moved one company between two sides, each a published run or a day: from the stored ledger or computed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

import polars as pl

from reference_data.loader import Tables
from scoring.changed_cells import changed_cells
from scoring.changed_rows import changed_rows
from scoring.changes import GROUPS, change_ledger
from scoring.comparing import headlines
from scoring.differing import CHANGED
from scoring.method import METHOD
from scoring.touched import Rested, concerning, touched
from service.inputs import Inputs
from service.ledger.files import StoredLedger, stored_ledger
from service.ledger.made_from import MadeFrom, made_from, portfolio_of
from service.runs.snapshot import Snapshot

Computed = Literal["stored", "on demand"]
HEADLINE = {
    "company_id": pl.String(),
    "company_name": pl.String(),
    "score": pl.Float64(),
    "band": pl.String(),
    "expected_annual_loss_usd": pl.Float64(),
    "covered_revenue_share": pl.Float64(),
    "reason": pl.String(),
}


@dataclass(frozen=True)
class RunSide:
    """A published run, made again only where something is to be computed."""

    home: Path
    snapshot: Snapshot
    installed: Callable[[], Tables]

    def made(self, company_id: str) -> MadeFrom:
        """What it was made from, for one company. Raises InputsGone."""
        return made_from(self.home, self.snapshot.manifest, self.installed, company_id)


@dataclass(frozen=True)
class DaySide:
    """A day, looked at with portfolios, tables and method as they are now and what was known on it."""

    inputs: Inputs
    tables: Tables
    day: date

    def made(self, company_id: str) -> MadeFrom:
        """What it is made from, for one company."""
        return MadeFrom(self.inputs.portfolio.of_company(company_id), self.tables, METHOD, self.day, self.day)


Side = RunSide | DaySide


@dataclass(frozen=True)
class CompanyChanges:
    """What moved one company: its headlines (HEADLINE by `_before` and `_after`), parts by group, and rows behind."""

    headline: Mapping[str, Any]
    parts: pl.DataFrame
    causes: pl.DataFrame
    computed: Computed


def company_changes(company_id: str, before: Side, after: Side) -> CompanyChanges | None:
    """What moved a company between two sides, or none where neither knows it.

    Between published runs the stored ledger answers, where there is one. Else both are made again for this company:
    raises InputsGone where that cannot be, and GapError where the tables do not suffice.
    """
    if isinstance(before, RunSide) and isinstance(after, RunSide):
        ledger = stored_ledger(after.home, before.snapshot.run_id, after.snapshot.run_id)
        if ledger is not None:
            return _stored(company_id, before, after, ledger)
    return computed_changes(before.made(company_id), after.made(company_id))


def _stored(company_id: str, before: RunSide, after: RunSide, ledger: StoredLedger) -> CompanyChanges | None:
    records = [side.snapshot.company(company_id) for side in (before, after)]
    ends = [_headline(record) for record in records]
    both = headlines(*ends)
    if both.is_empty():
        return None
    touches = [
        touched(_rested(side.snapshot, record)) for side, record in zip((before, after), records, strict=True) if record
    ]
    parts = ledger.parts_of(company_id).drop("company_id").filter(pl.col("group").is_not_null())
    causes = [concerning(ledger.changed_rows(), pl.concat(touches))]
    if _moved_by("portfolio", parts):
        own = [portfolio_of(side.home, side.snapshot.manifest, company_id) for side in (before, after)]
        causes = [changed_cells(*own), *causes]
    return CompanyChanges(both.row(0, named=True), parts, _of_moved(pl.concat(causes), parts), "stored")


def computed_changes(before: MadeFrom, after: MadeFrom) -> CompanyChanges | None:
    """What moved the one company of two sides, or none where neither has any."""
    ledger = change_ledger(before.standing, after.standing)
    if ledger.companies.is_empty():
        return None
    parts = ledger.parts.drop("company_id").filter(pl.col("group").is_not_null())
    causes = pl.DataFrame(schema=CHANGED)
    if not parts.is_empty():
        touches = pl.concat([touched(Rested.of(side.levels())) for side in (before, after)])
        rows = concerning(changed_rows(before.told, after.told), touches)
        causes = _of_moved(pl.concat([changed_cells(before.portfolio, after.portfolio), rows]), parts)
    return CompanyChanges(ledger.companies.row(0, named=True), parts, causes, "on demand")


def _headline(record: Mapping[str, Any] | None) -> pl.DataFrame:
    rows = [] if record is None else [{name: record["headline"][name] for name in HEADLINE}]
    return pl.DataFrame(rows, schema=HEADLINE)


def _rested(snapshot: Snapshot, record: Mapping[str, Any]) -> Rested:
    areas = {row["country"]: row["customs_area"] for row in snapshot.signals.rows("areas")}
    layers = record["signals"]["duty_layers"]
    defaults = record["headline"]["defaults_used"]
    return Rested(
        record["lines"], record["delays"], record["costs"], layers, areas, defaults, bool(record["applications"])
    )


def _moved_by(group: str, parts: pl.DataFrame) -> bool:
    return any(group in str(name).split("+") for name in parts["group"])


def _of_moved(causes: pl.DataFrame, parts: pl.DataFrame) -> pl.DataFrame:
    """The causes in the groups that moved the company, in the order of the groups."""
    moved = [group for group in GROUPS if _moved_by(group, parts)]
    return pl.concat([pl.DataFrame(schema=CHANGED), *(causes.filter(pl.col("group") == group) for group in moved)])

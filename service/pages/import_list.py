"""What the import page shows: the portfolios there are, and what just became of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from service.api.backing import Backing
from service.pages.tables import PageTable, frame, table
from service.portfolio.overview import Holding, holdings
from service.portfolio.report import left_out_words
from service.state.models import Import
from service.state.portfolio_record import APPLICATIONS_OF, change_of, import_of

SCHEMA = {
    "portfolio": pl.String,
    "version": pl.String,
    "companies": pl.Int64,
    "lines": pl.Int64,
    "file_name": pl.String,
    "imported": pl.Date,
    "applications": pl.String,
}


@dataclass(frozen=True)
class Done:
    """What just became of a portfolio, as it is on record."""

    kind: str
    """imported, undone, redone or deleted"""
    portfolio: str
    words: str


@dataclass(frozen=True)
class ImportList:
    """All the import page shows beside its form."""

    portfolios: Sequence[Holding]
    done: Done | None
    behind: bool
    """whether scores rest on other versions than those stored now"""
    needs_key: bool


def import_list(source: Backing, done: str | None, left_out: int | None = None) -> ImportList:
    """The portfolios as they stand, and what `done` names: import-12 or change-3; and how many rows that left out."""
    found, served = holdings(source.settings.home), source.served()
    scored = (served.manifest.portfolios, served.manifest.applications) if served else ({}, {})
    stored = (
        {one.name: one.version for one in found if one.version},
        {one.name: one.applications for one in found if one.applications},
    )
    return ImportList(
        portfolios=found,
        done=_done(source, done, left_out) if done else None,
        behind=scored != stored,
        needs_key=source.settings.api_key is not None,
    )


def portfolio_table(portfolios: Sequence[Holding]) -> PageTable:
    """One row a portfolio, in the order of the page."""
    return table("portfolios", frame([_row(one) for one in portfolios], SCHEMA))


def _row(one: Holding) -> dict[str, Any]:
    return {
        "portfolio": one.name,
        "version": one.version,
        "companies": one.companies,
        "lines": one.lines,
        "file_name": one.file_name,
        "imported": one.imported.date() if one.imported else None,
        "applications": one.applications,
    }


def _done(source: Backing, told: str, left_out: int | None) -> Done | None:
    kind, _, number = told.partition("-")
    if kind == "import":
        noted = import_of(source.record, int(number))
        name = noted.portfolio.removeprefix(APPLICATIONS_OF) if noted else ""
        return Done("imported", name, _imported(noted, left_out)) if noted else None
    change = change_of(source.record, int(number))
    return Done(change.kind, change.portfolio, change.told) if change else None


def _imported(noted: Import, left_out: int | None) -> str:
    rows = f"{noted.rows:,} row{'' if noted.rows == 1 else 's'} of {noted.file_name}"
    left = left_out_words(left_out, noted.faults)
    return f"{rows} imported as {noted.portfolio}, version {noted.version}{left}"

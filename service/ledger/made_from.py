"""What scores are made from: portfolio, tables, method and day of a published run, or of a day."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

import polars as pl

from reference_data.loader import Tables
from scoring.changed_rows import Told
from scoring.changes import Standing
from scoring.engine import score_in
from scoring.gaps import GapError, day_gaps
from scoring.levels import Levels
from scoring.method import Method
from scoring.portfolio import Portfolio, no_applications
from scoring.world import World, world_on
from service.ledger.keeping import InputsGone, kept_method, kept_tables
from service.portfolio.application_store import ApplicationStore
from service.portfolio.store import PortfolioStore
from service.runs.manifest import Manifest


@dataclass(frozen=True)
class MadeFrom:
    """All that decides a score; the same again gives the same figures again."""

    portfolio: Portfolio
    tables: Tables
    method: Method
    as_of: date
    known_at: date

    @cached_property
    def world(self) -> World:
        """The tables resolved for the day. Raises GapError for a day before the first that they describe."""
        if gaps := day_gaps(self.as_of):
            raise GapError(gaps)
        return world_on(self.tables, self.method, self.as_of, self.known_at)

    @property
    def standing(self) -> Standing:
        """The portfolio in the state of the world."""
        return Standing(self.portfolio, self.world)

    @property
    def told(self) -> Told:
        """The state of the world and the tables it is from."""
        return Told(self.world, self.tables)

    def levels(self) -> Levels:
        """All levels and signals, scored again."""
        return score_in(self.world, self.portfolio, self.tables)


def made_from(
    home: Path, manifest: Manifest, installed: Callable[[], Tables], company_id: str | None = None
) -> MadeFrom:
    """What a published run was made from, or one company in it. Raises InputsGone where some of it is gone."""
    try:
        tables = kept_tables(home, manifest.tables_version, installed)
        method = kept_method(home, manifest.method)
    except InputsGone as gone:
        raise InputsGone(*(f"run {manifest.run_id} cannot be made again: {line}" for line in gone.lines)) from None
    return MadeFrom(portfolio_of(home, manifest, company_id), tables, method, manifest.as_of, manifest.known_at)


def portfolio_of(home: Path, manifest: Manifest, company_id: str | None = None) -> Portfolio:
    """The portfolios and applications a published run was made from, or one company's. Raises InputsGone."""
    kind, name = "portfolio", ""
    try:
        stored = PortfolioStore(home).load_versions(manifest.portfolios, company_id=company_id)
        kind = "applications of"
        store = ApplicationStore(home)
        parts = [store.load(name, version, company_id=company_id) for name, version in manifest.applications.items()]
    except KeyError as missing:
        (name,) = missing.args
        raise InputsGone(
            f"run {manifest.run_id} cannot be made again: the version of {kind} {name} it was made from is gone"
        ) from None
    return replace(stored.portfolio, applications=pl.concat([no_applications(), *parts]))

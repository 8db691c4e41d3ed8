"""Every stored portfolio with its licence applications, put together for one run."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

import polars as pl

from scoring.books import Book
from scoring.portfolio import Portfolio, no_applications
from service.portfolio.application_store import ApplicationStore
from service.portfolio.store import PortfolioStore
from service.portfolio.stored_book import StoredBook
from service.refusal import Refusal


@dataclass(frozen=True)
class Inputs:
    """All product lines, overrides and applications, and company_id → portfolio.

    `versions` and `applications` hold the version of each portfolio and of its applications by name.
    """

    portfolio: Portfolio
    versions: Mapping[str, str]
    membership: pl.DataFrame
    applications: Mapping[str, str] = field(default_factory=dict)


class RunInputs(Protocol):
    """What a run is made from, as in Inputs; the portfolio need not be in memory."""

    @property
    def portfolio(self) -> Book: ...
    @property
    def versions(self) -> Mapping[str, str]: ...
    @property
    def membership(self) -> pl.DataFrame: ...
    @property
    def applications(self) -> Mapping[str, str]: ...


@dataclass(frozen=True)
class StoredInputs:
    """Inputs whose product lines stay on the disk until they are scored; else as Inputs."""

    portfolio: StoredBook
    versions: Mapping[str, str]
    membership: pl.DataFrame
    applications: Mapping[str, str]


def stored_inputs(home: Path) -> StoredInputs:
    """As `load_inputs`, with lines read when they are scored."""
    store, files = PortfolioStore(home), ApplicationStore(home).load_all()
    versions = store.current()
    _refuse_none(versions, home)
    folders = {name: store.folder(name, version) for name, version in versions.items()}
    book = StoredBook(folders, files.applications)
    return StoredInputs(book, versions, book.companies, files.versions)


def load_inputs(home: Path) -> Inputs:
    """The current version of every portfolio and its applications. Raises Refusal if no portfolio is stored."""
    stored = PortfolioStore(home).load_all()
    _refuse_none(stored.versions, home)
    files = ApplicationStore(home).load_all()
    portfolio = replace(stored.portfolio, applications=files.applications)
    return Inputs(portfolio, stored.versions, stored.companies, files.versions)


@dataclass(frozen=True)
class Versions:
    """What is stored: the current version of each portfolio, and of each portfolio's applications, by name."""

    portfolios: Mapping[str, str]
    applications: Mapping[str, str]

    @property
    def key(self) -> str:
        """Tells one state of everything imported from another."""
        return repr([sorted(self.portfolios.items()), sorted(self.applications.items())])


def stored_versions(home: Path) -> Versions:
    """The versions that are current."""
    return Versions(PortfolioStore(home).current(), ApplicationStore(home).current())


def company_inputs(home: Path, company_id: str, current: Versions | None = None) -> Inputs:
    """As `load_inputs`, with the lines, overrides and applications of one company; of others nothing is read.

    In the versions that are current, unless they were looked up before.
    """
    store, files, found = PortfolioStore(home), ApplicationStore(home), current or stored_versions(home)
    versions, filed = found.portfolios, found.applications
    _refuse_none(versions, home)
    stored = store.load_versions(versions, company_id=company_id)
    own = [files.load(name, version, company_id=company_id) for name, version in filed.items()]
    portfolio = replace(stored.portfolio, applications=pl.concat([no_applications(), *own]))
    return Inputs(portfolio, versions, stored.companies, filed)


def _refuse_none(versions: Mapping[str, str], home: Path) -> None:
    if not versions:
        raise Refusal(
            f"no portfolio is stored in {home}: run exposure import FILE first (exposure serve loads a demonstration)"
        )

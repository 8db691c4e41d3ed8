"""Portfolios put together: all as one, in the order they are stored in, with a company in one of them only."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from scoring.collecting import collected_all
from scoring.portfolio import LINE_COLUMNS, OVERRIDE_COLUMNS, Portfolio
from service.portfolio.faults import Fault, shown
from service.portfolio.line_checks import LINE_KEY
from service.portfolio.parquet import content_version


@dataclass(frozen=True)
class Stored:
    """A portfolio as it lies on the disk: its rows are read when they are worked with."""

    lines: pl.LazyFrame
    overrides: pl.LazyFrame


Parts = Mapping[str, Stored]
"""Portfolios by name."""


@dataclass(frozen=True)
class StoredPortfolios:
    """All current portfolios as one, the version of each, and the `portfolio` of each `company_id`."""

    portfolio: Portfolio
    versions: dict[str, str]
    companies: pl.DataFrame


def put_together(parts: Parts, versions: Mapping[str, str]) -> StoredPortfolios:
    """Portfolios in these versions as one, lines sorted by key; empty where there is none."""
    lines = pl.concat([pl.LazyFrame(schema=LINE_COLUMNS), *(part.lines for part in parts.values())])
    overrides = pl.concat([pl.LazyFrame(schema=OVERRIDE_COLUMNS), *(part.overrides for part in parts.values())])
    ordered = [lines.sort(LINE_KEY), overrides.sort(*LINE_KEY, "material_id")]
    *rows, companies = collected_all([*ordered, _companies(parts)])
    return StoredPortfolios(Portfolio(*rows), dict(versions), companies)


def in_order(portfolio: Portfolio) -> Portfolio:
    """The portfolio with its rows in the order in which it is stored."""
    full = Portfolio.of(portfolio.lines, portfolio.overrides)
    return Portfolio(full.lines.sort(LINE_KEY), full.overrides.sort(*LINE_KEY, "material_id"))


def version_of(portfolio: Portfolio) -> str:
    """The version a portfolio is stored as: a hash of its rows, whatever their order and the form of the file."""
    ordered = in_order(portfolio)
    return content_version("portfolio 1", ordered.lines, ordered.overrides)


def foreign_faults(portfolio: Portfolio, others: Parts, company_rows: Mapping[str, int]) -> list[Fault]:
    """Every company of a portfolio that another has, at the row it comes from."""
    mine = portfolio.lines.lazy().select("company_id").unique()
    shared = _companies(others).join(mine, on="company_id", how="semi").collect(engine="in-memory").iter_rows()
    faults = [_foreign(company, other, company_rows.get(company, 0)) for company, other in shared]
    return sorted(faults, key=lambda fault: (fault.row, fault.value))


def _companies(parts: Parts) -> pl.LazyFrame:
    empty = pl.LazyFrame(schema={"company_id": pl.String, "portfolio": pl.String})
    named = [
        part.lines.select("company_id").unique().with_columns(portfolio=pl.lit(name)) for name, part in parts.items()
    ]
    return pl.concat([empty, *named]).sort("company_id")


def _foreign(company: str, other: str, row: int) -> Fault:
    problem = f"company {shown(company)} is in portfolio {other} already"
    meant = f"a company is in one portfolio only, take it out there or import this file as {other}"
    return Fault(row, "company_id", problem, meant, company, "in_other_portfolio")

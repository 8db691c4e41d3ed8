"""The demonstration portfolio: real companies from public volumes, with default sourcing and no assessment."""

from collections.abc import Mapping
from datetime import datetime

import polars as pl

from scoring.portfolio import Portfolio
from service.portfolio.import_record import ImportRecord, content_sha256
from service.portfolio.store import PortfolioStore

DEMO = "demo"
"""Name of the portfolio; whatever is shown of it is marked as a demonstration."""


def demo_portfolio(tables: Mapping[str, pl.DataFrame]) -> Portfolio:
    """The rows of table demo_portfolio as product lines; what the companies do not publish is left to defaults."""
    rows = tables["demo_portfolio"]
    columns = ("company_id", "company_name", "product_id", "importer", "annual_units", "annual_revenue_usd")
    lines = rows.select(*columns, "country", "industry", "end_use", "note")
    return Portfolio.of(lines.sort("company_id", "product_id", "importer"))


def store_demo(store: PortfolioStore, tables: Mapping[str, pl.DataFrame], imported: datetime) -> str:
    """Stores the demonstration portfolio and answers its version; the same rows are the same version.

    Raises ImportRefused where a company of it is in another portfolio already.
    """
    portfolio = demo_portfolio(tables)
    rows = portfolio.lines.height
    sha256 = content_sha256(portfolio.lines.write_csv().encode())
    record = ImportRecord(
        file_name="demo_portfolio.csv", file_sha256=sha256, rows=rows, accepted_rows=rows, imported=imported
    )
    return store.save(DEMO, portfolio, record)

"""What portfolios add up to, all together and each."""

import polars as pl

from service.api.backing import backing
from service.api.finding import no_such_portfolio
from service.api.parameters import NoQuery
from service.overview import Overview, overview
from service.pages.names import names_of
from service.pages.portfolios import acts_of, page_tables, portfolios_page, words_of
from service.pages.routing import asked, page
from service.pages.tables import Page
from service.portfolio.demo import DEMO
from service.runs.shares import shares_in
from service.runs.snapshot import Snapshot


@page("/portfolios")
def portfolios() -> Page:
    """All portfolios of the run together, and side by side."""
    asked(NoQuery)
    return _page(backing().snapshot(), None)


@page("/portfolios/<portfolio>")
def portfolio(portfolio: str) -> Page:
    """One portfolio: its companies by band, what is at stake, on what it hangs, and its largest exposures."""
    asked(NoQuery)
    snapshot = backing().snapshot()
    if portfolio not in snapshot.manifest.portfolios:
        raise no_such_portfolio(snapshot, portfolio)
    return _page(snapshot, portfolio)


def _page(snapshot: Snapshot, name: str | None) -> Page:
    found = backing().overviews.recall(snapshot.run_id, name or "", lambda: _overview(snapshot, name))
    view = portfolios_page(name, found, words_of(names_of(snapshot), snapshot.signals.rows("regimes")))
    demonstration = name == DEMO if name else DEMO in snapshot.manifest.portfolios
    context = {"view": view, "stamp": backing().stamp(snapshot), "demonstration": demonstration}
    return Page("portfolios.html", context, page_tables(view, lambda: _listed(snapshot, name)))


def _overview(snapshot: Snapshot, name: str | None) -> Overview:
    shares = _own(shares_in(snapshot.folder), name)
    return overview(_listed(snapshot, name), shares, acts_of(snapshot.signals.rows("regimes")))


def _listed(snapshot: Snapshot, name: str | None) -> pl.DataFrame:
    return _own(pl.read_parquet(snapshot.listing_path), name)


def _own(rows: pl.DataFrame, name: str | None) -> pl.DataFrame:
    return rows if name is None else rows.filter(pl.col("portfolio") == name)

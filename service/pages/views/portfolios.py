"""What portfolios add up to, all together and each."""

import polars as pl

from service.api.backing import backing
from service.api.finding import no_such_portfolio
from service.api.parameters import NoQuery
from service.overview import Overview, overview
from service.pages.names import names_of
from service.pages.portfolios import page_tables, portfolios_page
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
    names = names_of(snapshot)
    found = backing().overviews.recall(snapshot.run_id, name or "", lambda: _overview(snapshot, name))
    view = portfolios_page(name, found, names)
    demonstration = name == DEMO if name else DEMO in snapshot.manifest.portfolios
    context = {"view": view, "stamp": backing().stamp(snapshot), "demonstration": demonstration}
    return Page("portfolios.html", context, page_tables(view, names))


def _overview(snapshot: Snapshot, name: str | None) -> Overview:
    listed, shares = pl.read_parquet(snapshot.listing_path), shares_in(snapshot.folder)
    if name is not None:
        listed, shares = (frame.filter(pl.col("portfolio") == name) for frame in (listed, shares))
    return overview(listed, shares)

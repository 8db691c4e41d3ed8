"""The shipped tables and the demonstration portfolio, scored once for all tests that look at them."""

from collections.abc import Callable
from datetime import date
from functools import cache

import polars as pl
import pytest

from reference_data.loader import Tables, load_tables
from scoring.engine import score
from scoring.levels import Levels
from scoring.method import METHOD
from scoring.portfolio import Portfolio
from service.portfolio.demo import demo_portfolio


@pytest.fixture(scope="session")
def tables() -> Tables:
    return load_tables()


@pytest.fixture(scope="session")
def demo(tables: Tables) -> Portfolio:
    return demo_portfolio(tables)


@pytest.fixture(scope="session")
def demo_on(tables: Tables, demo: Portfolio) -> Callable[[date], Levels]:
    """The demonstration scored as of a day with what was known then."""
    return cache(lambda day: score(demo, tables, METHOD, as_of=day, known_at=day))


@pytest.fixture(scope="session")
def ev_maker() -> Portfolio:
    """A US maker of electric cars that buys all its magnets in China."""
    line = {
        "company_id": "us-ev-maker",
        "company_name": "US EV maker",
        "product_id": "ev_bev_pmsm_avg",
        "importer": "USA",
        "annual_units": 300_000.0,
        "annual_revenue_usd": 13.5e9,
        "origin_shares": "CHN:1",
    }
    return Portfolio.of(pl.DataFrame([line]))

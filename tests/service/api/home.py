"""A home folder with real scores: the demonstration, and a portfolio with awkward names, in two runs.

portfolio   company id        line                              what it is for
odd         0042              ev_bev_pmsm_avg in USA, 1 bn USD  leading zeros
odd         Ünïcode 50% & Co  ev_bev_pmsm_avg in DEU, 2 bn USD  spaces, unicode, per cent and ampersand
odd         a+b?c#d           smartphone_avg in USA, 3 bn USD       signs that mean something in an address
odd         <b>bold<         none, 1 bn USD                    no rare earths: nothing at stake
odd         no-revenue        ev_bev_pmsm_avg in USA, 0 USD     cannot be scored
"""

from datetime import UTC, date, datetime
from pathlib import Path

from reference_data.loader import load_tables
from service.batch import Batch
from service.portfolio.demo import store_demo
from service.portfolio.store import PortfolioStore
from service.portfolio.vocabulary import Vocabulary
from service.settings import Settings

EARLIER, LATER = date(2026, 3, 1), date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HEADER = "company_id,company_name,product_id,importer,annual_units,annual_revenue_usd"
UNICODE, SIGNS, TAGS, UNSCORED = "Ünïcode 50% & Co", "a+b?c#d", "<b>bold<", "no-revenue"
ODD_ROWS = [
    "0042,Leading Zeros,ev_bev_pmsm_avg,USA,20000,1000000000",
    f"{UNICODE},Ünïcode & Söhne,ev_bev_pmsm_avg,DEU,40000,2000000000",
    f"{SIGNS},Signs,smartphone_avg,USA,5000000,3000000000",
    f"{TAGS},<script>alert(1)</script>,none,,,1000000000",
    f"{UNSCORED},Without Revenue,ev_bev_pmsm_avg,USA,1000,0",
]
ODD_FILE = "\n".join([HEADER, *ODD_ROWS, ""]).encode()


def settings_of(home: Path, **given: object) -> Settings:
    """Settings of that home and nothing from the environment that matters here."""
    return Settings(**{"home": home, "host": "127.0.0.1", "api_key": None, "tables_dir": None, **given})


def make_demonstration(home: Path) -> Path:
    """Stores the demonstration alone and publishes two runs."""
    store_demo(PortfolioStore(home), load_tables(), NOW)
    return _scored(home)


def make_home(home: Path) -> Path:
    """Stores both portfolios and publishes two runs."""
    tables, store = load_tables(), PortfolioStore(home)
    store_demo(store, tables, NOW)
    report = store.import_file("odd", ODD_FILE, "odd.csv", Vocabulary.of(tables), imported=NOW)
    assert report.version, report.messages
    return _scored(home)


def _scored(home: Path) -> Path:
    for day in (EARLIER, LATER):
        Batch(settings_of(home), now=lambda: NOW).rescore(day)
    return home

"""An installation with one company, scored night by night with whatever tables a test puts in."""

from datetime import UTC, date, datetime

import pytest

from reference_data.loader import load_tables
from service.batch import Batch
from service.portfolio.store import PortfolioStore
from service.portfolio.vocabulary import Vocabulary
from service.settings import Settings

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HEADER = "company_id,company_name,product_id,importer,annual_units,annual_revenue_usd"
FIRST, SECOND, THIRD = date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 3)


class Installation:
    """A home folder, the tables installed in it, and nights."""

    def __init__(self, home, tables):
        self.home, self.tables = home, tables

    def imports(self, units=120_000, product="ev_bev_pmsm_avg"):
        data = f"{HEADER}\n0042,Example Motors,{product},DEU,{units},4200000000\n".encode()
        report = PortfolioStore(self.home).import_file("own", data, "own.csv", Vocabulary.of(self.tables), imported=NOW)
        assert report.version, report.messages

    def batch(self, **replaced):
        usual = {"read_tables": lambda _: self.tables, "now": lambda: NOW}
        return Batch(Settings(home=self.home), **{**usual, **replaced})

    def rescore(self, day, **replaced):
        return self.batch(**replaced).rescore(day).run_id


@pytest.fixture(scope="session")
def tables():
    return load_tables()


@pytest.fixture
def installation(tmp_path, tables):
    made = Installation(tmp_path / "home", tables)
    made.imports()
    return made

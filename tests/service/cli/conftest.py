"""Runs commands as a user would, each test in a home folder of its own."""

import shutil
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from reference_data.loader import load_tables
from service.batch import Batch
from service.cli import main
from service.portfolio.store import PortfolioStore
from service.portfolio.vocabulary import Vocabulary
from service.runs.snapshot import Snapshot
from service.settings import Settings

HEADER = "company_id,company_name,product_id,importer,annual_units,annual_revenue_usd"
PRODUCT = "ev_bev_pmsm_avg"
ONE_LINE = f"0042,Example Motors,{PRODUCT},DEU,120000,4200000000"


@dataclass(frozen=True)
class Answer:
    """Exit status, stdout and the lines on stderr."""

    status: int
    out: str
    err: list[str]


@pytest.fixture
def home(tmp_path, monkeypatch):
    for name in Settings.model_fields:
        monkeypatch.delenv(f"EXPOSURE_{name.upper()}", raising=False)
    folder = tmp_path / "home"
    monkeypatch.setenv("EXPOSURE_HOME", str(folder))
    return folder


@pytest.fixture
def exposure(home, capsys):
    """Runs `exposure` with arguments; answers status, stdout and stderr."""

    def run(*arguments):
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return Answer(ended.value.code, said.out, said.err.splitlines())

    return run


@pytest.fixture
def portfolio_file(tmp_path):
    """Writes a portfolio file of the given rows."""

    def write(*rows, name="portfolio.csv"):
        path = tmp_path / name
        path.write_text("\n".join([HEADER, *rows]) + "\n")
        return path

    return write


@pytest.fixture
def one_line(portfolio_file):
    """A portfolio of one company that can be scored."""
    return portfolio_file(ONE_LINE)


@pytest.fixture(scope="session")
def scored_once(tmp_path_factory):
    home, tables = tmp_path_factory.mktemp("scored"), load_tables()
    data = f"{HEADER}\n{ONE_LINE}\n".encode()
    PortfolioStore(home).import_file("own", data, "own.csv", Vocabulary.of(tables), imported=datetime.now(UTC))
    Batch(Settings(home=home), read_tables=lambda _: tables).rescore(date(2026, 3, 1))
    return home


@pytest.fixture
def scored(home, scored_once):
    """The run of a portfolio of one company as of 2026-03-01, in a home of its own."""
    shutil.copytree(scored_once, home)
    return Snapshot.open_current(home)

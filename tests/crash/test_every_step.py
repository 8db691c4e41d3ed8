"""Killed after each step of a rescore or an import: what was there before serves, and the next one succeeds."""

import os
import signal
import subprocess
from contextlib import contextmanager
from datetime import date, timedelta

import pytest

from service.portfolio.store import PortfolioStore
from service.runs.snapshot import Snapshot, published_runs
from service.settings import Settings
from service.state.models import RUNNING
from service.state.record import Record
from tests.crash.conftest import python, watched
from tests.crash.dying import PRODUCT, act

pytestmark = pytest.mark.crash

FIRST_DAY = date(2026, 1, 1)


def portfolio_file(folder, number):
    """A file whose lines all have the same units, so that lines of two imports can be told apart."""
    header = "company_id,company_name,product_id,importer,annual_units,annual_revenue_usd"
    rows = [f"{company:04},Company {company},{PRODUCT},DEU,{number},1000000" for company in range(50)]
    path = folder / f"portfolio-{number}.csv"
    path.write_text("\n".join([header, *rows]) + "\n")
    return path


def steps_of(action, home, what):
    names = []
    act(action, home, names.append, what)
    return names


@contextmanager
def dying(action, home):
    """A function that has one rescore or import killed after the step of a number."""
    server = python("-m", "tests.crash.dying", action, home, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def killed_after(number, what):
        print(number, what, file=server.stdin, flush=True)
        assert os.WTERMSIG(int(server.stdout.readline())) == signal.SIGKILL

    try:
        yield killed_after
    finally:
        server.communicate(timeout=60)


def test_a_rescore(home, tmp_path):
    with watched(home, tmp_path / "report.json") as seen, dying("rescore", home) as killed_after:
        steps = steps_of("rescore", home, FIRST_DAY.isoformat())
        for number, name in enumerate(steps):
            before = Snapshot.open_current(home).manifest
            day = FIRST_DAY + timedelta(days=number + 1)
            killed_after(number, day.isoformat())
            served = Snapshot.open_current(home).manifest
            switched = number >= steps.index("served")
            assert served.as_of == (day if switched else before.as_of), name
            result = act("rescore", home, lambda _name: None, day.isoformat())
            assert (result.as_of, result.is_served, result.is_new) == (day, True, number < steps.index("renamed")), name
            assert Snapshot.open_current(home).run_id == result.run_id
    assert {"scored", "company.parquet", "companies.sqlite", "manifest.json", "synced", "renamed"} <= set(steps)
    assert len(published_runs(home)) == len(steps) + 1
    assert [path.name for path in (home / "runs").glob(".*")] == []
    with Record(Settings(home=home).state_url) as record:
        assert RUNNING not in {run.status for run in record.runs()}
    assert seen["counts"]["run reads"] > len(steps)


def test_an_import(home, tmp_path):
    with watched(home, tmp_path / "report.json") as seen, dying("import", home) as killed_after:
        steps = steps_of("import", home, portfolio_file(tmp_path, 1))
        for number, name in enumerate(steps):
            before = PortfolioStore(home).current()["own"]
            file = portfolio_file(tmp_path, number + 2)
            killed_after(number, file)
            after = PortfolioStore(home).current()["own"]
            stored = act("import", home, lambda _name: None, file)
            assert after == (stored if name == "pointer in place" else before), name
            units = PortfolioStore(home).load("own").lines["annual_units"].unique().to_list()
            assert units == [number + 2], name
    assert steps[-1] == "pointer in place"
    assert list((home / "portfolios").rglob("*.part")) == []
    assert seen["counts"]["portfolio reads"] > len(steps)

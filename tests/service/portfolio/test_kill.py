"""Kill -9 during an import, after every step and at random: a whole version loads, the next import succeeds."""

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from service.portfolio.application_store import ApplicationStore
from service.portfolio.import_record import ImportRecord
from service.portfolio.parquet import content_version
from service.portfolio.store import PortfolioStore
from tests.service.portfolio.small import NONE, VOCABULARY, csv_file, line, override

pytestmark = pytest.mark.crash
ROOT = Path(__file__).parents[3]
NOW = datetime(2026, 3, 2, tzinfo=UTC)
INSTANTS = int(os.environ.get("EXPOSURE_CRASH_INSTANTS", "10"))

OLD = csv_file(line(), NONE)
NEW = csv_file(line(annual_units="5"), override(), NONE, line(company_id="008"))
OLD_APPLICATIONS = b"company_id,material_id,origin,filed_on,decided_on,outcome\n007,magnet,CHN,2026-03-02,,pending\n"
NEW_APPLICATIONS = OLD_APPLICATIONS.replace(b",,pending", b",2026-03-02,denied")

#  what is stored     store               before            after
STORES = {
    "portfolio": (PortfolioStore, OLD, NEW),
    "applications": (ApplicationStore, OLD_APPLICATIONS, NEW_APPLICATIONS),
}

KILLED_AT_STEP = """
import os, signal, sys
from tests.service.portfolio.test_kill import STORES, send
what, home, last = sys.argv[1:]
seen = []
def step(name):
    seen.append(name)
    if len(seen) == int(last):
        os.kill(os.getpid(), signal.SIGKILL)
send(what, home, STORES[what][2], step)
"""

IMPORTING_FOREVER = """
import itertools, sys
from tests.service.portfolio.test_kill import fresh, send
what, home, begin = sys.argv[1:]
# The first import of a process is slow; none of the instants should be spent on it.
send(what, f"{home}-{begin}", fresh(what, 0))
print("ready", flush=True)
for number in itertools.count(int(begin)):
    send(what, home, fresh(what, number))
"""


def fresh(what, number):
    """A file with content of its own for every number."""
    if what == "portfolio":
        return csv_file(line(annual_units=str(number)), override(), NONE)
    return NEW_APPLICATIONS.replace(b"007", str(number).encode())


def send(what, home, data, step=lambda _: None):
    store = STORES[what][0](Path(home), step=step)
    report = store.import_file("mine", data, "a.csv", VOCABULARY, imported=NOW)
    assert report.messages == []
    return report.version


def steps_of_an_import(tmp_path, what):
    """The steps of a first import are those of any import that brings something new."""
    seen = []
    send(what, tmp_path / "counting", STORES[what][2], seen.append)
    return seen


def loads_whole(what, home):
    """The current version, once the content of every version in place is seen to be what its name says."""
    store = STORES[what][0](home)
    (current,) = store.current().values()
    in_place = [path for path in home.glob("*/mine/*") if path.is_dir() and not path.name.startswith(".")]
    assert current in {path.name for path in in_place}
    for path in in_place:
        assert content_of(what, path) == path.name
        assert ImportRecord.model_validate_json((path / "import.json").read_bytes()).file_name == "a.csv"
    return current


def content_of(what, folder):
    """The version that the content of a folder has."""
    if what == "portfolio":
        parts = [pl.read_parquet(folder / name) for name in ("lines.parquet", "overrides.parquet")]
        return content_version("portfolio 1", *parts)
    return content_version("licence applications 1", pl.read_parquet(folder / "applications.parquet"))


@pytest.mark.parametrize("what", STORES)
def test_killed_after_every_step(tmp_path, what):
    steps = steps_of_an_import(tmp_path, what)
    assert len(steps) >= 6
    for last in range(1, len(steps) + 1):
        home = tmp_path / f"killed-{last}"
        old = send(what, home, STORES[what][1])
        arguments = [sys.executable, "-c", KILLED_AT_STEP, what, str(home), str(last)]
        killed = subprocess.run(arguments, cwd=ROOT, capture_output=True, check=False)
        assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
        new = send(what, tmp_path / "counting", STORES[what][2])
        assert loads_whole(what, home) == (new if steps[last - 1] == "pointer in place" else old)
        assert send(what, home, STORES[what][2]) == loads_whole(what, home) == new
        assert not list(home.rglob("*.part"))


@pytest.mark.parametrize("what", STORES)
def test_killed_at_random_instants(tmp_path, what):
    home, chance = tmp_path / "home", random.Random(what)
    send(what, home, STORES[what][1])
    for attempt in range(INSTANTS):
        with importing(what, home, attempt):
            time.sleep(chance.uniform(0, 0.15))
        loads_whole(what, home)
    assert send(what, home, STORES[what][2]) == loads_whole(what, home)
    assert not list(home.rglob("*.part"))


def test_a_reader_beside_running_imports_never_sees_a_half(tmp_path):
    home = tmp_path / "home"
    send("portfolio", home, OLD)
    with importing("portfolio", home, 0):
        for _ in range(100):
            loads_whole("portfolio", home)


@contextmanager
def importing(what, home, attempt):
    """Another process that imports one new file after the other, until it is killed."""
    arguments = [sys.executable, "-c", IMPORTING_FOREVER, what, str(home), str(attempt * 1_000_000)]
    process = subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE)
    try:
        assert process.stdout.readline() == b"ready\n"
        yield
    finally:
        process.kill()
        assert process.wait() == -signal.SIGKILL

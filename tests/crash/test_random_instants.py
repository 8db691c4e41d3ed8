"""Killed at random instants: `exposure rescore` and `exposure import`, as a user runs them.

EXPOSURE_CRASH_INSTANTS says how many instants for each command; half of them fall into the moments of writing.
"""

import os
import random
import signal
import subprocess
import time
from datetime import date, timedelta
from pathlib import Path

import pytest

from reference_data.loader import load_tables
from service.batch import Batch
from service.portfolio.store import PortfolioStore
from service.runs.snapshot import Snapshot
from service.settings import Settings
from service.state.models import RUNNING
from service.state.record import Record
from tests.crash.conftest import python, watched
from tests.crash.test_every_step import portfolio_file

pytestmark = pytest.mark.crash

INSTANTS = int(os.environ.get("EXPOSURE_CRASH_INSTANTS") or 10)
FIRST_DAY = date(2026, 1, 1)
RESCORE_WRITES, IMPORT_WRITES = 0.15, 0.02
"""About how many seconds a command writes."""


def command(*arguments):
    return python("-m", "service.cli", *arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def seconds_of(*arguments):
    """How long a command takes that nobody kills; it has to succeed."""
    begun = time.monotonic()
    process = python("-m", "service.cli", *arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    said = process.communicate(timeout=120)[1]
    assert (process.returncode, said) == (0, "")
    return time.monotonic() - begun


def kill_at_random(process, instant, longest, writes, is_writing):
    """Kills it somewhere on its way or, every other time, while it writes; answers whether it was still at work."""
    deadline = time.monotonic() + random.uniform(0, longest)
    if instant % 2:
        deadline = time.monotonic() + 5 * longest
        while process.poll() is None and time.monotonic() < deadline and not is_writing():
            time.sleep(0.001)
        deadline = time.monotonic() + random.uniform(0, writes)
    while process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.001)
    process.kill()
    return process.wait(60) == -signal.SIGKILL


class Kills:
    """How many were killed at work, and how many of those left files half-written."""

    def __init__(self):
        self.at_work = self.writing = 0

    def count(self, killed, folder):
        self.at_work += killed
        self.writing += killed and has_parts(folder)


def has_parts(folder: Path):
    return any(folder.rglob(".*.part"))


def report(capsys, what, kills, seen):
    with capsys.disabled():
        reads = ", ".join(f"{count} {name}" for name, count in seen["counts"].items())
        print(f"\n{what}: {INSTANTS} instants, {kills.at_work} killed at work, {kills.writing} with files half-written")
        print(f"{what}: {reads} meanwhile, none of anything half-written")


def test_rescore(home, tmp_path, capsys):
    settings, tables, kills = Settings(home=home), load_tables(), Kills()
    seconds_of("import", portfolio_file(tmp_path, 1))
    longest = seconds_of("rescore", "--as-of", FIRST_DAY)
    with watched(home, tmp_path / "report.json") as seen:
        for instant in range(INSTANTS):
            before = Snapshot.open_current(home).manifest.as_of
            day = FIRST_DAY + timedelta(days=instant + 1)
            process = command("rescore", "--as-of", day)
            killed = kill_at_random(process, instant, longest, RESCORE_WRITES, lambda: has_parts(home / "runs"))
            kills.count(killed, home / "runs")
            assert Snapshot.open_current(home).manifest.as_of in ((before, day) if killed else (day,))
            result = Batch(settings, read_tables=lambda _: tables).rescore(day)
            assert (result.as_of, result.is_served) == (day, True)
    with Record(settings.state_url) as record:
        assert RUNNING not in {run.status for run in record.runs(1000)}
    assert list((home / "runs").glob(".*")) == []
    report(capsys, "rescore", kills, seen)


def test_import(home, tmp_path, capsys):
    longest, kills = seconds_of("import", portfolio_file(tmp_path, 1)), Kills()
    with watched(home, tmp_path / "report.json") as seen:
        for instant in range(INSTANTS):
            number = instant + 2
            process = command("import", portfolio_file(tmp_path, number))
            killed = kill_at_random(process, instant, longest, IMPORT_WRITES, lambda: has_parts(home / "portfolios"))
            kills.count(killed, home / "portfolios")
            units = PortfolioStore(home).load("own").lines["annual_units"].unique().to_list()
            assert units in ([[number - 1], [number]] if killed else [[number]])
            if units != [number]:
                seconds_of("import", portfolio_file(tmp_path, number))
    assert PortfolioStore(home).load("own").lines["annual_units"].unique().to_list() == [INSTANTS + 1]
    assert list((home / "portfolios").rglob("*.part")) == []
    report(capsys, "import", kills, seen)

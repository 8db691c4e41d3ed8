"""Rescores or imports that kill themselves, as a power cut would, right after the step of a given number.

Usage: python -m tests.crash.dying rescore|import HOME; each line "STEP DAY|FILE" on standard input is one victim, and
is answered by its wait status. Scores come from a stand-in for the engine. Victims are forked from a process that has
loaded everything and done nothing, so that each costs what it does and not what it loads.
"""

import os
import signal
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from reference_data.loader import Tables
from service.batch import Batch
from service.portfolio.store import PortfolioStore
from service.portfolio.vocabulary import Vocabulary
from service.settings import Settings
from tests.service.batch.conftest import small_inputs
from tests.service.batch.small_run import small_levels

PRODUCT = "ev_bev_pmsm_avg"
DATED = {"valid_from": date(2010, 1, 1), "valid_to": None}
NAMES = {"name": "x", "category": "other", "functional_unit": "unit", "hs_code": "850511", "atomic_number": 60}
KEYS = {"products": "product_id", "materials": "material_id", "elements": "element"}


def small_tables() -> Tables:
    """Names for a reader, and nothing to score with."""
    frames = {table: pl.DataFrame([{key: "x", **NAMES, **DATED}]) for table, key in KEYS.items()}
    return Tables({**frames, "sources": pl.DataFrame({"source_id": ["x"]})}, version="t")


def small_batch(home, step, load=lambda _home: small_inputs()) -> Batch:
    """The batch with stand-ins for tables, portfolios and engine; today is 2030-01-01."""
    return Batch(
        Settings(home=home),
        score=lambda *_inputs, **_days: small_levels(),
        read_tables=lambda _directory: small_tables(),
        load=load,
        now=lambda: datetime(2030, 1, 1, tzinfo=UTC),
        step=step,
    )


def do_import(home, step, file) -> str | None:
    """Imports a file as portfolio own; answers the version stored."""
    words = Vocabulary(
        products={PRODUCT: "x"},
        countries={"DEU": "x"},
        product_materials={PRODUCT: frozenset({"x"})},
        materials={"x": "x"},
    )
    store = PortfolioStore(home, step=step)
    data = file.read_bytes()
    return store.import_file("own", data, file.name, words, imported=datetime.now(UTC)).version


def act(action: str, home: Path, step, what: str) -> object:
    """Does what is to be interrupted."""
    if action == "rescore":
        return small_batch(home, step).rescore(date.fromisoformat(what))
    return do_import(home, step, Path(what))


def dies_after(number: int):
    """A step that kills the process when it is called for the given time, counted from 0."""
    left = [number]

    def step(_name: str) -> None:
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left[0] -= 1

    return step


if __name__ == "__main__":
    action, home = sys.argv[1:]
    for line in sys.stdin:
        number, what = line.split()
        victim = os.fork()
        if victim == 0:
            # What a victim logs is no answer.
            os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
            act(action, Path(home), dies_after(int(number)), what)
            os._exit(0)
        print(os.waitpid(victim, 0)[1], flush=True)

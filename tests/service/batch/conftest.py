"""A home folder of its own for every test, and a batch that needs no imported portfolio."""

from datetime import UTC, datetime

import polars as pl
import pytest

from reference_data.loader import load_tables
from scoring.portfolio import Portfolio
from service.batch import Batch
from service.inputs import Inputs
from service.settings import Settings
from tests.service.batch.small_run import SMALL_SOURCES, small_levels

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path):
    return Settings(home=tmp_path / "home")


@pytest.fixture(scope="session")
def tables():
    return load_tables()


@pytest.fixture
def small_batch(settings, tables):
    """A batch whose engine answers with the small run, at noon of 2026-03-02."""

    def batch(**replaced):
        usual = {
            "score": lambda *_inputs, **_days: small_levels(),
            "read_tables": lambda _directory: tables,
            "load": lambda _home: small_inputs(),
            "now": lambda: NOON,
        }
        return Batch(replaced.pop("settings", settings), **{**usual, **replaced})

    return batch


def small_inputs(version="v1"):
    lines = pl.DataFrame({"company_id": ["a"]})
    return Inputs(Portfolio.of(lines), {**SMALL_SOURCES.portfolios, "demo": version}, SMALL_SOURCES.membership)

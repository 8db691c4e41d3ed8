"""Companies read from the disk some at a time are those of the portfolio in memory, in what scores are made from."""

from datetime import date

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from reference_data.loader import load_tables
from scoring.profiles import SCORED
from service.inputs import load_inputs, stored_inputs
from service.portfolio.parquet import parquet_bytes
from service.portfolio.versions import no_step, put_in_place
from service.refusal import Refusal
from tests.benchmarks.portfolios import OVERRIDE_HEAVY, made_up


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Two portfolios whose companies take turns in the order of ids, with overrides."""
    home = tmp_path_factory.mktemp("home")
    whole = made_up(OVERRIDE_HEAVY, 20, load_tables(), date(2026, 11, 25))
    for number, name in enumerate(("even", "odd")):
        own = pl.col("company_id").str.slice(-1).cast(pl.Int64) % 2 == number
        frames = {"lines": whole.lines.filter(own), "overrides": whole.overrides.filter(own)}
        files = {f"{part}.parquet": parquet_bytes(frame) for part, frame in frames.items()}
        put_in_place(home / "portfolios" / name, f"{number:016x}", files, no_step)
    return home


def test_some_companies_are_those_of_the_whole(home):
    stored, loaded = stored_inputs(home), load_inputs(home)
    ids = stored.portfolio.company_ids()
    assert ids.to_list() == loaded.portfolio.company_ids().to_list()
    some, expected = (inputs.portfolio.of_companies(ids[3], ids[11]) for inputs in (stored, loaded))
    assert some.lines["company_id"].unique().sort().to_list() == ids[3:12].to_list()
    assert some.overrides.height > 0
    for part in ("lines", "overrides"):
        found, wanted = getattr(some, part), getattr(expected, part)
        columns = [name for name in wanted.columns if name in SCORED]
        assert_frame_equal(found.select(columns), wanted.select(columns), check_exact=True)
        assert found.schema == wanted.schema


def test_versions_and_membership_are_the_same(home):
    stored, loaded = stored_inputs(home), load_inputs(home)
    assert stored.versions == loaded.versions == {"even": f"{0:016x}", "odd": f"{1:016x}"}
    assert_frame_equal(stored.membership, loaded.membership)


def test_without_a_portfolio_there_is_nothing_to_score(tmp_path):
    with pytest.raises(Refusal, match="no portfolio is stored"):
        stored_inputs(tmp_path)

"""The engine and its rivals give the same answer: what is measured against each other is one model."""

from datetime import date
from pathlib import Path
from random import Random

import polars as pl
import pytest

from reference_data.loader import Tables, load_tables
from scoring.engine import companies_in
from scoring.method import METHOD
from scoring.portfolio import Portfolio
from scoring.world import World, world_on
from tests.benchmarks import in_duckdb, in_numpy, in_pandas
from tests.benchmarks.portfolio_terms import NAMED_ORIGINS
from tests.benchmarks.portfolios import DEFAULT_HEAVY, MIXES, made_up, saved
from tests.benchmarks.reference import resolved
from tests.benchmarks.timed import Contender
from tests.scoring.random_world import world as random_world

AS_OF = date(2026, 10, 1)
RIVALS = {"DuckDB": in_duckdb.run, "pandas": in_pandas.run, "numpy": in_numpy.run}
CLOSE = 1e-9


@pytest.fixture(scope="module")
def tables() -> Tables:
    return load_tables()


@pytest.fixture(scope="module")
def world(tables: Tables) -> World:
    return world_on(tables, METHOD, AS_OF, AS_OF)


def apart(expected: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """Companies whose loss or score differ by more than a billionth, or that one side does not have."""
    names = ["expected_annual_loss_usd", "score"]
    both = expected.select("company_id", *names).join(found, on="company_id", how="full", suffix="_found")
    close = [
        (pl.col(f"{name}_found") - pl.col(name)).abs() <= CLOSE * pl.max_horizontal(name, f"{name}_found")
        for name in names
    ]
    return both.filter(~pl.all_horizontal(close).fill_null(False))


def answer_of(rival: Contender, world: World, portfolio: Portfolio, folder: Path) -> pl.DataFrame:
    importers = portfolio.lines["importer"].drop_nulls().unique()
    origins = {*NAMED_ORIGINS, "USA", "JPN"} & set(world.areas["country"])
    return rival(resolved(world, importers, origins), saved(folder, portfolio)).scores()


@pytest.mark.parametrize("mix", MIXES)
def test_each_rival_finds_what_the_engine_finds(mix: str, tables: Tables, world: World, tmp_path: Path) -> None:
    portfolio = made_up(mix, 300, tables, AS_OF)
    expected = companies_in(world, portfolio)
    assert expected["score"].null_count() == 0
    assert expected["score"].n_unique() > 200
    for name, rival in RIVALS.items():
        assert apart(expected, answer_of(rival, world, portfolio, tmp_path)).is_empty(), name


def test_they_agree_where_nothing_is_at_stake(tables: Tables, world: World, tmp_path: Path) -> None:
    lines = made_up(DEFAULT_HEAVY, 30, tables, AS_OF).lines
    portfolio = Portfolio.of(lines.with_columns(product_id=pl.lit("none"), importer=None, annual_units=None)[::3])
    expected = companies_in(world, portfolio)
    assert expected["score"].to_list() == [0.0] * 30
    for name, rival in RIVALS.items():
        assert apart(expected, answer_of(rival, world, portfolio, tmp_path)).is_empty(), name


def test_they_agree_in_worlds_of_several_authorities_tiers_and_prohibitions(tmp_path: Path) -> None:
    gated = []
    for seed in (3, 4, 7, 14, 17, 19, 20, 22):
        made, tables, as_of, known_at = random_world(Random(seed))
        portfolio, world = Portfolio.of(made.lines, made.overrides), world_on(tables, METHOD, as_of, known_at)
        expected = companies_in(world, portfolio)
        for name, rival in RIVALS.items():
            assert apart(expected, answer_of(rival, world, portfolio, tmp_path)).is_empty(), (seed, name)
        reference = resolved(world, portfolio.lines["importer"].unique(), [])
        gated.append(reference.paths.join(reference.regimes.with_row_index("last_regime"), on="last_regime"))
    assert any(paths["authority"].n_unique() > 2 for paths in gated)
    assert any(((paths["last_regime"] >= 0) & (paths["feed_regime"] >= 0)).any() for paths in gated)
    banned = pl.concat(gated).filter(pl.col("wait_shape").is_null())
    assert banned["potential"].n_unique() == 2
    assert {1.0, 2.0} <= set(pl.concat(gated)["wait_shape"])


def test_they_agree_where_a_licence_in_hand_outlasts_the_spell_but_the_feed_waits(tmp_path: Path) -> None:
    """Here a path crosses two borders of one authority; after 250 days of licence 115 are left, less than the cover."""
    made, tables, as_of, known_at = random_world(Random(66))
    world = world_on(tables, METHOD, as_of, known_at)
    terms = {"licence_valid_days": 250.0, "stock_days": 100.0, "transit_days": 28.0, "second_source_share": 0.0}
    lines = made.lines.with_columns(licence_kind=None, **{name: pl.lit(value) for name, value in terms.items()})
    expected = companies_in(world, Portfolio.of(lines))
    for name, rival in RIVALS.items():
        assert apart(expected, answer_of(rival, world, Portfolio.of(lines), tmp_path)).is_empty(), name


@pytest.mark.parametrize("column", ["expected_annual_loss_usd", "score"])
def test_a_difference_of_two_billionths_would_be_seen(column: str, tables: Tables, world: World) -> None:
    expected = companies_in(world, made_up(DEFAULT_HEAVY, 20, tables, AS_OF))
    found = expected.select("company_id", "expected_annual_loss_usd", "score")
    assert apart(expected, found).is_empty()
    assert apart(expected, found.with_columns(pl.col(column) * (1 + 2e-9))).height == 20
    assert apart(expected, found.head(19)).height == 1

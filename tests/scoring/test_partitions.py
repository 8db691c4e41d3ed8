"""A portfolio scored in parts has the rows it has as a whole; and fingerprints tell every company whose rows differ."""

from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from reference_data.loader import load_tables
from scoring.engine import levels_of, prepared, score
from scoring.fingerprints import fingerprints
from scoring.gaps import GapError
from scoring.method import METHOD
from scoring.partitions import score_in_parts
from scoring.portfolio import Portfolio
from scoring.rescoring import DETAIL, rescored, unchanged
from scoring.world import world_on
from tests.benchmarks.portfolios import MIXES, made_up

DAY = date(2026, 11, 25)
DAYS = {"as_of": DAY, "known_at": DAY}
LEVELS = ("company", *DETAIL)


@pytest.fixture(scope="module")
def tables():
    return load_tables()


@pytest.fixture(scope="module", params=["demo", *MIXES])
def portfolio(request, tables):
    """The demonstration with licence applications of its own, and small made-up portfolios."""
    if request.param != "demo":
        return made_up(request.param, 40, tables, DAY)
    files = pl.DataFrame(
        {
            "company_id": tables["demo_portfolio"]["company_id"].unique().sort().gather([0, 17, 30]),
            "material_id": ["nd_magnet_sintered_dy"] * 3,
            "origin": ["CHN"] * 3,
            "filed_on": [date(2026, 6, 1), date(2026, 5, 1), date(2026, 4, 1)],
            "decided_on": [None, date(2026, 8, 1), None],
            "outcome": ["pending", "approved", "pending"],
        }
    )
    return Portfolio.of(tables["demo_portfolio"], applications=files)


def same_bytes(one, other):
    assert one.schema == other.schema
    assert_frame_equal(one, other, check_exact=True)


@pytest.mark.parametrize("at_once", [3, 20, 1000])
def test_parts_have_the_rows_of_the_whole(portfolio, tables, at_once):
    whole = score(portfolio, tables, METHOD, **DAYS)
    parts = score_in_parts(portfolio, tables, METHOD, **DAYS, at_once=at_once)
    found = [part.levels() for part in parts.parts()]
    assert len(found) == parts.count
    assert (parts.count > 1) == (at_once < 1000)
    for name in LEVELS:
        same_bytes(pl.concat(getattr(levels, name) for levels in found), getattr(whole, name))
    own = {name: pl.concat(levels.signals[name] for levels in found) for name in found[0].signals}
    assert list(whole.signals) == [*parts.signals, *own]
    for name, frame in whole.signals.items():
        same_bytes((dict(parts.signals) | own)[name], frame)


def test_gaps_of_all_parts_are_told(tables):
    lines = pl.DataFrame(
        {
            "company_id": ["a", "b", "c"],
            "company_name": "x",
            "product_id": ["unheard", "ev_bev_pmsm_avg", "unknown"],
            "importer": "DEU",
            "annual_units": 1.0,
            "annual_revenue_usd": 1e6,
        }
    )
    with pytest.raises(GapError) as refused:
        score_in_parts(Portfolio.of(lines), tables, METHOD, **DAYS, at_once=1)
    assert {f"products has no row for product {name}" for name in ("unheard", "unknown")} <= set(refused.value.gaps)


def test_a_portfolio_without_companies_is_one_empty_part(tables):
    empty = Portfolio.of(tables["demo_portfolio"].clear())
    parts = score_in_parts(empty, tables, METHOD, **DAYS)
    assert [part.levels().company.height for part in parts.parts()] == [0]


def world_with(tables, table, change):
    return replace(tables, frames={**tables.frames, table: change(tables[table])})


CHANGES = {
    "nothing": ("prices", lambda rows: rows),
    "a price": ("prices", lambda rows: rows.with_columns(pl.col("price_usd_per_kg") * 1.01)),
    "a duty": ("tariff_layers", lambda rows: rows.with_columns(pl.col("rate") + 0.001)),
    "a content": ("product_materials", lambda rows: rows.with_columns(pl.col("kg_per_unit") * 1.1)),
    "a composition": ("material_compositions", lambda rows: rows.with_columns(pl.col("mass_fraction") * 0.99)),
    "a value": ("materials", lambda rows: rows.with_columns(pl.col("unit_value_usd_per_kg") * 1.1)),
    "a purchase factor": ("materials", lambda rows: rows.with_columns(pl.col("purchase_factor") * 1.1)),
    "a product": ("products", lambda rows: rows.with_columns(pl.col("recovery_share") * 0.9)),
    "a quoted share": ("premium_shares", lambda rows: rows.with_columns(pl.col("quoted_share") * 0.9)),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whoever_has_other_rows_has_another_fingerprint(portfolio, tables, change):
    table, edit = CHANGES[change]
    edited = world_with(tables, table, edit)
    before = prepared(world_on(tables, METHOD, DAY, DAY), portfolio)
    after = prepared(world_on(edited, METHOD, DAY, DAY), portfolio)
    assert_told(before, after, some=change != "nothing")


def test_another_name_of_a_regime_is_told_though_no_figure_moves(portfolio, tables):
    """All regimes keep their place in the order of names: whoever compares places sees nothing."""
    renamed = {
        name: frame.with_columns(pl.col("regime_id") + "-x") if "regime_id" in frame.columns else frame
        for name, frame in tables.items()
    }
    before = prepared(world_on(tables, METHOD, DAY, DAY), portfolio)
    assert_told(before, prepared(world_on(replace(tables, frames=renamed), METHOD, DAY, DAY), portfolio), some=True)


def test_another_day_is_told(portfolio, tables):
    before = prepared(world_on(tables, METHOD, DAY - timedelta(days=40), DAY), portfolio)
    assert_told(before, prepared(world_on(tables, METHOD, DAY, DAY), portfolio), some=None)


@pytest.mark.parametrize(
    "edit",
    [
        {"stock_days": 33.0},
        {"annual_units": 1234.0},
        {"annual_revenue_usd": 1.5e8},
        {"contribution_margin": 0.31},
        {"second_source_share": 0.3},
        {"origin_shares": "CHN:0.5;VNM:0.5"},
        {"end_use": "defence"},
        {"tariff_borne_share": 0.4},
        {"licence_valid_days": 100.0},
        {"company_name": "another"},
    ],
    ids=str,
)
def test_a_line_of_one_company_changes_it_alone(portfolio, tables, edit):
    company = portfolio.company_ids()[5]
    line = (pl.col("company_id") == company) & (pl.col("product_id") != "none")
    hit = [pl.when(line).then(pl.lit(value)).otherwise(name).alias(name) for name, value in edit.items()]
    world = world_on(tables, METHOD, DAY, DAY)
    before = prepared(world, portfolio)
    after = prepared(world, replace(portfolio, lines=portfolio.lines.with_columns(hit)))
    kept = unchanged(fingerprints(before), fingerprints(after))
    assert sorted(set(portfolio.company_ids()) - set(kept)) == [company]
    assert_told(before, after, some=None)


def assert_told(before, after, some):
    """Whoever kept its fingerprint kept its rows; so the rows put together are those laid out anew.

    some: whether anybody's changed, none where it may be either.
    """
    kept = unchanged(fingerprints(before), fingerprints(after))
    if some is not None:
        assert (kept.len() < after.companies.height) == some
    full = levels_of(after)
    was = levels_of(before)
    mended = rescored({name: getattr(was, name) for name in DETAIL}, kept, after, after.companies["company"])
    for name in LEVELS:
        same_bytes(getattr(mended, name), getattr(full, name))

"""A portfolio some companies at a time: every line once, and the same scores."""

from collections.abc import Callable
from datetime import date

import polars as pl
import pytest

from scoring import engine
from scoring.books import portfolios
from scoring.gaps import GapError
from scoring.method import METHOD
from scoring.portfolio import LINE_COLUMNS, Portfolio
from scoring.world import world_on
from tests.scoring.small_world import ev_maker

DAY = date(2026, 1, 1)


def portfolio(sizes: list[int]) -> Portfolio:
    """Companies a, b, … with so many lines each: one of cars, the others without rare earths."""
    rows = [
        {
            "company_id": chr(97 + number),
            "company_name": chr(65 + number),
            "product_id": "ev" if importer == "USA" else "none",
            "importer": importer,
            "annual_units": 1.0 + number,
            "annual_revenue_usd": 1e6 * (1 + number),
        }
        for number, size in enumerate(sizes)
        for importer in ("USA", "JPN", "KOR", "DEU", "FRA")[:size]
    ]
    if not rows:
        return Portfolio.of(pl.DataFrame(schema=LINE_COLUMNS))
    stock = {"company_id": "b", "product_id": "ev", "importer": "USA", "material_id": "magnet_dy", "stock_days": 90.0}
    return Portfolio.of(pl.DataFrame(rows), pl.DataFrame([stock]))


def shuffled(everybody: Portfolio) -> Portfolio:
    return Portfolio.of(everybody.lines.reverse(), everybody.overrides)


@pytest.mark.parametrize("turned", [lambda everybody: everybody, shuffled], ids=["sorted", "unsorted"])
def test_parts_hold_whole_companies_and_every_line_once(turned: Callable[[Portfolio], Portfolio]) -> None:
    parts = list(portfolios(turned(portfolio([2, 1, 4, 1, 2])), 2))
    assert [sorted(set(part.lines["company_id"])) for part in parts] == [["a", "b"], ["c", "d"], ["e"]]
    assert [part.lines.height for part in parts] == [3, 5, 2]
    assert [part.overrides.height for part in parts] == [1, 0, 0]


def test_a_book_of_nobody_is_one_empty_portfolio() -> None:
    (nobody,) = portfolios(portfolio([]), 10)
    assert nobody.lines.is_empty()
    assert nobody.overrides.is_empty()


@pytest.mark.parametrize("many", [1, 2, 100])
def test_scores_are_the_same_in_parts(monkeypatch: pytest.MonkeyPatch, many: int) -> None:
    everybody = portfolio([2, 1, 4, 1, 2])
    world = world_on(ev_maker(), METHOD, DAY, DAY)
    whole = engine.headlines_in(world, everybody).drop("score_low", "score_high")
    monkeypatch.setattr("scoring.engine.LINES_AT_ONCE", (many, many))
    assert engine.companies_in(world, everybody).equals(whole)


def test_scores_are_the_same_where_few_companies_are_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    alike = portfolio([2, 1, 4, 1, 2])
    everybody = Portfolio.of(alike.lines.with_columns(origin_shares=pl.lit("CHN:1")), alike.overrides)
    world = world_on(ev_maker(), METHOD, DAY, DAY)
    whole = engine.companies_in(world, everybody)
    monkeypatch.setattr("scoring.engine.UNLIKE_AT_ONCE", (1, 1))
    assert engine.companies_in(world, everybody).equals(whole)


def test_what_the_tables_do_not_know_is_a_gap_in_large_portfolios_too(monkeypatch: pytest.MonkeyPatch) -> None:
    everybody = portfolio([1, 1])
    strange = everybody.lines.with_columns(product_id=pl.Series(["sledge", "sleigh"]))
    monkeypatch.setattr("scoring.engine.LINES_AT_ONCE", (1, 1))
    with pytest.raises(GapError) as silent:
        engine.companies_in(world_on(ev_maker(), METHOD, DAY, DAY), Portfolio.of(strange))
    assert {gap for gap in silent.value.gaps if gap.startswith("products has no row")} == {
        "products has no row for product sledge",
        "products has no row for product sleigh",
    }

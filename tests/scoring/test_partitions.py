"""A portfolio in parts: whole companies, every line once, and the same scores."""

from datetime import date

import polars as pl
import pytest

from scoring import engine
from scoring.method import METHOD
from scoring.partitions import partitions
from scoring.portfolio import Portfolio
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
    stock = {"company_id": "b", "product_id": "ev", "importer": "USA", "material_id": "magnet_dy", "stock_days": 90.0}
    return Portfolio.of(pl.DataFrame(rows), pl.DataFrame([stock]))


def test_parts_hold_whole_companies_and_every_line_once() -> None:
    #   ends of companies after 2, 3, 7, 8 and 10 lines; parts of three lines
    parts = partitions(portfolio([2, 1, 4, 1, 2]), 3)
    assert [sorted(set(part.lines["company_id"])) for part in parts] == [["a", "b"], ["c", "d"], ["e"]]
    assert [part.overrides.height for part in parts] == [1, 0, 0]


def test_a_company_larger_than_a_part_is_not_cut() -> None:
    assert [part.lines.height for part in partitions(portfolio([5, 3]), 2)] == [5, 3]


@pytest.mark.parametrize("most_lines", [1, 3, 100])
def test_scores_are_the_same_in_parts(monkeypatch: pytest.MonkeyPatch, most_lines: int) -> None:
    everybody = portfolio([2, 1, 4, 1, 2])
    world = world_on(ev_maker(), METHOD, DAY, DAY)
    whole = engine.headlines_in(world, everybody).drop("score_low", "score_high")
    monkeypatch.setattr("scoring.engine.PARTITION_LINES", most_lines)
    assert engine.companies_in(world, everybody).equals(whole)

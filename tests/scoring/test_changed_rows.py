"""The rows behind a difference: which figures differ between two worlds, and which of them concern a company."""

from dataclasses import replace
from datetime import date

import polars as pl

from reference_data.loader import Tables
from scoring.changed_cells import changed_cells
from scoring.changed_rows import Told, changed_rows
from scoring.differing import CHANGED
from scoring.engine import score_in
from scoring.method import METHOD
from scoring.portfolio import Portfolio
from scoring.touched import Rested, concerning, touched
from scoring.world import world_on
from tests.scoring.small_world import ev_maker, table

DAY, NEXT = date(2026, 3, 1), date(2026, 4, 1)
LINE = {
    "company_id": "maker",
    "company_name": "Maker",
    "product_id": "ev",
    "importer": "USA",
    "annual_units": 1.0,
    "annual_revenue_usd": 13.5e9,
}


def told(tables: Tables, day: date = DAY, **constants: float) -> Told:
    return Told(world_on(tables, replace(METHOD, **constants), day, day), tables)


def changed(tables: Tables, name: str, rows: pl.DataFrame) -> Tables:
    return Tables({**tables.frames, name: rows}, version="changed")


def rows_of(before: Told, after: Told) -> list[tuple[object, ...]]:
    """Rows of the tables that differ; that the day does is told of those with files alone."""
    rows = changed_rows(before, after).filter(pl.col("table") != "day")
    return rows.select("group", "table", "key", "column", "before", "after", "since").rows()


def edited(name: str, column: str, value: object, where: pl.Expr) -> Tables:
    tables = ev_maker()
    cell = pl.when(where).then(pl.lit(value)).otherwise(pl.col(column)).alias(column)
    return changed(tables, name, tables[name].with_columns(cell))


def test_nothing_differs_between_a_world_and_itself() -> None:
    assert changed_rows(told(ev_maker()), told(ev_maker())).is_empty()
    assert [row[:4] for row in rows_of(told(ev_maker()), told(ev_maker(), NEXT))] == []


def test_a_new_edition_is_named_with_both_values_and_the_day_it_counts_from() -> None:
    tables = ev_maker()
    dearer = [{"item": "Dy", "side": "outside", "price_usd_per_kg": 500.0, "valid_from": date(2026, 3, 5)}]
    told_late = table("prices", [{**dearer[0], "known_from": date(2026, 3, 9), "source_id": "news"}])
    later = changed(tables, "prices", pl.concat([tables["prices"], told_late]))
    [row, day] = changed_rows(told(later), told(later, NEXT)).to_dicts()
    assert (day["group"], day["table"], day["touches"]) == ("waits", "day", "files")
    assert {name: row[name] for name in CHANGED} == {
        "group": "prices",
        "table": "prices",
        "key": "Dy/outside",
        "column": "price_usd_per_kg",
        "before": "486.0",
        "after": "500.0",
        "since": date(2026, 3, 9),
        "source_id": "news",
    }


def test_law_that_begins_and_law_that_ends_are_one_row_each() -> None:
    ends = {"valid_to": NEXT, "end_known_from": DAY}
    tables = ev_maker()
    dy = pl.col("regime_id") == "DY"
    cells = [pl.when(dy).then(pl.lit(day)).otherwise(pl.col(name)).alias(name) for name, day in ends.items()]
    ending = changed(tables, "licence_regimes", tables["licence_regimes"].with_columns(cells))
    assert rows_of(told(ending), told(ending, NEXT)) == [
        ("law", "licence_regimes", "DY", "state", "licence", None, NEXT)
    ]
    begins = edited("licence_regimes", "valid_from", NEXT, dy)
    # What is announced is potential until it binds.
    assert rows_of(told(begins), told(begins, NEXT)) == [
        ("law", "licence_regimes", "DY", "state", "potential", "licence", NEXT)
    ]


def test_evidence_and_odds_are_waits() -> None:
    slower = edited("licence_observations", "wait_scale_days", 700.0, pl.lit(True))
    assert [row[:6] for row in rows_of(told(ev_maker()), told(slower))] == [
        ("waits", "licence_regimes", name, "wait_scale_days", "150.0", "700.0") for name in ("DY", "ND")
    ]
    likelier = edited("onset_odds", "probability", 0.5, pl.lit(True))
    assert [row[:6] for row in rows_of(told(ev_maker()), told(likelier))] == [
        ("waits", "onset_odds", "ND", "probability", "0.21", "0.5")
    ]


def test_constants_are_named_by_themselves() -> None:
    louder = told(ev_maker(), points_per_decade=40.0)
    assert rows_of(told(ev_maker()), louder) == [
        ("method", "method", METHOD.version, "points_per_decade", "20.0", "40.0", None)
    ]


def test_only_rows_behind_the_companys_figures_concern_it() -> None:
    tables = ev_maker()
    portfolio = Portfolio.of(pl.DataFrame([LINE]))
    levels = score_in(told(tables).world, portfolio, tables)
    touches = touched(Rested.of(levels))
    strangers = table("prices", [{"item": "Sm", "side": "outside", "price_usd_per_kg": 9.0}])
    prices = pl.concat([tables["prices"].with_columns(pl.col("price_usd_per_kg") * 2), strangers])
    after = changed(tables, "prices", prices)
    layer = table("tariff_layers", [{"layer_id": "EU", "importer": "EU27", "rate": 0.5}])
    raised = pl.concat([after["tariff_layers"].with_columns(rate=pl.lit(0.3)), layer])
    after = changed(after, "tariff_layers", raised)
    found = concerning(changed_rows(told(tables), told(after)), touches)
    assert found["key"].to_list() == ["MFN", "Dy/inside", "Dy/outside", "Nd/inside"]
    assert list(found.columns) == list(CHANGED)


def test_cells_of_the_portfolio_that_differ() -> None:
    before = Portfolio.of(pl.DataFrame([LINE]))
    override = {**{name: LINE[name] for name in ("company_id", "product_id", "importer")}, "material_id": "magnet_dy"}
    files = pl.DataFrame(
        {"company_id": ["maker"], "material_id": "magnet_dy", "origin": "CHN", "filed_on": DAY, "outcome": "pending"}
    )
    after = Portfolio.of(
        pl.DataFrame([{**LINE, "annual_units": 2.0, "note": "!"}, {**LINE, "importer": "JPN"}]),
        pl.DataFrame([{**override, "stock_days": 60.0}]),
        files,
    )
    found = changed_cells(before, after).select("table", "key", "column", "before", "after")
    assert found.rows() == [
        ("lines", "ev/JPN", "annual_units", None, "1.0"),
        ("lines", "ev/USA", "annual_units", "1.0", "2.0"),
        ("overrides", "ev/USA/magnet_dy", "stock_days", None, "60.0"),
        ("applications", f"magnet_dy/CHN/{DAY}", "outcome", None, "pending"),
    ]

"""A world of one magnet with a fed path, to which each test adds its own regimes."""

from datetime import date
from typing import Any

import polars as pl

from reference_data.loader import Tables
from scoring.engine import score
from scoring.levels import Levels
from scoring.method import METHOD
from scoring.portfolio import Portfolio
from tests.scoring.small_world import Row, tables

DAY = date(2026, 3, 1)
LINE = {
    "company_id": "c",
    "company_name": "C",
    "product_id": "ev",
    "importer": "USA",
    "annual_units": 1.0,
    "annual_revenue_usd": 13.5e9,
}
IN: Row = {"regime_id": "IN"}
MAY: Row = {"regime_id": "MAY", "regime_kind": "potential", "origin": "JPN"}
FREE_FEED = {
    "feed_shares": [
        {"feed_material_id": "feed", "origin": o, "feed_origin": o, "share": 1.0} for o in ("CHN", "JPN", "USA")
    ]
}


def world(*regimes: Row, **more: Any) -> Tables:
    """Magnets with Dy and Nd from China, Chinese feed behind every origin, and the regimes given."""
    usual: dict[str, Any] = {
        "products": [{"product_id": "ev"}],
        "product_materials": [{"product_id": "ev", "material_id": "magnet", "kg_per_unit": 1.0}],
        "materials": [
            {"material_id": "magnet", "material_class": "dy", "feed_material_id": "feed"},
            {"material_id": "feed", "material_class": "dy_feed", "stage": "metal"},
        ],
        "material_compositions": [
            {"material_id": "magnet", "element": "Dy", "mass_fraction": 0.1},
            {"material_id": "magnet", "element": "Nd", "mass_fraction": 0.3},
        ],
        "use_shares": [{"importer": "USA", "material_id": "magnet", "origin": "CHN", "share": 1.0}],
        "feed_shares": [
            {"feed_material_id": "feed", "origin": o, "feed_origin": "CHN", "share": 1.0} for o in ("CHN", "JPN")
        ],
        "default_duties": [{"importer": "*", "tariff_line": "*", "rate": 0.1}],
        "prices": [
            {"item": e, "side": s, "price_usd_per_kg": 100.0} for e in ("Dy", "Nd") for s in ("inside", "outside")
        ],
        "premium_shares": [{"element": "*", "quoted_share": 0.25}],
        "licence_regimes": [
            {"material_classes": ["dy"], "elements": ["Dy"], "evidence": ["FIT"], **r} for r in regimes
        ],
        "licence_observations": [
            {"observation_id": "FIT", "file_group": "fit", "kind": "fit", "wait_shape": 5.0, "wait_scale_days": 150.0}
        ],
    }
    return tables(**{**usual, **more})


def scored(tables_on: Tables, **line: Any) -> Levels:
    """One line of 13.5 bn USD, with the terms given."""
    return scored_lines(tables_on, {**LINE, **line})


def scored_lines(tables_on: Tables, *lines: dict[str, Any]) -> Levels:
    portfolio = Portfolio.of(pl.DataFrame(lines, infer_schema_length=None))
    return score(portfolio, tables_on, METHOD, as_of=DAY, known_at=DAY)


def delay(levels: Levels) -> dict[str, dict[str, Any]]:
    """The delay rows by regime."""
    return {row["regime_id"]: row for row in levels.delay.iter_rows(named=True)}

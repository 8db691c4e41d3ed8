"""The maker of electric cars of the worked example, with levers to pull.

             kg a year   USD/kg   value     under
magnet_dy    500,000     42       21.0 m    licence in force
magnet_nd    250,000     30        7.5 m    one that may come
motor        ten for each kg of magnet_dy, 3 USD/kg; under one that may come, odds 0.1
"""

from collections.abc import Mapping, Sequence

import polars as pl

from reference_data.loader import Tables
from scoring.levers.pulling import Pulled
from scoring.levers.report import LeverReport, lever_report
from scoring.method import METHOD
from scoring.portfolio import Portfolio
from tests.scoring.own_files import DAY, MAKER
from tests.scoring.small_world import Row, ev_maker, table

#        lever                parameter              value     unit
COSTS = [
    ("more_stock", "added_days", 30.0, "days"),
    ("more_stock", "holding_share", 0.2, "share"),
    ("second_source", "target_share", 0.3, "share"),
    ("second_source", "price_premium_share", 0.3, "share"),
    ("second_source", "qualification_usd", 500_000.0, "USD"),
    ("second_source", "lifetime_years", 5.0, "years"),
    ("filing_earlier", "added_days", 45.0, "days"),
    ("filing_earlier", "files_a_year", 4.0, "files"),
    ("filing_earlier", "file_usd", 2_000.0, "USD"),
    ("longer_validity", "valid_days", 91.0, "days"),
    ("longer_validity", "annual_usd", 25_000.0, "USD"),
    ("general_licence", "valid_days", 182.0, "days"),
    ("general_licence", "annual_usd", 250_000.0, "USD"),
    ("dy_free_grade", "kg_ratio", 1.15, "kg/kg"),
    ("dy_free_grade", "extra_price_share", 0.15, "share"),
    ("dy_free_grade", "redesign_usd", 5_000_000.0, "USD"),
    ("dy_free_grade", "lifetime_years", 5.0, "years"),
    ("magnet_free_design", "extra_usd_per_kg", 60.0, "USD/kg"),
    ("magnet_free_design", "redesign_usd", 50_000_000.0, "USD"),
    ("magnet_free_design", "lifetime_years", 7.0, "years"),
    ("other_origin", "moved_share", 0.5, "share"),
    ("other_origin", "price_premium_share", 0.3, "share"),
    ("other_origin", "qualification_usd", 500_000.0, "USD"),
    ("other_origin", "lifetime_years", 5.0, "years"),
    ("import_form", "price_premium_share", 0.05, "share"),
    ("import_form", "redesign_usd", 3_000_000.0, "USD"),
    ("import_form", "lifetime_years", 5.0, "years"),
]
SWAPS: list[Row] = [
    {"lever_id": "dy_free_grade", "material_id": "magnet_dy", "becomes_material_id": "magnet_nd"},
    {"lever_id": "import_form", "material_id": "magnet_dy", "becomes_material_id": "motor", "kg_ratio": 10.0},
    {"lever_id": "magnet_free_design", "material_id": "magnet_dy"},
]
MOTOR: Mapping[str, Row] = {
    "materials": {
        "material_id": "motor",
        "name": "with the magnet inside",
        "material_class": "assembled",
        "form": "component",
        "stage": "assembly",
        "hs_code": "850153",
        "unit_value_usd_per_kg": 3.0,
    },
    "material_compositions": {"material_id": "motor", "element": "Dy", "mass_fraction": 0.0027},
    "licence_regimes": {
        "regime_id": "ASSEMBLED",
        "regime_kind": "potential",
        "material_classes": ["assembled"],
        "elements": ["Dy"],
        "evidence": ["FIT"],
    },
    "onset_odds": {"regime_id": "ASSEMBLED", "probability": 0.1},
}
GENERAL: Row = {
    "regime_id": "DY-GENERAL",
    "material_classes": ["dy"],
    "elements": ["Dy", "Tb"],
    "licence_kind": "general",
    "evidence": ["GENERAL"],
}
RENEWAL: Row = {
    "observation_id": "GENERAL",
    "file_group": "general",
    "kind": "fit",
    "wait_shape": 2.0,
    "wait_scale_days": 20.0,
}


def lever_tables(base: Tables, swaps: Sequence[Row] = SWAPS) -> dict[str, pl.DataFrame]:
    """The tables with what levers need on top."""
    costs = [dict(zip(("lever_id", "parameter", "value", "unit"), row, strict=True)) for row in COSTS]
    costs = [{**row, "meaning": row["parameter"]} for row in costs]
    return {**base, "lever_costs": table("lever_costs", costs), "lever_swaps": table("lever_swaps", swaps)}


def world(general: bool = True) -> Tables:
    """The maker's tables; without `general`, no general licence is on record."""
    frames = lever_tables(ev_maker())
    added: dict[str, list[Row]] = {name: [row] for name, row in MOTOR.items()}
    added["supply_shares"] = [
        {"item": magnet, "stage": "magnet", "origin": origin, "share": share}
        for magnet in ("magnet_dy", "magnet_nd")
        for origin, share in (("CHN", 0.9), ("JPN", 0.06), ("ROW", 0.04))
    ]
    added["default_duties"] = [{"importer": "*", "tariff_line": "*", "rate": 0.1}]
    if general:
        added["licence_regimes"].append(GENERAL)
        added["licence_observations"] = [RENEWAL]
    for name, rows in added.items():
        frames[name] = pl.concat([frames[name], table(name, rows)])
    return Tables(frames, "maker")


def maker(*overrides: Row, **changed: object) -> Portfolio:
    """One line of electric cars assembled in the USA."""
    line = pl.DataFrame([{**MAKER, **changed}])
    own = [{"company_id": "maker", "product_id": "ev", "importer": "USA", **row} for row in overrides]
    return Portfolio.of(line, pl.DataFrame(own) if own else None)


def report(portfolio: Portfolio, tables: Tables | None = None, **given: float) -> LeverReport:
    """The maker's levers on the day; figures are given as lever__parameter."""
    figures = {name.replace("__", "."): value for name, value in given.items()}
    return lever_report(portfolio, tables or world(), METHOD, as_of=DAY, known_at=DAY, given=figures)


def lever(found: LeverReport, lever_id: str) -> Pulled:
    """The one lever of that name."""
    (one,) = [one for one in found.ranked if one.levers[0].lever_id == lever_id]
    return one

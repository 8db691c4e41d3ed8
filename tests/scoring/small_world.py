"""Reference tables small enough to work through by hand, with the contracts' own columns."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from reference_data.contracts import TABLES
from reference_data.loader import Tables

LONG_AGO = date(2010, 1, 1)
Row = Mapping[str, Any]

PROVENANCE: Row = {
    "valid_from": LONG_AGO,
    "known_from": LONG_AGO,
    "source_id": "by-hand",
    "confidence": "high",
    "basis": "reported",
    "verified_on": date(2026, 11, 23),
}
USUAL: dict[str, Row] = {
    "materials": {
        "form": "magnet",
        "stage": "magnet",
        "hs_code": "850511",
        "purchase_factor": 1.0,
        "unit_value_usd_per_kg": 1.0,
    },
    "products": {"category": "other", "functional_unit": "unit", "contribution_margin": 0.15, "recovery_share": 0.5},
    "prices": {"form": "metal"},
    "tariff_layers": {
        "origin": "*",
        "tariff_line": "*",
        "programme": "mfn",
        "stacking": "base",
        "legal_ref": "by hand",
    },
    "licence_regimes": {
        "authority": "MOFCOM",
        "regime_kind": "licence",
        "origin": "CHN",
        "destination": "*",
        "end_use": "*",
        "buyer_size": "*",
        "licence_kind": "*",
        "wait_lag_days": 14.0,
        "prior_shape": 1.18,
        "prior_scale_days": 117.0,
        "prior_denial_share": 0.05,
        "refile_days": 90.0,
    },
    "licence_observations": {"cohort": "by hand", "authority": "MOFCOM", "observed_on": LONG_AGO},
}
DEFAULTS = {
    "stock_days": 21.0,
    "transit_days": 28.0,
    "lead_days": 0.0,
    "second_source_share": 0.10,
    "requalification_days": 365.0,
    "licence_valid_days": 0.0,
    "tariff_borne_share": 1.0,
    "licence_kind": "individual",
    "end_use": "civil",
}


def table(name: str, rows: Sequence[Row]) -> pl.DataFrame:
    """Rows as a typed frame of the table; columns left out take usual values, or are empty."""
    contract = TABLES[name]
    full = [{**PROVENANCE, **USUAL.get(name, {}), **row} for row in rows]
    columns = {column: [row.get(column) for row in full] for column in contract.column_names}
    return pl.DataFrame(columns, schema=contract.schema, strict=False)


def tables(**rows: Sequence[Row]) -> Tables:
    """All tables, those not given empty apart from elements, countries, line defaults and default ranges."""
    given = {
        "elements": elements(),
        "countries": countries(),
        "line_defaults": line_defaults(),
        "default_ranges": default_ranges(),
        **rows,
    }
    return Tables({name: table(name, given.get(name, [])) for name in TABLES}, version="by-hand")


def elements() -> list[Row]:
    return [{"element": name, "oxide_factor": 1.15} for name in ("Dy", "Tb", "Nd", "Pr", "Sm", "Y")]


def countries() -> list[Row]:
    codes = {
        "CHN": "CHN",
        "USA": "USA",
        "JPN": "JPN",
        "KOR": "KOR",
        "DEU": "EU27",
        "FRA": "EU27",
        "EU27": "EU27",
        "ROW": "ROW",
    }
    return [{"country": code, "name": code, "customs_area": area} for code, area in codes.items()]


def line_defaults() -> list[Row]:
    return [
        {"parameter": name, "word": value} if isinstance(value, str) else {"parameter": name, "value": value}
        for name, value in DEFAULTS.items()
    ]


def default_ranges() -> list[Row]:
    factors = {"high": (0.9, 1.1), "medium": (0.75, 1.35), "low": (0.5, 2.0)}
    return [
        {"figure_confidence": name, "low_factor": low, "high_factor": high} for name, (low, high) in factors.items()
    ]


def ev_maker(authority_of_nd: str = "MOFCOM") -> Tables:
    """An electric-vehicle maker's world: traction magnets with Dy under licence, Nd-only magnets that may follow."""
    shares = [("CHN", 0.9), ("JPN", 0.1)]
    wait = {"evidence": ["FIT"]}
    return tables(
        products=[{"product_id": "ev"}, {"product_id": "none"}],
        product_materials=[
            {"product_id": "ev", "material_id": "magnet_dy", "kg_per_unit": 500_000.0},
            {"product_id": "ev", "material_id": "magnet_nd", "kg_per_unit": 250_000.0},
        ],
        materials=[
            {"material_id": "magnet_dy", "name": "with Dy", "material_class": "dy", "unit_value_usd_per_kg": 42.0},
            {"material_id": "magnet_nd", "name": "Nd only", "material_class": "nd", "unit_value_usd_per_kg": 30.0},
        ],
        material_compositions=[
            {"material_id": "magnet_dy", "element": "Dy", "mass_fraction": 0.027},
            {"material_id": "magnet_dy", "element": "Nd", "mass_fraction": 0.29},
            {"material_id": "magnet_nd", "element": "Nd", "mass_fraction": 0.30},
        ],
        use_shares=[
            {"importer": "USA", "material_id": m, "origin": o, "share": s}
            for m in ("magnet_dy", "magnet_nd")
            for o, s in shares
        ],
        tariff_layers=[{"layer_id": "MFN", "importer": "USA", "rate": 0.271}],
        prices=[
            {"item": "Dy", "side": "inside", "price_usd_per_kg": 100.0},
            {"item": "Dy", "side": "outside", "price_usd_per_kg": 486.0},
            {"item": "Nd", "side": "inside", "price_usd_per_kg": 80.0},
        ],
        premium_shares=[{"element": "*", "quoted_share": 0.25}],
        licence_regimes=[
            {"regime_id": "DY", "material_classes": ["dy"], "elements": ["Dy", "Tb"], **wait},
            {
                "regime_id": "ND",
                "regime_kind": "potential",
                "authority": authority_of_nd,
                "material_classes": ["nd"],
                "elements": ["Nd", "Pr"],
                **wait,
            },
        ],
        licence_observations=[
            {"observation_id": "FIT", "file_group": "fit", "kind": "fit", "wait_shape": 5.0, "wait_scale_days": 150.0}
        ],
        onset_odds=[{"regime_id": "ND", "probability": 0.21}],
    )

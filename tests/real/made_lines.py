"""Product lines made at random on the shipped tables, each a company of its own, some with terms of theirs."""

from random import Random

import polars as pl

from reference_data.loader import Tables
from scoring.portfolio import Portfolio

IMPORTERS = ["USA", "DEU", "JPN", "KOR", "IND", "CHN", "VNM", "BRA", "MEX", "FRA", "GBR", "TUR"]
MIXES = ["CHN:1", "CHN:0.8;JPN:0.2", "JPN:1", "CHN:0.5;VNM:0.5", "CHN:0.9;DEU:0.1"]
OWN = {
    "stock_days": (5.0, 30.0, 120.0),
    "transit_days": (7.0, 35.0),
    "second_source_share": (0.0, 0.2, 0.4),
    "requalification_days": (180.0, 500.0),
    "licence_valid_days": (90.0, 180.0),
    "contribution_margin": (0.1, 0.3),
    "recovery_share": (0.2, 0.6),
    "tariff_borne_share": (0.7,),
    "origin_shares": tuple(MIXES),
    "licence_kind": ("general",),
    "end_use": ("defence",),
}


def made_lines(tables: Tables, count: int, profiles: int, seed: int = 1) -> Portfolio:
    """Lines of random products and importers, of whose terms some are stated; `profiles` of them are distinct.

    Lines of one profile differ in size, and in what a unit brings.
    """
    rng = Random(seed)
    built = tables["product_materials"]["product_id"].unique().sort().to_list()
    values = dict(tables["products"].select("product_id", "default_unit_value_usd").iter_rows())
    products = [product for product in built if values.get(product)]
    distinct = [_profile(rng, rng.choice(products)) for _ in range(profiles)]
    rows = [_line(rng, number, distinct[number % profiles], values) for number in range(count)]
    return Portfolio.of(pl.DataFrame(rows, infer_schema_length=None))


def _profile(rng: Random, product: str) -> dict[str, object]:
    """Every second states terms of its own, each with odds of one in three."""
    talks = rng.random() < 0.5
    stated = {name: rng.choice(choices) if talks and rng.random() < 1 / 3 else None for name, choices in OWN.items()}
    return {"product_id": product, "importer": rng.choice(IMPORTERS), **stated}


def _line(rng: Random, number: int, profile: dict[str, object], values: dict[str, float]) -> dict[str, object]:
    units = 10 ** rng.uniform(1, 6)
    return {
        "company_id": f"made-{number:04d}",
        "company_name": f"Made {number}",
        "annual_units": units,
        "annual_revenue_usd": units * values[str(profile["product_id"])] * 10 ** rng.uniform(-0.3, 0.3),
        **profile,
    }

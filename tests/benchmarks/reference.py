"""The reference data every rival is given, resolved for the day: small tables keyed by small whole numbers."""

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from scoring.paths import MIX, feed_paths, origin_mixes, origin_shares, supply_paths
from scoring.world import World
from tests.benchmarks.resolving import (
    GATE,
    PATH,
    Numbers,
    by_area,
    gates_of,
    mixes_on_record,
    now,
    numbers_of,
    premiums_of,
    rates_of,
)

PLACES = 64
"""At least as many as there are materials, and authorities, and importers: pairs of numbers are packed into one."""


@dataclass(frozen=True)
class Reference:
    """What is the same for every line: who supplies whom, which regimes gate a path, and what an origin pays.

    Keys `product`, `importer`, `material`, `origin`, `regime` are row numbers of the frames of those names. A path is
    gated once by each authority: on its last crossing, on that of its feed, or on both (else the regime is -1), in
    force or potential; its own number is not needed, so it has none.
    """

    world: World
    products: pl.DataFrame
    """product_id, contribution_margin, recovery_share"""
    importers: pl.DataFrame
    """importer_id, importer_area"""
    materials: pl.DataFrame
    """material_id, purchase_factor, unit_value_usd_per_kg"""
    origins: pl.DataFrame
    """origin_id: the countries that companies name as their sources"""
    regimes: pl.DataFrame
    """wait parameters (empty for a prohibition), onset_probability, potential, renewable (a licence in force)"""
    bills: pl.DataFrame
    """product, material, kg_per_unit"""
    premiums: pl.DataFrame
    """importer, material, premium_usd_per_kg of material bought"""
    paths: pl.DataFrame
    """importer, material, scope, share, GATE: one row a gated path on record × authority"""
    duties: pl.DataFrame
    """importer, material, share, duty_rate: one row an origin on record"""
    origin_paths: pl.DataFrame
    """importer, material, scope, origin, share (of what comes from it), GATE: where companies state shares"""
    origin_duties: pl.DataFrame
    """importer, material, origin, duty_rate"""


def resolved(world: World, importers: Iterable[str], origins: Iterable[str]) -> Reference:
    """The small tables for portfolios assembled in `importers`, whose companies name `origins` as their sources."""
    numbers = numbers_of(world, importers, origins)
    if max(numbers.importer.height, numbers.material.height, numbers.origin.height) > PLACES:
        raise ValueError(f"more than {PLACES} importers, materials or origins: packed keys would clash")
    built = numbers.importer.join(numbers.material, how="cross")
    record, stated = mixes_on_record(built, world), _single_origins(numbers)
    asked = pl.concat([record.select(*MIX, "own_origin_shares"), stated.select(*MIX, "own_origin_shares")]).unique()
    supplies = asked.with_row_index("supply")
    mixes = now(origin_mixes(supplies.lazy(), origin_shares(supplies, world), world))
    feeds = feed_paths(mixes.lazy().select("material_id", "origin").unique(), world)
    walked = by_area(now(supply_paths(mixes.lazy(), feeds)))
    gates = gates_of(numbers, walked, world)
    shares = mixes.group_by(*MIX, "origin_area").agg(share=pl.col("use_share").sum())
    rates = rates_of(built, mixes, world)
    at_origin = numbers.importer.join(stated, how="cross")
    gate = ["share", *GATE]
    return Reference(
        world=world,
        products=world.products.select("product_id", "contribution_margin", "recovery_share").sort("product_id"),
        importers=numbers.importer.drop("importer"),
        materials=numbers.material.select("material_id", "purchase_factor", "unit_value_usd_per_kg"),
        origins=numbers.origin.drop("origin"),
        regimes=numbers.regime.drop("regime", "regime_id"),
        bills=_bills(world, numbers),
        premiums=premiums_of(built, world),
        paths=_gated(record, walked, gates, ["importer", "material", "scope", *gate]),
        duties=_rated(record, shares, rates, ["importer", "material", "share", "duty_rate"]),
        origin_paths=_gated(at_origin, walked, gates, ["importer", "material", "scope", "origin", *gate]),
        origin_duties=_rated(at_origin, shares, rates, ["importer", "material", "origin", "duty_rate"]),
    )


def _single_origins(numbers: Numbers) -> pl.DataFrame:
    """A mix for each material and origin that has this origin only: what a stated share of it is a part of."""
    pairs = numbers.origin.join(numbers.material.select("material", "material_id"), how="cross")
    return pairs.with_columns(mix=pl.format("only {}", "origin_id"), own_origin_shares=pl.format("{}:1.0", "origin_id"))


def _gated(keys: pl.DataFrame, walked: pl.DataFrame, gates: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    rows = keys.join(walked, on=MIX, validate="m:m")
    rows = rows.join(gates, on=["importer_area", *PATH], nulls_equal=True, validate="m:m")
    return rows.select(columns).sort(columns)


def _rated(keys: pl.DataFrame, shares: pl.DataFrame, rates: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    rows = keys.join(shares, on=MIX, validate="m:m")
    rows = rows.join(rates, on=["importer_area", "material_id", "origin_area"], validate="m:1")
    return rows.select(columns).sort(columns)


def _bills(world: World, numbers: Numbers) -> pl.DataFrame:
    products = world.products.select("product_id").sort("product_id").with_row_index("product")
    rows = world.product_materials.join(products, on="product_id", validate="m:1")
    rows = rows.join(numbers.material, on="material_id", validate="m:1")
    return rows.select("product", "material", "kg_per_unit").sort("product", "material")

"""What levers are pulled in: bills, goods and rules of one state of the world, the assumptions, and the swaps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from reference_data.contracts import TABLES
from reference_data.loader import Tables
from scoring.in_force import serving
from scoring.levers.assumptions import Assumptions
from scoring.world import World

Row = Mapping[str, Any]
ANY = "*"
NO_ORIGIN = "ROW"
"""Stands for makers a source does not name: nobody can buy from it on purpose."""


@dataclass(frozen=True)
class Setting:
    """One state of the world as levers see it; classes are those of the material or of the feed behind it."""

    world: World
    assumptions: Assumptions
    bills: Mapping[str, Mapping[str, Row]]
    """product → material → its row of product_materials"""
    materials: Mapping[str, Row]
    areas: Mapping[str, str]
    """country → customs area"""
    rules: Sequence[Row]
    """licences and prohibitions in force"""
    licensed: frozenset[str]
    """material classes under a licence or prohibition in force"""
    watched: frozenset[str]
    """material classes under a regime in force or potential"""
    swaps: Mapping[str, Mapping[str, Row]]
    """lever → material → the row of lever_swaps"""
    makers: Mapping[str, frozenset[str]]
    """material → named origins outside the controlling ones that make it, by world supply"""
    uses: Mapping[tuple[str, str, str, str], Mapping[str, float]]
    """company, product, importer, material → origin → share of use, as the company is scored now"""

    def grants_general(self, material_id: str, importer: str, end_use: str) -> bool:
        """Whether general licences are on record for a material's own border: a regime in force for the destination.

        Where the destination has rules of its own, those for any destination do not count.
        """
        own_class = self.materials[material_id]["material_class"]
        ruled = [r for r in self.rules if own_class in r["material_classes"] and r["end_use"] in (end_use, ANY)]
        own = [rule for rule in ruled if rule["destination"] == self.areas.get(importer)]
        counting = own or [rule for rule in ruled if rule["destination"] == ANY]
        return any(rule["licence_kind"] == "general" for rule in counting)

    def classes(self, material_id: str) -> frozenset[str]:
        """Classes that regimes may cover a material by: its own, and that of the feed behind it."""
        material = self.materials[material_id]
        return frozenset({material["material_class"], material["feed_class"]} - {None})

    def value(self, name: str) -> float:
        """The figure assumed for lever.parameter."""
        return self.assumptions[name].value

    @property
    def controller(self) -> str | None:
        """The controlling origin that parts are bought from with the material inside; none where nobody controls."""
        return next(iter(self.world.controlling_origins), None)


def setting_of(world: World, tables: Tables, assumptions: Assumptions, costs: pl.DataFrame) -> Setting:
    """What levers need to know of a state of the world and the tables it stands on.

    `costs`: the cost level of the company as it is.
    """
    bills: dict[str, dict[str, Row]] = {}
    for row in world.product_materials.sort("product_id", "material_id").iter_rows(named=True):
        bills.setdefault(row["product_id"], {})[row["material_id"]] = row
    swaps: dict[str, dict[str, Row]] = {}
    found = serving(TABLES["lever_swaps"], tables["lever_swaps"], world.as_of, world.known_at)
    for row in found.sort("lever_id", "material_id").iter_rows(named=True):
        swaps.setdefault(row["lever_id"], {})[row["material_id"]] = row
    in_force = world.regimes.filter(~pl.col("potential"))
    areas = dict(world.areas.select("country", "customs_area").iter_rows())
    return Setting(
        world=world,
        assumptions=assumptions,
        bills=bills,
        materials={row["material_id"]: row for row in world.materials.iter_rows(named=True)},
        areas=areas,
        rules=in_force.to_dicts(),
        licensed=_classes(in_force),
        watched=_classes(world.regimes),
        swaps=swaps,
        makers=_makers(world, areas),
        uses=_uses(costs),
    )


def _classes(regimes: pl.DataFrame) -> frozenset[str]:
    return frozenset(regimes["material_classes"].explode().drop_nulls().to_list())


def _makers(world: World, areas: Mapping[str, str]) -> dict[str, frozenset[str]]:
    makers: dict[str, set[str]] = {}
    for material, origin in world.supply_shares.filter(pl.col("share") > 0).select("material_id", "origin").iter_rows():
        if origin != NO_ORIGIN and areas.get(origin) not in world.controlling_origins:
            makers.setdefault(material, set()).add(origin)
    return {material: frozenset(origins) for material, origins in makers.items()}


def _uses(costs: pl.DataFrame) -> dict[tuple[str, str, str, str], dict[str, float]]:
    uses: dict[tuple[str, str, str, str], dict[str, float]] = {}
    rows = costs.select("company_id", "product_id", "importer", "material_id", "origin", "use_share").unique()
    for *key, origin, share in rows.iter_rows():
        uses.setdefault((key[0], key[1], key[2], key[3]), {})[origin] = share
    return uses

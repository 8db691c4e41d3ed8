"""What a company's figures rest on, by kind and name, to tell which changed rows concern it."""

from collections.abc import Iterable

import polars as pl

from scoring.differing import EVERYTHING, TOUCH
from scoring.world import World


def touched(
    line: pl.DataFrame, delay: pl.DataFrame, cost: pl.DataFrame, duty_layers: pl.DataFrame, defaults: str, world: World
) -> pl.DataFrame:
    """One row a thing that the levels of one company rest on (TOUCH).

    `duty_layers`: layers by request, of this company or of more; `defaults`: the company's `defaults_used`.
    """
    areas = world.areas.select("country", "customs_area")
    placed = _in_areas(cost.select("importer", "origin", "tariff_line").unique(), areas)
    layers = duty_layers.join(placed, on=["importer", "origin", "tariff_line"], how="semi")
    materials = cost.select("material_id").unique()
    feeds = world.materials.join(materials, on="material_id", how="semi")["feed_material_id"].drop_nulls()
    used = [name for name in defaults.split(";") if name]
    kinds: dict[str, Iterable[str]] = {
        EVERYTHING: [""],
        "regime": delay["regime_id"],
        "layer": layers["layer_id"].drop_nulls(),
        "default": [""] if "duty_rate" in used else [],
        "element": cost["element"],
        "product": line["product_id"],
        "material": [*materials["material_id"], *feeds],
        "feed": feeds,
        "use": _uses(cost, areas),
        "country": [*line["importer"].drop_nulls(), *cost["origin"]],
        "parameter": used,
    }
    rows = [(kind, name) for kind, names in kinds.items() for name in sorted(set(names))]
    return pl.DataFrame(rows, schema=TOUCH, orient="row")


def concerning(rows: pl.DataFrame, touches: pl.DataFrame) -> pl.DataFrame:
    """The changed rows that bear on something touched."""
    return rows.join(touches.unique(), on=list(TOUCH), how="semi", maintain_order="left").drop(list(TOUCH))


def _in_areas(requests: pl.DataFrame, areas: pl.DataFrame) -> pl.DataFrame:
    for name in ("importer", "origin"):
        named = areas.rename({"country": name})
        joined = requests.join(named, on=name, how="left", validate="m:1")
        requests = joined.with_columns(pl.col("customs_area").alias(name)).drop("customs_area")
    return requests.unique()


def _uses(cost: pl.DataFrame, areas: pl.DataFrame) -> list[str]:
    """Importers, and their customs areas, with each material they use."""
    pairs = cost.select("importer", "material_id").unique()
    own = pairs.join(areas.rename({"country": "importer"}), on="importer", how="left", validate="m:1")
    return [f"{place}/{row[1]}" for row in own.iter_rows() for place in (row[0], row[2]) if place]

"""Uncertain figures of the reference tables: low, middle and high of each, and the name of its stream of draws."""

import polars as pl

from scoring.world import World

ENDS = ("low", "middle", "high")
RANGE = (*ENDS, "stream")

OF_ONE = ("share", "quoted_share", "mass_fraction", "contribution_margin", "recovery_share")
"""Figures that are parts of one: without a stated range they are off by a factor of their odds; none reaches 1."""

ASSUMED = "low"
"""Confidence of what stands in for a figure nobody knows, such as an assumed duty rate."""


def ranged(rows: pl.DataFrame, figure: str, world: World, *, confidence: str = "confidence") -> pl.DataFrame:
    """Adds low, middle and high of a figure; where its source gives no range, that of its confidence serves.

    Rows keep their order.
    """
    served = world.default_ranges.select(pl.col("confidence").alias(confidence), "low_factor", "high_factor")
    rows = rows.join(served, on=confidence, how="left", validate="m:1", maintain_order="left")
    ends = {}
    for end in ("low", "high"):
        factor = pl.col(f"{end}_factor")
        default = pl.col(figure) * factor / (1 + pl.col(figure) * (factor - 1) if figure in OF_ONE else 1.0)
        stated = f"{figure}_{end}"
        ends[end] = pl.coalesce(stated, default) if stated in rows.columns else default
    return rows.with_columns(middle=pl.col(figure), **ends).drop("low_factor", "high_factor")


def stream(table: str, *names: str) -> pl.Expr:
    """The name of an input's stream: its table and the columns that tell it."""
    return pl.concat_str(pl.lit(table), *names, separator="/")


def share_ranges(world: World) -> pl.DataFrame:
    """One row a mix × material × origin on record."""
    used = ranged(world.use_shares, "share", world).with_columns(mix=pl.format("use {}", "importer"))
    supplied = ranged(world.supply_shares, "share", world).with_columns(mix=pl.lit("world"))
    key = ["mix", "material_id", "origin"]
    return pl.concat(
        [
            used.select(*key, *ENDS, stream=stream("use_shares", "importer", "material_id", "origin")),
            supplied.select(*key, *ENDS, stream=stream("supply_shares", "material_id", "origin")),
        ]
    )


def feed_ranges(world: World) -> pl.DataFrame:
    """One row a table × feed × origin × feed origin; world supply serves any origin (`*`)."""
    own = ranged(world.feed_shares, "share", world).with_columns(feed_table=pl.lit("feed_shares"))
    anyone = ranged(world.supply_shares, "share", world).with_columns(
        feed_table=pl.lit("supply_shares"), feed_material_id="material_id", feed_origin="origin", origin=pl.lit("*")
    )
    key = ["feed_table", "feed_material_id", "origin", "feed_origin"]
    return pl.concat(
        [
            own.select(*key, *ENDS, stream=stream("feed_shares", *key[1:])),
            anyone.select(*key, *ENDS, stream=stream("supply_shares", "feed_material_id", "feed_origin")),
        ]
    )


def default_ranges(world: World) -> pl.DataFrame:
    """One row a term of supply that is a number: its default, on which the interval of a line rests that gives none."""
    numbers = {name: value for name, value in world.defaults.items() if not isinstance(value, str)}
    served = pl.DataFrame({"parameter": list(numbers), "number": list(numbers.values())})
    rows = world.default_rows.join(served, on="parameter", how="inner", validate="1:1").with_columns(value="number")
    return ranged(rows, "value", world).select("parameter", *ENDS, stream=stream("line_defaults", "parameter"))


def mass_ranges(world: World) -> pl.DataFrame:
    """One row a product × material: kilograms in a unit."""
    key = ["product_id", "material_id"]
    rows = ranged(world.product_materials, "kg_per_unit", world)
    return rows.select(*key, *ENDS, stream=stream("product_materials", *key))


def loss_ranges(world: World) -> pl.DataFrame:
    """One row a material: kilograms lost in machining for each contained; the loss is uncertain, not the kilogram."""
    rows = world.materials.with_columns(lost_per_kg=pl.col("purchase_factor") - 1)
    named = stream("materials", "material_id")
    return ranged(rows, "lost_per_kg", world).select("material_id", *ENDS, stream=named + "/purchase_factor")


def value_ranges(world: World) -> pl.DataFrame:
    """One row a material: customs value of a kilogram."""
    rows = ranged(world.materials, "unit_value_usd_per_kg", world, confidence="unit_value_confidence")
    return rows.select("material_id", *ENDS, stream=stream("materials", "material_id") + "/unit_value")


def fraction_ranges(world: World) -> pl.DataFrame:
    """One row a material × element: mass fraction."""
    key = ["material_id", "element"]
    rows = ranged(world.compositions, "mass_fraction", world)
    return rows.select(*key, *ENDS, stream=stream("material_compositions", *key))


def price_ranges(world: World, side: str) -> pl.DataFrame:
    """One row an element with a known price on a side: USD a kilogram contained."""
    figure = f"price_{side}_usd_per_kg"
    rows = ranged(world.prices.drop_nulls(figure), figure, world, confidence=f"price_{side}_confidence")
    return rows.select("element", *ENDS, stream=stream("prices", "element") + f"/{side}")


def quoted_ranges(world: World) -> pl.DataFrame:
    """One row an element: share bought at the quoted price; elements that one row serves share its stream."""
    rows = ranged(world.quoted_shares, "quoted_share", world, confidence="quoted_share_confidence")
    return rows.select("element", *ENDS, stream=stream("premium_shares", "quoted_share_row"))


def product_ranges(world: World, figure: str) -> pl.DataFrame:
    """One row a product: its contribution margin or recovery share."""
    rows = ranged(world.products.drop_nulls(figure), figure, world)
    return rows.select("product_id", *ENDS, stream=stream("products", "product_id") + f"/{figure}")

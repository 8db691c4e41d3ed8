"""Figures that stand in: the earliest on record where none was known by the day, the last where its edition ended."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from scoring.cost import quoted_shares
from scoring.in_force import EARLIEST, IN_FORCE, STALE
from scoring.paths import MIX, on_record
from scoring.world import World

STATES = (EARLIEST, STALE)
BY_KEY: dict[tuple[str, ...], tuple[str, ...]] = {
    ("product_id", "material_id"): ("product_materials",),
    ("material_id",): ("materials", "material_compositions", "prices"),
    ("mix", "material_id"): ("use_shares", "supply_shares", "feed_shares", "feed_supply_shares"),
    ("importer_area", "material_id"): ("premium_shares",),
}
"""Which columns of a line's material say whose figure it is, table by table."""

NAMED = {"feed_supply_shares": "supply_shares"}
"""World supply that stands behind an origin's feed is a use of its own of the table."""

OF_LOSS = {
    "delay": ("product_materials", "use_shares", "supply_shares", "feed_shares", "feed_supply_shares"),
    "duty": ("product_materials", "materials", "use_shares", "supply_shares"),
    "premium": (
        "product_materials",
        "materials",
        "material_compositions",
        "use_shares",
        "supply_shares",
        "prices",
        "premium_shares",
    ),
}
"""Tables whose figures a loss is computed from: one that was not known by then is one more input nobody supplied."""

COLUMNS = {
    "table": pl.String(),
    "edition": pl.String(),
    "product_id": pl.String(),
    "material_id": pl.String(),
    "mix": pl.String(),
    "importer_area": pl.String(),
    "parameter": pl.String(),
    "valid_from": pl.Date(),
    "known_from": pl.Date(),
}


def stand_ins(products: pl.DataFrame, scopes: pl.DataFrame, paths: list[pl.LazyFrame], world: World) -> pl.LazyFrame:
    """One row a table × what it is about: the edition that stands in, and since when it is known.

    Keys a table does not have are empty. `products` and `scopes` are those scored; `paths`: shares that stand in.
    """
    goods = scopes.lazy().select("material_id").unique()
    parts = [
        world.product_materials.lazy()
        .join(products.lazy(), on="product_id", how="semi")
        .with_columns(table=pl.lit("product_materials")),
        *(part.join(goods, on="material_id", how="semi") for part in _of_materials(world)),
        _of_premiums(scopes.lazy(), world),
        *paths,
        world.default_rows.lazy().with_columns(table=pl.lit("line_defaults")),
    ]
    stood_in = [
        part.filter(pl.col("edition") != IN_FORCE).select(pl.selectors.by_name(*COLUMNS, require_all=False))
        for part in parts
    ]
    rows = pl.concat([pl.LazyFrame(schema=COLUMNS), *stood_in], how="diagonal").select(list(COLUMNS))
    return rows.unique().sort(list(COLUMNS))


def flagged(terms: pl.LazyFrame, stood_in: pl.DataFrame) -> pl.LazyFrame:
    """Adds to each line × material whether a figure of a table stands in: `earliest_TABLE` and `stale_TABLE`."""
    for key, tables in BY_KEY.items():
        flags = {
            f"{state}_{table}": ((pl.col("table") == table) & (pl.col("edition") == state)).any()
            for state in STATES
            for table in tables
        }
        of_tables = stood_in.filter(pl.col("table").is_in(tables))
        if of_tables.is_empty():
            terms = terms.with_columns(pl.lit(False).alias(name) for name in flags)
            continue
        rows = of_tables.lazy().group_by(key).agg(**flags)
        joined = terms.join(rows, on=list(key), how="left", validate="m:1", maintain_order="left")
        terms = joined.with_columns(pl.col(list(flags)).fill_null(False))
    return terms


def not_known(signal: str) -> pl.Expr:
    """How many tables gave a loss a figure that was not known by then."""
    return pl.sum_horizontal(pl.col(f"{EARLIEST}_{table}").cast(pl.Float64) for table in OF_LOSS[signal])


def names_of(state: str) -> list[str]:
    """The columns of `flagged` that tell of one state, in the order of the tables."""
    return [f"{state}_{table}" for tables in BY_KEY.values() for table in tables]


def default_name(column: str) -> str:
    """What `defaults_used` calls a figure that stands in, such as `earliest:use_shares`."""
    state, table = column.split("_", 1)
    return f"{state}:{NAMED.get(table, table)}"


def is_stand_in(name: str) -> bool:
    """Whether a name in `defaults_used` is of a figure that stands in."""
    return name.split(":")[0] in STATES


def stand_in_name(row: Mapping[str, Any]) -> str:
    """The name in `defaults_used` of a row of `stand_ins`."""
    return default_name(f"{row['edition']}_{row['table']}")


def _of_materials(world: World) -> list[pl.LazyFrame]:
    """Unit values where no traded price serves, compositions, and the prices of the elements within."""
    inside = world.compositions.lazy().filter(pl.col("mass_fraction") > 0)
    prices = [
        inside.select("material_id", "element")
        .join(world.prices.lazy(), on="element", how="inner", validate="m:1")
        .select(
            "material_id",
            edition=f"price_{side}_edition",
            valid_from=f"price_{side}_on",
            known_from=f"price_{side}_known_from",
            table=pl.lit("prices"),
        )
        for side in ("inside", "outside")
    ]
    valued = world.materials.lazy().filter("unit_value_assumed")
    return [
        valued.with_columns(table=pl.lit("materials")),
        inside.with_columns(table=pl.lit("material_compositions")),
        *prices,
    ]


def _of_premiums(terms: pl.LazyFrame, world: World) -> pl.LazyFrame:
    """Quoted shares of elements under control, by the area that buys them."""
    asked = terms.select("importer_area", "material_id").unique()
    held = world.compositions.lazy().filter(pl.col("mass_fraction") > 0).select("material_id", "element")
    rows = asked.join(held, on="material_id", how="inner", validate="m:m")
    paid = quoted_shares(rows, world).filter(pl.col("quoted_share") > 0).select("importer_area", "element")
    shares = world.quoted_shares.lazy().select(
        "element",
        edition="quoted_share_edition",
        valid_from="quoted_share_valid_from",
        known_from="quoted_share_known_from",
    )
    rows = rows.join(paid, on=["importer_area", "element"], how="semi")
    return rows.join(shares, on="element", how="inner", validate="m:1").with_columns(table=pl.lit("premium_shares"))


def of_shares(supplies: pl.DataFrame, world: World) -> pl.LazyFrame:
    """Shares of origins, mix by mix; shares a company stated are nobody's edition."""
    on_mixes = supplies.filter(pl.col("own_origin_shares").is_null())
    return on_record(world).join(on_mixes.lazy(), on=MIX, how="semi").with_columns(table="share_table")


def behind_ways(walked: pl.DataFrame) -> pl.DataFrame:
    """One row a way × edition that stands in for the shares of the feed behind it."""
    fed = pl.when(pl.col("feed_table") == "supply_shares").then(pl.lit("feed_supply_shares")).otherwise("feed_table")
    return walked.filter(pl.col("feed_edition") != IN_FORCE).select(
        "way", edition="feed_edition", valid_from="feed_valid_from", known_from="feed_known_from", table=fed
    )

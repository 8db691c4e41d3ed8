"""Uncertain figures of the reference tables: low, middle and high of each, and the name of its stream of draws."""

from collections.abc import Mapping

import numpy as np
import polars as pl

from scoring.draws import Figures, Uniforms, between
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


def figures(rows: pl.DataFrame, uniforms: Uniforms) -> Figures:
    """Figures with a range as draws, one a row; a row without a stream is certain, and its middle holds."""
    distinct = rows.select(RANGE).drop_nulls("stream").unique(maintain_order=True).with_row_index("drawn")
    found = rows.select(RANGE).join(
        distinct, on=RANGE, how="left", validate="m:1", maintain_order="left", nulls_equal=True
    )
    low, middle, high = (distinct[name].to_numpy() for name in ENDS)
    draws = between(low, middle, high, uniforms(distinct["stream"].to_list()))
    return Figures(
        rows["middle"].to_numpy(), found["drawn"].cast(pl.Int64).fill_null(-1).to_numpy(), np.ascontiguousarray(draws)
    )


def term_figures(rows: pl.DataFrame, parameter: str, world: World, uniforms: Uniforms) -> Figures:
    """A term of supply per row: certain where the company gave it (`given_*`), else the default with its range.

    A default without a range takes that of its confidence.
    """
    default = ranged(
        world.default_rows.filter(pl.col("parameter") == parameter).with_columns(
            value=pl.lit(world.defaults[parameter])
        ),
        "value",
        world,
    ).row(0, named=True)
    given = pl.col(f"given_{parameter}")
    ends: Mapping[str, object] = {"low": default["low"], "high": default["high"]}
    return figures(
        rows.select(
            *(pl.lit(value, pl.Float64).alias(name) for name, value in ends.items()),
            middle=pl.col(parameter),
            stream=pl.when(~given).then(pl.lit(f"line_defaults/{parameter}")),
        ),
        uniforms,
    )


def share_ranges(world: World) -> pl.DataFrame:
    """One row a mix × material × origin on record, with the range and stream of its share."""
    used = world.use_shares.with_columns(mix=pl.format("use {}", "importer"), table=pl.lit("use_shares"))
    supplied = world.supply_shares.with_columns(mix=pl.lit("world"), table=pl.lit("supply_shares"))
    columns = ["mix", "material_id", "origin", "table", "share", "share_low", "share_high", "confidence"]
    rows = ranged(pl.concat([used.select(columns), supplied.select(columns)]), "share", world)
    return rows.select("mix", "material_id", "origin", *ENDS, stream=stream("table", "mix", "material_id", "origin"))


def feed_ranges(world: World) -> pl.DataFrame:
    """One row a table × feed × origin × feed origin: range and stream of its share; world supply has origin *."""
    own = world.feed_shares.with_columns(feed_table=pl.lit("feed_shares"))
    supplied = world.supply_shares.with_columns(
        feed_table=pl.lit("supply_shares"),
        feed_material_id="material_id",
        feed_origin="origin",
        origin=pl.lit("*"),
    )
    key = ["feed_table", "feed_material_id", "origin", "feed_origin"]
    columns = [*key, "share", "share_low", "share_high", "confidence"]
    rows = ranged(pl.concat([own.select(columns), supplied.select(columns)]), "share", world)
    name = pl.when(pl.col("origin") == "*").then(
        pl.format("supply_shares/world/{}/{}", "feed_material_id", "feed_origin")
    )
    return rows.select(*key, *ENDS, stream=name.otherwise(stream("feed_table", *key[1:])))


def stream(*names: str) -> pl.Expr:
    """The name of an input's stream from the columns that tell it."""
    return pl.concat_str(names, separator="/")

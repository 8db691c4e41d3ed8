"""Where a material comes from: origin of the material, and behind it the origin of its controlled feed."""

import polars as pl

from scoring.exact import share_sum
from scoring.world import World

MIX = ["mix", "material_id"]


def choose_mix(terms: pl.LazyFrame, world: World) -> pl.LazyFrame:
    """Adds to each line × material the name of its origin mix and whose shares those are (`share_basis`).

    company: the line's own shares; importer or customs_area: what that country or area uses; world: world supply.
    """
    known = world.use_shares.lazy().select("importer", "material_id").unique().with_columns(known=pl.lit(True))
    rows = terms.join(known, on=["importer", "material_id"], how="left", validate="m:1").join(
        known.rename({"importer": "importer_area", "known": "known_area"}),
        on=["importer_area", "material_id"],
        how="left",
        validate="m:1",
    )
    own, own_text = pl.col("own_origin_shares").is_not_null(), pl.format("company {}", "own_origin_shares")
    return rows.with_columns(
        mix=pl.when(own)
        .then(own_text)
        .when("known")
        .then(pl.format("use {}", "importer"))
        .when("known_area")
        .then(pl.format("use {}", "importer_area"))
        .otherwise(pl.lit("world")),
        share_basis=pl.when(own)
        .then(pl.lit("company"))
        .when("known")
        .then(pl.lit("importer"))
        .when("known_area")
        .then(pl.lit("customs_area"))
        .otherwise(pl.lit("world")),
    ).drop("known", "known_area")


def origin_mixes(terms: pl.LazyFrame, world: World) -> pl.LazyFrame:
    """One row a mix × material × origin: the share of use that comes from it; shares of a mix sum to 1."""
    wanted = terms.select(*MIX, "own_origin_shares").unique()
    columns = ["material_id", "origin", "share", "source_id", "edition_assumed"]
    used = world.use_shares.lazy().select(*columns, mix=pl.format("use {}", "importer"))
    supplied = world.supply_shares.lazy().select(*columns, mix=pl.lit("world"))
    on_record = pl.concat([used, supplied], how="diagonal")
    reference = wanted.join(on_record, on=MIX, how="inner", validate="1:m").drop("own_origin_shares")
    stated = (
        wanted.drop_nulls("own_origin_shares")
        .with_columns(pair=pl.col("own_origin_shares").str.split(";"))
        .explode("pair")
    )
    parts = pl.col("pair").str.split(":")
    own = stated.select(*MIX, origin=parts.list.get(0).str.strip_chars(), share=parts.list.get(1).cast(pl.Float64))
    # An origin named twice is one path; and stated shares, off by the tolerance of the import, are scaled to sum to 1.
    merged = own.group_by(*MIX, "origin").agg(share_sum(pl.col("share")))
    total = share_sum(pl.col("share")).over(MIX)
    scaled = merged.with_columns(pl.col("share") / total, source_id=pl.lit(None, pl.String), edition_assumed=False)
    both = pl.concat([reference, scaled], how="diagonal")
    areas = world.areas.lazy().select(origin="country", origin_area="customs_area")
    return both.rename({"share": "use_share"}).join(areas, on="origin", how="left", validate="m:1").sort(*MIX, "origin")


def path_notes(paths: pl.LazyFrame) -> pl.LazyFrame:
    """One row a mix × material: whether a feed crosses a border, and whether shares of another date had to serve."""
    fed = pl.col("feed_area").is_not_null() & (pl.col("feed_area") != pl.col("origin_area"))
    other_date = pl.col("edition_assumed") | pl.col("feed_edition_assumed").fill_null(False)
    return paths.group_by(MIX).agg(feed_crosses=fed.any(), shares_of_another_date=other_date.any())


def supply_paths(mixes: pl.LazyFrame, world: World) -> pl.LazyFrame:
    """One row a mix × material × origin × feed origin with its `path_share`; feed columns are empty without a feed."""
    materials = world.materials.lazy().select("material_id", "material_class", "feed_material_id", "feed_class")
    rows = mixes.join(materials, on="material_id", how="left", validate="m:1")
    fed = rows.drop_nulls("feed_material_id").join(
        _feeds(rows, world), on=["feed_material_id", "origin"], how="left", validate="m:m"
    )
    unfed = rows.filter(pl.col("feed_material_id").is_null()).with_columns(
        feed_origin=pl.lit(None, pl.String), feed_share=pl.lit(1.0)
    )
    areas = world.areas.lazy().select(feed_origin="country", feed_area="customs_area")
    both = pl.concat([fed, unfed], how="diagonal").join(areas, on="feed_origin", how="left", validate="m:1")
    return both.with_columns(path_share=pl.col("use_share") * pl.col("feed_share"))


def _feeds(rows: pl.LazyFrame, world: World) -> pl.LazyFrame:
    """Per feed and origin: who supplies the feed; without a row of its own, the world does."""
    wanted = rows.drop_nulls("feed_material_id").select("feed_material_id", "origin").unique()
    assumed = pl.col("edition_assumed").alias("feed_edition_assumed")
    own = world.feed_shares.lazy().select("feed_material_id", "origin", "feed_origin", assumed, feed_share="share")
    anyone = world.supply_shares.lazy().select(
        assumed, feed_material_id="material_id", feed_origin="origin", feed_share="share"
    )
    named = wanted.join(own, on=["feed_material_id", "origin"], how="inner", validate="1:m")
    unnamed = wanted.join(own, on=["feed_material_id", "origin"], how="anti")
    return pl.concat([named, unnamed.join(anyone, on="feed_material_id", how="left", validate="m:m")], how="diagonal")

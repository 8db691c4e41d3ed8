"""Where a material comes from: origin of the material, and behind it the origin of its controlled feed."""

import polars as pl

from scoring.exact import share_sum
from scoring.in_force import EARLIEST
from scoring.world import GROUNDS, World

MIX = ["mix", "material_id"]


def choose_mix(terms: pl.LazyFrame, world: World) -> pl.LazyFrame:
    """Adds to each line × material the name of its origin mix and whose shares those are (`share_basis`).

    company: the line's own shares; importer or customs_area: what that country or area uses; world: world supply.
    Shares known by then go before nearer ones that were not.
    """
    known = (pl.col("edition") != EARLIEST).all()
    used = world.use_shares.lazy().group_by("importer", "material_id").agg(importer_known=known)
    supplied = world.supply_shares.lazy().group_by("material_id").agg(world_known=known)
    of_area = used.rename({"importer": "importer_area", "importer_known": "area_known"})
    rows = (
        terms.join(used, on=["importer", "material_id"], how="left", validate="m:1")
        .join(of_area, on=["importer_area", "material_id"], how="left", validate="m:1")
        .join(supplied, on="material_id", how="left", validate="m:1")
    )
    mixes = {
        "company": pl.format("company {}", "own_origin_shares"),
        "importer": pl.format("use {}", "importer"),
        "customs_area": pl.format("use {}", "importer_area"),
        "world": pl.lit("world"),
    }
    rows = rows.with_columns(share_basis=_share_basis())
    chosen = pl.coalesce(pl.when(pl.col("share_basis") == basis).then(mix) for basis, mix in mixes.items())
    return rows.with_columns(mix=chosen).drop("importer_known", "area_known", "world_known")


def _share_basis() -> pl.Expr:
    known = {"importer": "importer_known", "customs_area": "area_known", "world": "world_known"}
    return pl.coalesce(
        pl.when(pl.col("own_origin_shares").is_not_null()).then(pl.lit("company")),
        *(pl.when(column).then(pl.lit(basis)) for basis, column in known.items()),
        *(pl.when(pl.col(column).is_not_null()).then(pl.lit(basis)) for basis, column in known.items()),
        pl.lit("world"),
    )


def origin_mixes(terms: pl.LazyFrame, world: World) -> pl.LazyFrame:
    """One row a mix × material × origin: the share of use that comes from it; shares of a mix sum to 1.

    `share_table` is empty where the company stated its shares.
    """
    wanted = terms.select(*MIX, "own_origin_shares").unique()
    columns = ["material_id", "origin", "share", "edition", "valid_from", *GROUNDS]
    used = world.use_shares.lazy().select(
        *columns, mix=pl.format("use {}", "importer"), share_table=pl.lit("use_shares")
    )
    supplied = world.supply_shares.lazy().select(*columns, mix=pl.lit("world"), share_table=pl.lit("supply_shares"))
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
    scaled = merged.with_columns(pl.col("share") / total)
    both = pl.concat([reference, scaled], how="diagonal")
    areas = world.areas.lazy().select(origin="country", origin_area="customs_area")
    return both.rename({"share": "use_share"}).join(areas, on="origin", how="left", validate="m:1").sort(*MIX, "origin")


def path_notes(paths: pl.LazyFrame) -> pl.LazyFrame:
    """One row a mix × material: whether a feed crosses a border."""
    fed = pl.col("feed_area").is_not_null() & (pl.col("feed_area") != pl.col("origin_area"))
    return paths.group_by(MIX).agg(feed_crosses=fed.any())


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
    """Per feed and origin: who supplies the feed. Without a row of its own that was known, the world does."""
    wanted = rows.drop_nulls("feed_material_id").select("feed_material_id", "origin").unique()
    served = {name: pl.col(name).alias(f"feed_{name}") for name in ("share", "edition", "valid_from", "known_from")}
    own = world.feed_shares.lazy().select(
        "feed_material_id", "origin", "feed_origin", *served.values(), feed_table=pl.lit("feed_shares")
    )
    anyone = world.supply_shares.lazy().select(
        *served.values(), feed_material_id="material_id", feed_origin="origin", feed_table=pl.lit("supply_shares")
    )
    known = (pl.col("feed_edition") != EARLIEST).all()
    of_own = own.group_by("feed_material_id", "origin").agg(own_known=known)
    of_anyone = anyone.group_by("feed_material_id").agg(anyone_known=known)
    ranked = wanted.join(of_own, on=["feed_material_id", "origin"], how="left", validate="m:1").join(
        of_anyone, on="feed_material_id", how="left", validate="m:1"
    )
    own_serves = pl.col("own_known").fill_null(False) | (
        pl.col("own_known").is_not_null() & ~pl.col("anyone_known").fill_null(False)
    )
    chosen = ranked.select("feed_material_id", "origin", own_serves=own_serves)
    named = chosen.filter("own_serves").join(own, on=["feed_material_id", "origin"], how="inner", validate="1:m")
    unnamed = chosen.filter(~pl.col("own_serves")).join(anyone, on="feed_material_id", how="left", validate="m:m")
    return pl.concat([named, unnamed], how="diagonal").drop("own_serves")

"""Where a material comes from: origin of the material, and behind it the origin of its controlled feed."""

import polars as pl

from scoring.collecting import collected_all
from scoring.exact import share_sum
from scoring.in_force import EARLIEST
from scoring.world import GROUNDS, World

MIX = ["mix", "material_id"]


def choose_mix(terms: pl.LazyFrame, world: World) -> pl.LazyFrame:
    """Adds to each line × material the name of its origin mix and whose shares those are (`share_basis`).

    company: the line's own shares; importer or customs_area: what that country or area uses; world: world supply.
    Shares known by then go before nearer ones that were not.
    """
    on_record = _mix_on_record(terms.select("importer", "importer_area", "material_id").unique(), world)
    key = ["importer", "material_id"]
    rows = terms.join(on_record, on=key, how="left", validate="m:1", nulls_equal=True, maintain_order="left")
    own = pl.col("own_origin_shares")
    return rows.with_columns(
        share_basis=pl.when(own.is_not_null()).then(pl.lit("company")).otherwise("basis_on_record"),
        mix=pl.coalesce(pl.lit("company ") + own, "mix_on_record"),
    ).drop("basis_on_record", "mix_on_record")


def _mix_on_record(goods: pl.LazyFrame, world: World) -> pl.LazyFrame:
    """One row an importer × material: the mix that serves where a company states none."""
    known = (pl.col("edition") != EARLIEST).all()
    used = world.use_shares.lazy().group_by("importer", "material_id").agg(importer_known=known)
    supplied = world.supply_shares.lazy().group_by("material_id").agg(world_known=known)
    of_area = used.rename({"importer": "importer_area", "importer_known": "area_known"})
    rows = (
        goods.join(used, on=["importer", "material_id"], how="left", validate="m:1")
        .join(of_area, on=["importer_area", "material_id"], how="left", validate="m:1")
        .join(supplied, on="material_id", how="left", validate="m:1")
        .with_columns(basis_on_record=_basis_on_record())
    )
    mixes = {
        "importer": pl.format("use {}", "importer"),
        "customs_area": pl.format("use {}", "importer_area"),
        "world": pl.lit("world"),
    }
    chosen = pl.coalesce(pl.when(pl.col("basis_on_record") == basis).then(mix) for basis, mix in mixes.items())
    return rows.select("importer", "material_id", "basis_on_record", mix_on_record=chosen)


def _basis_on_record() -> pl.Expr:
    known = {"importer": "importer_known", "customs_area": "area_known", "world": "world_known"}
    return pl.coalesce(
        *(pl.when(column).then(pl.lit(basis)) for basis, column in known.items()),
        *(pl.when(pl.col(column).is_not_null()).then(pl.lit(basis)) for basis, column in known.items()),
        pl.lit("world"),
    )


def origin_shares(supplies: pl.DataFrame, world: World) -> pl.DataFrame:
    """One row a supply × origin: the share of use that comes from it; shares of a supply sum to 1.

    `supplies`: one row a numbered supply with its mix, its material and what its company stated, which are the shares
    of any material. Origins are an enumeration.
    """
    stated = pl.col("own_origin_shares").is_not_null()
    read = _read_shares(supplies.lazy().filter(stated))
    served = supplies.lazy().filter(~stated).join(on_record(world), on=MIX, how="inner", validate="1:m")
    rows = pl.concat(collected_all([read, served.select("supply", "origin", use_share="share")]))
    return rows.with_columns(pl.col("origin").cast(pl.Enum(rows["origin"].unique().sort())))


def on_record(world: World) -> pl.LazyFrame:
    """One row a mix × material × origin of the tables, with what its share rests on."""
    columns = ["material_id", "origin", "share", "edition", "valid_from", *GROUNDS]
    used = world.use_shares.lazy().select(
        *columns, mix=pl.format("use {}", "importer"), share_table=pl.lit("use_shares")
    )
    supplied = world.supply_shares.lazy().select(*columns, mix=pl.lit("world"), share_table=pl.lit("supply_shares"))
    return pl.concat([used, supplied], how="diagonal")


def _read_shares(supplies: pl.LazyFrame) -> pl.LazyFrame:
    """One row a supply × origin it names in a text such as CHN:0.6;JPN:0.4."""
    parts = pl.col("pair").str.split(":")
    pairs = supplies.select("supply", pair=pl.col("own_origin_shares").str.split(";")).explode("pair")
    own = pairs.select("supply", origin=parts.list.get(0).str.strip_chars(), share=parts.list.get(1).cast(pl.Float64))
    # An origin named twice is one path; and stated shares, off by the tolerance of the import, are scaled to sum to 1.
    merged = own.group_by("supply", "origin").agg(share_sum(pl.col("share")))
    return merged.select("supply", "origin", use_share=pl.col("share") / share_sum(pl.col("share")).over("supply"))


def origin_mixes(mixes: pl.LazyFrame, shares: pl.DataFrame, world: World) -> pl.LazyFrame:
    """One row a mix × material × origin with its share, its customs area and what its share rests on. Sorted.

    `mixes`: one row a mix × material with its supply. `share_table` is empty where the company stated its shares.
    """
    of_supply = shares.lazy().with_columns(pl.col("origin").cast(pl.String))
    rows = mixes.select("supply", *MIX).join(of_supply, on="supply", how="inner", validate="m:m").drop("supply")
    areas = world.areas.lazy().select(origin="country", origin_area="customs_area")
    rows = rows.join(on_record(world).drop("share"), on=[*MIX, "origin"], how="left", validate="m:1")
    return rows.join(areas, on="origin", how="left", validate="m:1").sort(*MIX, "origin")


def supply_paths(mixes: pl.LazyFrame, feeds: pl.LazyFrame) -> pl.LazyFrame:
    """One row a mix × material × origin × feed origin with its `path_share`; `feeds`: see `feed_paths`."""
    rows = mixes.join(feeds, on=["material_id", "origin"], how="inner", validate="m:m")
    return rows.with_columns(path_share=pl.col("use_share") * pl.col("feed_share"))


def feed_paths(goods: pl.LazyFrame, world: World) -> pl.LazyFrame:
    """One row a material × origin × feed origin with its share; feed columns are empty without a feed.

    `goods`: the distinct materials × origins.
    """
    materials = world.materials.lazy().select("material_id", "material_class", "feed_material_id", "feed_class")
    rows = goods.join(materials, on="material_id", how="left", validate="m:1")
    fed = rows.drop_nulls("feed_material_id").join(
        _feeds(rows, world), on=["feed_material_id", "origin"], how="left", validate="m:m"
    )
    unfed = rows.filter(pl.col("feed_material_id").is_null()).with_columns(
        feed_origin=pl.lit(None, pl.String), feed_share=pl.lit(1.0)
    )
    areas = world.areas.lazy().select(feed_origin="country", feed_area="customs_area")
    return pl.concat([fed, unfed], how="diagonal").join(areas, on="feed_origin", how="left", validate="m:1")


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

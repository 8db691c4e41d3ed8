"""World-level figures behind the small tables: gates of paths, duty rates and premiums, by customs area."""

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from scoring.cost import quoted_shares
from scoring.duty import duty_rates
from scoring.paths import MIX, choose_mix
from scoring.regimes import governing
from scoring.wait import WAIT_COLUMNS
from scoring.world import World

END_USES, BUYER_SIZES, LICENCE_KINDS = ("civil", "defence"), ("small", "large"), ("individual", "general")
"""Words by their number; scope = 4 · end use + 2 · buyer size + licence kind."""

NO_REGIME = -1
PATH = ["material_id", "origin_area", "feed_area"]
GATE = ["authority", "potential", "last_regime", "feed_regime"]


@dataclass(frozen=True)
class Numbers:
    """Frames whose rows are numbered by their first column."""

    importer: pl.DataFrame
    material: pl.DataFrame
    origin: pl.DataFrame
    regime: pl.DataFrame


def numbers_of(world: World, importers: Iterable[str], origins: Iterable[str]) -> Numbers:
    """Importers with their customs areas, materials, origins and regimes, numbered in order of their ids."""
    areas = world.areas.select(importer_id="country", importer_area="customs_area")
    held = world.product_materials.select("material_id").unique()
    renewable = (pl.col("regime_kind") == "licence") & ~pl.col("potential")
    regimes = world.regimes.select("regime_id", *WAIT_COLUMNS, "onset_probability", "potential", renewable=renewable)
    return Numbers(
        importer=areas.filter(pl.col("importer_id").is_in(list(importers)))
        .sort("importer_id")
        .with_row_index("importer"),
        material=world.materials.join(held, on="material_id", how="semi")
        .sort("material_id")
        .with_row_index("material"),
        origin=pl.DataFrame({"origin_id": sorted(origins)}, schema={"origin_id": pl.String}).with_row_index("origin"),
        regime=regimes.sort("regime_id").with_row_index("regime").with_columns(pl.col("regime").cast(pl.Int32)),
    )


def mixes_on_record(built: pl.DataFrame, world: World) -> pl.DataFrame:
    """Adds whose origin shares serve an importer's material where its company states none."""
    nothing_stated = (
        built.lazy()
        .rename({"importer": "number", "importer_id": "importer"})
        .with_columns(own_origin_shares=pl.lit(None, pl.String))
    )
    return now(choose_mix(nothing_stated, world)).drop("importer").rename({"number": "importer"})


def by_area(paths: pl.DataFrame) -> pl.DataFrame:
    """Borders are between customs areas: paths with the same two areas are one path."""
    key = [*MIX, "material_class", "feed_class", "origin_area", "feed_area"]
    return paths.group_by(key).agg(share=pl.col("path_share").sum())


def gates_of(numbers: Numbers, walked: pl.DataFrame, world: World) -> pl.DataFrame:
    """One row an importing area × scope × path × authority that gates it, with the regimes that may govern it."""
    scopes = pl.DataFrame(
        {"scope": 4 * e + 2 * b + k, "end_use": end_use, "buyer_size": size, "licence_kind": kind}
        for e, end_use in enumerate(END_USES)
        for b, size in enumerate(BUYER_SIZES)
        for k, kind in enumerate(LICENCE_KINDS)
    )
    areas = numbers.importer.select("importer_area").unique()
    rows = walked.select(*PATH, "material_class", "feed_class").unique().join(areas, how="cross")
    rows = rows.join(scopes, how="cross")
    scope = ["end_use", "buyer_size", "licence_kind"]
    key = ["importer_area", "scope", *PATH]
    last = rows.filter(pl.col("origin_area") != pl.col("importer_area")).select(
        *key, "material_class", *scope, departure="origin_area", arrival="importer_area", tier=pl.lit("last_regime")
    )
    feed = rows.filter(pl.col("feed_area") != pl.col("origin_area")).select(
        *key,
        "end_use",
        material_class="feed_class",
        buyer_size=pl.lit("large"),
        licence_kind=pl.lit("individual"),
        departure="feed_area",
        arrival="origin_area",
        tier=pl.lit("feed_regime"),
    )
    crossings = pl.concat([last, feed.select(last.columns)])
    crossing = ["departure", "arrival", "material_class", *scope]
    rules = now(governing(crossings.lazy().select(crossing).unique(), world.regimes.lazy()))
    gated = crossings.join(rules, on=crossing, validate="m:m").join(
        numbers.regime.select("regime_id", "regime"), on="regime_id", validate="m:1"
    )
    in_force = (~pl.col("potential")).any().over(*key, "authority")
    tiers = [
        pl.col("regime").filter(pl.col("tier") == tier).first().fill_null(NO_REGIME).alias(tier)
        for tier in ("last_regime", "feed_regime")
    ]
    names = {name: number for number, name in enumerate(sorted(rules["authority"].unique()))}
    kept = gated.filter(~pl.col("potential") | ~in_force).group_by(*key, "authority", "potential").agg(tiers)
    return kept.with_columns(pl.col("authority").replace_strict(names, return_dtype=pl.Int32))


def rates_of(built: pl.DataFrame, mixes: pl.DataFrame, world: World) -> pl.DataFrame:
    """Per importing area, material and area of origin: the duty rate."""
    lines = world.tariff_lines.rename({"importer": "importer_area"})
    goods = built.select("importer_area", "material_id", "hs_code").unique()
    goods = goods.join(lines, on=["importer_area", "material_id"], how="left", validate="1:1").with_columns(
        tariff_line=pl.coalesce("tariff_line", "hs_code")
    )
    pairs = goods.join(mixes.select("material_id", "origin_area").unique(), on="material_id", validate="m:m")
    request = {"importer": "importer_area", "origin": "origin_area", "tariff_line": "tariff_line"}
    requests = pairs.lazy().select(**request).unique()
    rates = now(duty_rates(requests, world.tariff_layers.lazy(), world.default_duties.lazy()))
    return pairs.join(rates, left_on=list(request.values()), right_on=list(request), validate="m:1").select(
        "importer_area", "material_id", "origin_area", "duty_rate"
    )


def premiums_of(built: pl.DataFrame, world: World) -> pl.DataFrame:
    """Per importer and material: what a kg bought pays on top of the inside price while controls bite."""
    inside = world.compositions.filter(pl.col("mass_fraction") > 0).select("material_id", "element", "mass_fraction")
    rows = built.select("importer", "importer_area", "material", "material_id").join(
        inside, on="material_id", validate="m:m"
    )
    quoted = now(quoted_shares(rows.lazy(), world))
    rows = rows.join(quoted, on=["importer_area", "element"], validate="m:1").join(
        world.prices, on="element", validate="m:1"
    )
    spread = pl.max_horizontal(pl.col("price_outside_usd_per_kg") - pl.col("price_inside_usd_per_kg"), pl.lit(0.0))
    paid = pl.when(pl.col("quoted_share") > 0).then(pl.col("mass_fraction") * spread * pl.col("quoted_share"))
    return (
        rows.group_by("importer", "material")
        .agg(premium_usd_per_kg=paid.fill_null(0.0).sum())
        .sort("importer", "material")
    )


def now(frame: pl.LazyFrame) -> pl.DataFrame:
    return frame.collect(engine="in-memory")

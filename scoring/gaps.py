"""What the tables do not say where silence would lower a score; the engine refuses to score over it."""

from datetime import date

import polars as pl

from scoring.in_force import FIRST_DAY
from scoring.portfolio import Portfolio
from scoring.world import World


class GapError(Exception):
    """The tables are silent where a figure is needed; `gaps` says what, one line each."""

    def __init__(self, gaps: list[str]) -> None:
        self.gaps = sorted(set(gaps))
        super().__init__("\n".join(self.gaps))


def refuse(found: list[str]) -> None:
    """Raises GapError where anything was found."""
    if found:
        raise GapError(found)


def day_gaps(as_of: date) -> list[str]:
    """A day before the first that the tables describe."""
    return [] if as_of >= FIRST_DAY else [f"as_of {as_of} is before {FIRST_DAY}, the first day the tables describe"]


def default_gaps(world: World, parameters: list[str]) -> list[str]:
    """Parameters without a default on the day."""
    return [
        f"line_defaults has no default for {name} on {world.as_of}" for name in parameters if name not in world.defaults
    ]


def range_gaps(world: World) -> list[str]:
    """Confidences without a default range: an interval would take figures of which no range is told for certain."""
    told = set(world.default_ranges["confidence"])
    return [
        f"default_ranges has no row for figures of {confidence} confidence on {world.as_of}"
        for confidence in ("high", "medium", "low")
        if confidence not in told
    ]


def portfolio_gaps(portfolio: Portfolio, world: World) -> list[str]:
    """Products, importers and materials of the portfolio that the tables do not know or do not describe."""
    products = portfolio.lines.select("product_id").unique()
    built = products.join(world.product_materials, on="product_id", how="inner", validate="1:m")
    materials = built.select("material_id").unique()
    composed = world.compositions.filter(pl.col("mass_fraction") > 0).select("material_id").unique()
    said = portfolio.lines.select("company_id", "product_id", "importer", "annual_units")
    goods = said.filter(pl.col("product_id") != "none")
    uncounted = goods.filter(pl.col("annual_units").is_null()).select("company_id", "product_id")
    importers = goods.select(country="importer").unique()
    return [
        *(
            f"{company}/{product} has no annual_units: what it pays cannot be told"
            for company, product in uncounted.rows()
        ),
        *_missing(products, world.products, "product_id", "products has no row for product {}"),
        *_missing(importers, world.areas, "country", "countries has no customs area for importer {}"),
        *_missing(materials, world.materials, "material_id", "materials has no row for {}"),
        *_missing(materials, composed, "material_id", "material_compositions names no element of {}"),
        *_missing(
            products,
            world.products.drop_nulls(["contribution_margin", "recovery_share"]),
            "product_id",
            "products gives no margin or recovery for {}",
        ),
    ]


def path_gaps(terms: pl.DataFrame, supplies: pl.DataFrame, shares: pl.DataFrame, walked: pl.DataFrame) -> list[str]:
    """Materials without any origin shares, origins without a customs area, feeds without a known supplier."""
    no_mix = terms.join(supplies.join(shares, on="supply", how="anti"), on="supply", how="semi")
    gaps = [
        f"neither use_shares nor supply_shares says where {material} used in {importer} comes from"
        for importer, material in no_mix.select("importer", "material_id").unique().iter_rows()
    ]
    unknown = walked.filter(pl.col("origin_area").is_null())["origin"].unique()
    gaps += [f"countries has no customs area for origin {origin}" for origin in unknown]
    unfed = walked.filter(pl.col("feed_material_id").is_not_null() & pl.col("feed_area").is_null())
    gaps += [
        f"neither feed_shares nor supply_shares says whose {feed} stands behind {origin}"
        for feed, origin in unfed.select("feed_material_id", "origin").unique().iter_rows()
    ]
    unshared = shares.filter(pl.col("use_share").is_null()).join(supplies, on="supply", how="left")
    unfed = walked.filter(pl.col("feed_share").is_null())
    return gaps + [
        f"{row} has an empty path share" for rows in (unshared, unfed) for row in rows["material_id"].unique()
    ]


def regime_gaps(crossings: pl.DataFrame, governed: pl.DataFrame, world: World) -> list[str]:
    """Crossings out of a controlling origin that no regime covers, in force or potential: not a free passage."""
    keys = ["departure", "arrival", "material_class", "end_use", "buyer_size", "licence_kind"]
    # An origin that is offline governs all that leaves it; it must not hide what the tables do not say.
    law = governed.filter(~pl.col("authority").is_in(world.outages))
    free = crossings.filter(pl.col("departure").is_in(world.controlling_origins)).join(law, on=keys, how="anti")
    return [
        "licence_regimes has no row, in force or potential, for "
        f"{material_class} from {departure} to {arrival}, {end_use}, {size} buyer, {kind} licence, on {world.as_of}"
        for departure, arrival, material_class, end_use, size, kind in free.select(keys).unique().iter_rows()
    ]


def element_gaps(laws: pl.DataFrame, world: World) -> list[str]:
    """Regimes that bite on a material without naming one of its elements: their loss would belong to nobody."""
    bites = laws.select("material_id", "regime_id").unique()
    elements = world.regimes.select("regime_id", element="elements").explode("element")
    shared = bites.join(elements, on="regime_id", how="inner", validate="m:m").join(
        world.compositions.filter(pl.col("mass_fraction") > 0), on=["material_id", "element"], how="semi"
    )
    lost = bites.join(shared, on=["material_id", "regime_id"], how="anti")
    return [
        f"regime {regime} covers {material} but names none of its elements" for material, regime in lost.iter_rows()
    ]


def cost_gaps(rates: pl.DataFrame, premiums: pl.DataFrame, world: World) -> list[str]:
    """Goods without a duty rate or unit value, and controlled elements without a price on both sides."""
    no_duty = rates.filter(pl.col("duty_rate").is_null()).select("importer_area", "origin_area", "tariff_line").unique()
    gaps = [
        f"neither tariff_layers nor default_duties gives a duty of {importer} on line {line} from {origin}"
        for importer, origin, line in no_duty.iter_rows()
    ]
    no_value = world.materials.filter(pl.col("unit_value_usd_per_kg").is_null())
    unvalued = no_value.join(rates, on="material_id", how="semi")["material_id"]
    gaps += [f"materials and prices give no unit value of {material}" for material in unvalued]
    biting = premiums.filter(pl.col("quoted_share").is_null() | (pl.col("quoted_share") > 0))
    for side in ("inside", "outside"):
        unpriced = biting.filter(pl.col(f"price_{side}_usd_per_kg").is_null())["element"].unique()
        gaps += [f"prices has no {side} price of {element}, which is under control" for element in unpriced]
    no_share = premiums.filter(pl.col("quoted_share").is_null())["element"].unique()
    return gaps + [f"premium_shares has no row for {element} or *" for element in no_share]


def _missing(wanted: pl.DataFrame, known: pl.DataFrame, key: str, sentence: str) -> list[str]:
    return [sentence.format(value) for value in wanted.join(known, on=key, how="anti")[key].drop_nulls()]

"""What the tables do not say where silence would lower a score; the engine refuses to score over it."""

from collections.abc import Iterator, Sequence
from datetime import date

import polars as pl

from scoring.collecting import collected_all
from scoring.in_force import FIRST_DAY
from scoring.portfolio import Portfolio
from scoring.world import World

Silence = tuple[pl.LazyFrame, str]
"""What is missing, one row each, and the sentence that says so of the values in the order of the columns."""


class GapError(Exception):
    """The tables are silent where a figure is needed; `gaps` says what, one line each."""

    def __init__(self, gaps: list[str]) -> None:
        self.gaps = sorted(set(gaps))
        super().__init__("\n".join(self.gaps))


def refuse(found: list[str]) -> None:
    """Raises GapError where anything was found."""
    if found:
        raise GapError(found)


def refuse_first(*kinds: Sequence[Silence]) -> None:
    """Raises GapError with the first kind of gaps of which there are any: later ones may follow from it."""
    found = iter(collected_all(rows for silences in kinds for rows, _ in silences))
    for silences in kinds:
        refuse(_sentences(silences, found))


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
    said = portfolio.lines.lazy().select("company_id", "product_id", "importer", "annual_units")
    goods = said.filter(pl.col("product_id") != "none")
    uncounted = goods.filter(pl.col("annual_units").is_null()).select("company_id", "product_id")
    products, importers = said.select("product_id").unique(), goods.select(country="importer").unique()
    built = products.join(world.product_materials.lazy(), on="product_id", how="inner", validate="1:m")
    materials = built.select("material_id").unique()
    composed = world.compositions.lazy().filter(pl.col("mass_fraction") > 0)
    earning = world.products.lazy().drop_nulls(["contribution_margin", "recovery_share"])
    silences = (
        (uncounted, "{}/{} has no annual_units: what it pays cannot be told"),
        (_missing(products, world.products, "product_id"), "products has no row for product {}"),
        (_missing(importers, world.areas, "country"), "countries has no customs area for importer {}"),
        (_missing(materials, world.materials, "material_id"), "materials has no row for {}"),
        (_missing(materials, composed, "material_id"), "material_compositions names no element of {}"),
        (_missing(products, earning, "product_id"), "products gives no margin or recovery for {}"),
    )
    return _sentences(silences, iter(collected_all(rows for rows, _ in silences)))


def path_gaps(terms: pl.DataFrame, supplies: pl.DataFrame, shares: pl.DataFrame, walked: pl.DataFrame) -> list[Silence]:
    """Materials without any origin shares, origins without a customs area, feeds without a known supplier."""
    supplied, of_supply, paths = supplies.lazy(), shares.lazy(), walked.lazy()
    unsupplied = supplied.join(of_supply, on="supply", how="anti")
    no_mix = terms.lazy().join(unsupplied, on="supply", how="semi").select("material_id", "importer").unique()
    unfed = paths.filter(pl.col("feed_material_id").is_not_null() & pl.col("feed_area").is_null())
    unshared = of_supply.filter(pl.col("use_share").is_null()).join(supplied, on="supply", how="left")
    return [
        (no_mix, "neither use_shares nor supply_shares says where {} used in {} comes from"),
        (_distinct(paths, "origin_area", "origin"), "countries has no customs area for origin {}"),
        (
            unfed.select("feed_material_id", "origin").unique(),
            "neither feed_shares nor supply_shares says whose {} stands behind {}",
        ),
        (unshared.select("material_id").unique(), "{} has an empty path share"),
        (_distinct(paths, "feed_share", "material_id"), "{} has an empty path share"),
    ]


def regime_gaps(crossings: pl.DataFrame, governed: pl.DataFrame, world: World) -> list[Silence]:
    """Crossings out of a controlling origin that no regime covers, in force or potential: not a free passage."""
    keys = ["material_class", "departure", "arrival", "end_use", "buyer_size", "licence_kind"]
    # An origin that is offline governs all that leaves it; it must not hide what the tables do not say.
    law = governed.lazy().filter(~pl.col("authority").is_in(world.outages))
    controlled = crossings.lazy().filter(pl.col("departure").is_in(world.controlling_origins))
    sentence = (
        "licence_regimes has no row, in force or potential, for {} from {} to {}, {}, {} buyer, {} licence, on "
        f"{world.as_of}"
    )
    return [(controlled.join(law, on=keys, how="anti").select(keys).unique(), sentence)]


def element_gaps(laws: pl.DataFrame, world: World) -> list[Silence]:
    """Regimes that bite on a material without naming one of its elements: their loss would belong to nobody."""
    bites = laws.lazy().select("regime_id", "material_id").unique()
    elements = world.regimes.lazy().select("regime_id", element="elements").explode("element")
    composed = world.compositions.lazy().filter(pl.col("mass_fraction") > 0)
    shared = bites.join(elements, on="regime_id", how="inner", validate="m:m").join(
        composed, on=["material_id", "element"], how="semi"
    )
    lost = bites.join(shared, on=["material_id", "regime_id"], how="anti")
    return [(lost, "regime {} covers {} but names none of its elements")]


def cost_gaps(rates: pl.DataFrame, premiums: pl.DataFrame, world: World) -> list[Silence]:
    """Goods without a duty rate or unit value, and controlled elements without a price on both sides."""
    rated, paid = rates.lazy(), premiums.lazy()
    no_duty = rated.filter(pl.col("duty_rate").is_null()).select("importer_area", "tariff_line", "origin_area").unique()
    no_value = world.materials.lazy().filter(pl.col("unit_value_usd_per_kg").is_null())
    biting = paid.filter(pl.col("quoted_share").is_null() | (pl.col("quoted_share") > 0))
    return [
        (no_duty, "neither tariff_layers nor default_duties gives a duty of {} on line {} from {}"),
        (
            no_value.join(rated, on="material_id", how="semi").select("material_id"),
            "materials and prices give no unit value of {}",
        ),
        *(
            (
                _distinct(biting, f"price_{side}_usd_per_kg", "element"),
                f"prices has no {side} price of {{}}, which is under control",
            )
            for side in ("inside", "outside")
        ),
        (_distinct(paid, "quoted_share", "element"), "premium_shares has no row for {} or *"),
    ]


def _sentences(silences: Sequence[Silence], found: Iterator[pl.DataFrame]) -> list[str]:
    return [sentence.format(*row) for _, sentence in silences for row in next(found).iter_rows()]


def _missing(wanted: pl.LazyFrame, known: pl.DataFrame | pl.LazyFrame, key: str) -> pl.LazyFrame:
    return wanted.join(known.lazy(), on=key, how="anti").select(key).drop_nulls()


def _distinct(rows: pl.LazyFrame, empty: str, column: str) -> pl.LazyFrame:
    """What a column says where another is empty."""
    return rows.filter(pl.col(empty).is_null()).select(column).unique()

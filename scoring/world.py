"""The reference tables as they stand on a day: what the engine reads, resolved once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import polars as pl

from reference_data.contracts import TABLES
from reference_data.loader import Tables
from scoring.collecting import collected_all
from scoring.duty import NO_ADDED_DUTY, AddedDuty
from scoring.in_force import EARLIEST, IN_FORCE, in_force, served
from scoring.method import Method
from scoring.regimes import resolved_regimes, suspended_regimes

GROUNDS = ("known_from", "source_id", "confidence", "basis", "verified_on")
"""What a figure rests on, shown with it wherever it is."""

RANGED_PRICE = ("price_usd_per_kg", "price_usd_per_kg_low", "price_usd_per_kg_high")


@dataclass(frozen=True)
class World:
    """Reference data in force on a day as known on another; every frame has one row a key.

    Frames of figures keep `edition` (in_force, stale, earliest) and the days and sources of the rows that serve.
    """

    method: Method
    as_of: date
    known_at: date
    areas: pl.DataFrame
    """country, customs_area"""
    products: pl.DataFrame
    """product_id, category, contribution_margin, recovery_share"""
    product_materials: pl.DataFrame
    """product_id, material_id, kg_per_unit"""
    materials: pl.DataFrame
    """material_id, material_class, feed_material_id, feed_class, hs_code, purchase_factor, unit_value_usd_per_kg and
    its range"""
    tariff_lines: pl.DataFrame
    """material_id, importer (customs area), tariff_line"""
    compositions: pl.DataFrame
    """material_id, element, mass_fraction"""
    use_shares: pl.DataFrame
    """importer, material_id, origin, share"""
    supply_shares: pl.DataFrame
    """material_id, origin, share: world supply of a material at its own stage"""
    feed_shares: pl.DataFrame
    """feed_material_id, origin, feed_origin, share"""
    regimes: pl.DataFrame
    controlling_origins: list[str]
    """customs areas known to control exports, on any day"""
    tariff_layers: pl.DataFrame
    default_duties: pl.DataFrame
    prices: pl.DataFrame
    """element, price_SIDE_usd_per_kg with its range (per kg of contained element), and what the price of each side is
    and rests on"""
    quoted_shares: pl.DataFrame
    """element, quoted_share with its range, and the element or * whose row it is (`quoted_share_row`)"""
    defaults: dict[str, float | str]
    """parameter → value or word"""
    default_rows: pl.DataFrame
    """parameter, value, value_low, value_high, edition, valid_from, known_from, confidence"""
    default_ranges: pl.DataFrame
    """confidence, low_factor, high_factor: how far a figure may be off whose source gives no range"""
    suspended_regimes: list[str]
    """potential regimes whose act was suspended, as far as that was known"""
    added_duty: AddedDuty = NO_ADDED_DUTY
    """what a scenario puts on duties; nothing in the world as the tables have it"""
    outages: tuple[str, ...] = ()
    """authorities that are no government but an origin taken offline by a scenario"""

    @cached_property
    def words(self) -> Mapping[str, pl.Enum]:
        """Keys as enumerations in the order of their words: told apart and sorted as quickly as numbers."""
        columns = {
            "product_id": self.products["product_id"],
            "material_id": self.materials["material_id"],
            "authority": self.regimes["authority"],
            "regime_id": self.regimes["regime_id"],
            "origin": self.areas["country"],
            "element": self.prices["element"],
        }
        return {name: pl.Enum(sorted(set(words))) for name, words in columns.items()}


def world_on(tables: Tables, method: Method, as_of: date, known_at: date) -> World:
    """The reference tables resolved for one day and one state of knowledge."""

    def edition(name: str) -> pl.LazyFrame:
        return served(TABLES[name], tables[name], as_of, known_at)

    materials, prices, elements = edition("materials"), edition("prices"), tables["elements"].lazy()
    frames = {
        "areas": edition("countries").select("country", "customs_area", "name"),
        **{name: edition(name) for name in ("products", "product_materials", "use_shares", "feed_shares")},
        "materials": _materials(materials, prices),
        "tariff_lines": edition("tariff_lines").select("material_id", "importer", "tariff_line"),
        "compositions": edition("material_compositions"),
        "supply_shares": _world_supply(edition("supply_shares"), materials),
        "regimes": resolved_regimes(tables, method, as_of, known_at),
        "tariff_layers": in_force(tables["tariff_layers"].lazy(), as_of, known_at),
        "prices": _element_prices(prices, elements),
        "quoted_shares": _quoted_shares(edition("premium_shares"), elements),
        "default_rows": edition("line_defaults"),
        "default_ranges": edition("default_ranges").select("low_factor", "high_factor", confidence="figure_confidence"),
        "default_duties": served(TABLES["default_duties"], tables["default_duties"], as_of, known_at),
    }
    found = dict(zip(frames, collected_all(frames.values()), strict=True))
    controlling = tables["licence_regimes"].filter(pl.col("known_from") <= known_at)
    defaults = found.pop("default_rows")
    return World(
        method=method,
        as_of=as_of,
        known_at=known_at,
        controlling_origins=sorted(set(controlling["origin"])),
        defaults=_defaults(defaults),
        suspended_regimes=suspended_regimes(tables, known_at),
        default_rows=defaults.select(
            "parameter", "value", "value_low", "value_high", "edition", "valid_from", "known_from", "confidence"
        ),
        added_duty=NO_ADDED_DUTY,
        outages=(),
        **found,
    )


def _materials(materials: pl.LazyFrame, prices: pl.LazyFrame) -> pl.LazyFrame:
    """Materials with the class of their feed; a dated traded price stands before the assumed unit value."""
    traded = prices.filter(pl.col("side") == "traded", pl.col("edition") == IN_FORCE).select(
        *(pl.col(name).alias(f"traded_{name}") for name in (*RANGED_PRICE, *GROUNDS)), material_id="item"
    )
    feeds = materials.select(feed_material_id="material_id", feed_class="material_class")
    rows = materials.join(traded, on="material_id", how="left", validate="1:1")
    rows = rows.join(feeds, on="feed_material_id", how="left", validate="m:1")
    return rows.with_columns(
        *(pl.coalesce(f"traded_{name}", name).alias(f"unit_value_{name}") for name in GROUNDS),
        unit_value_usd_per_kg=pl.coalesce("traded_price_usd_per_kg", "unit_value_usd_per_kg"),
        unit_value_usd_per_kg_low=pl.col("traded_price_usd_per_kg_low"),
        unit_value_usd_per_kg_high=pl.col("traded_price_usd_per_kg_high"),
        unit_value_assumed=pl.col("traded_price_usd_per_kg").is_null(),
    ).drop(pl.selectors.starts_with("traded_"))


def _world_supply(shares: pl.LazyFrame, materials: pl.LazyFrame) -> pl.LazyFrame:
    own_stage = materials.select(item="material_id", stage="stage")
    return shares.join(own_stage, on=["item", "stage"], how="semi").rename({"item": "material_id"})


def _element_prices(prices: pl.LazyFrame, elements: pl.LazyFrame) -> pl.LazyFrame:
    """Per element: price of a kg of contained element inside and outside; empty where none is known."""
    quoted = prices.join(
        elements.select(item="element", oxide_factor="oxide_factor"), on="item", how="inner", validate="m:1"
    )
    factor = pl.when(pl.col("form") == "oxide").then("oxide_factor").otherwise(1.0)
    contained = quoted.with_columns(pl.col(name) * factor for name in RANGED_PRICE)
    rows = elements.select("element")
    for side in ("inside", "outside"):
        one = contained.filter(pl.col("side") == side).select(
            pl.col("item").alias("element"),
            *(pl.col(name).alias(name.replace("price_", f"price_{side}_")) for name in RANGED_PRICE),
            pl.col("valid_from").alias(f"price_{side}_on"),
            *(pl.col(name).alias(f"price_{side}_{name}") for name in (*GROUNDS, "edition")),
        )
        rows = rows.join(one, on="element", how="left", validate="1:1")
    return rows


def _quoted_shares(shares: pl.LazyFrame, elements: pl.LazyFrame) -> pl.LazyFrame:
    """Per element: the share bought at quoted prices, its own row before the row for any."""
    figure = ["quoted_share", "quoted_share_low", "quoted_share_high"]
    columns = [*figure, "edition", "valid_from", *GROUNDS]
    own = shares.filter(pl.col("element") != "*").select("element", pl.col(columns).name.prefix("own_"))
    anyone = shares.filter(pl.col("element") == "*").select(pl.col(columns).name.prefix("any_"))
    # A left join keeps the elements where there is no row for any; the gap check then finds them.
    rows = elements.select("element", on=pl.lit(1)).join(
        anyone.with_columns(on=pl.lit(1)), on="on", how="left", validate="m:1"
    )
    rows = rows.join(own, on="element", how="left", validate="1:1")
    # A row for any that was known goes before a row of its own that was not.
    serves = pl.col("own_edition").is_not_null() & ~(
        (pl.col("own_edition") == EARLIEST) & (pl.col("any_edition") != EARLIEST).fill_null(False)
    )
    chosen = {name: pl.when(serves).then(f"own_{name}").otherwise(f"any_{name}") for name in columns}
    return rows.select(
        "element",
        *(chosen.pop(name).alias(name) for name in figure),
        pl.when(serves).then("element").otherwise(pl.lit("*")).alias("quoted_share_row"),
        *(value.alias(f"quoted_share_{name}") for name, value in chosen.items()),
    )


def _defaults(rows: pl.DataFrame) -> dict[str, float | str]:
    return {
        name: word if value is None else value
        for name, value, word in rows.select("parameter", "value", "word").iter_rows()
    }

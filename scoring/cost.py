"""Signals 2 and 3, duty and price premium: masses, customs values, rates and spreads, element by element."""

import polars as pl

from scoring.duty import duty_rates
from scoring.exact import unit_sum
from scoring.world import World

ELEMENT_OF_MATERIAL = ["material_id", "element"]
COST = ["profile", "material_id", "origin", "element"]


def element_values(world: World) -> pl.LazyFrame:
    """One row a material × element: mass fraction and the element's share of the material's value.

    The value of an element is its mass at the inside price; where one of the elements has no price, shares go by mass.
    """
    prices = world.prices.lazy().select("element", "price_inside_usd_per_kg")
    rows = (
        world.compositions.lazy()
        .select(*ELEMENT_OF_MATERIAL, "mass_fraction")
        .join(prices, on="element", how="left", validate="m:1")
    )
    priced = pl.col("price_inside_usd_per_kg").is_not_null().all().over("material_id")
    value = pl.when(priced).then(pl.col("mass_fraction") * pl.col("price_inside_usd_per_kg")).otherwise("mass_fraction")
    rows = rows.filter(pl.col("mass_fraction") > 0).with_columns(element_value=value).sort(ELEMENT_OF_MATERIAL)
    total = pl.col("element_value").cum_sum().last().over("material_id")
    return rows.with_columns(value_share=pl.col("element_value") / total)


def costs(terms: pl.LazyFrame, mixes: pl.LazyFrame, world: World) -> pl.LazyFrame:
    """One row a profile × material × origin × element: what is bought for one unit, its worth, its duty and premium.

    Duty as if all of it were borne. Prices are empty where none is known; then the quoted share is 0, or the gap check
    has refused to score. Sorted.
    """
    goods = world.materials.lazy().select("material_id", "hs_code", "purchase_factor", "unit_value_usd_per_kg")
    rows = (
        terms.join(goods, on="material_id", how="left", validate="m:1")
        .join(_schedule(world), on=["material_id", "importer_area"], how="left", validate="m:1")
        .with_columns(tariff_line=pl.coalesce("scheduled_line", "hs_code"))
        .join(
            mixes.select("mix", "material_id", "origin", "origin_area", "use_share"),
            on=["mix", "material_id"],
            how="inner",
            validate="m:m",
        )
        .join(element_values(world), on="material_id", how="inner", validate="m:m")
    )
    law = (world.tariff_layers.lazy(), world.default_duties.lazy())
    rates = duty_rates(duty_requests(rows), *law, world.added_duty).drop("law_rate", "scenario_rate")
    request = {"importer_area": "importer", "origin_area": "origin", "tariff_line": "tariff_line"}
    rows = rows.join(
        rates.rename({"importer": "importer_area", "origin": "origin_area"}),
        on=list(request),
        how="left",
        validate="m:1",
    )
    outside = world.prices.lazy().select("element", "price_outside_usd_per_kg")
    rows = rows.join(outside, on="element", how="left", validate="m:1")
    rows = rows.join(quoted_shares(rows, world), on=["importer_area", "element"], how="left", validate="m:1")
    return _money(rows)


def duty_requests(rows: pl.LazyFrame) -> pl.LazyFrame:
    """The distinct rates that the rows ask for."""
    return (
        rows.select(importer="importer_area", origin="origin_area", tariff_line="tariff_line")
        .unique()
        .sort("importer", "origin", "tariff_line")
    )


def quoted_shares(rows: pl.LazyFrame, world: World) -> pl.LazyFrame:
    """Per importing area and element: the share bought at the outside price.

    Zero where no licence or prohibition in force covers the element, or only such as the area's own authorities. An
    origin that is offline is no control: it opens no gap between prices inside and outside.
    """
    asked = rows.select("importer_area", "element").unique()
    bites = world.regimes.lazy().filter(~pl.col("potential"), ~pl.col("authority").is_in(world.outages))
    rules = bites.explode("elements").select(element="elements", departure="origin").unique()
    abroad = asked.join(rules, on="element", how="inner", validate="m:m").filter(
        pl.col("departure") != pl.col("importer_area")
    )
    covered = abroad.select("importer_area", "element", covered=pl.lit(True)).unique()
    rows = asked.join(covered, on=["importer_area", "element"], how="left", validate="1:1")
    shares = world.quoted_shares.lazy().select("element", "quoted_share")
    rows = rows.join(shares, on="element", how="left", validate="m:1")
    return rows.with_columns(quoted_share=pl.when("covered").then("quoted_share").otherwise(0.0)).drop("covered")


def _schedule(world: World) -> pl.LazyFrame:
    """Tariff lines by customs area; without a row the six-digit HS code serves."""
    return world.tariff_lines.lazy().select("material_id", importer_area="importer", scheduled_line="tariff_line")


def material_costs(costs: pl.LazyFrame) -> pl.LazyFrame:
    """One row a profile × material: duty (as if all were borne) and premium of one unit, in USD."""
    sums = {name: unit_sum(pl.col(name)) for name in ("unit_duty_usd", "unit_premium_usd")}
    return costs.sort(COST).group_by("profile", "material_id", maintain_order=True).agg(**sums)


def _money(rows: pl.LazyFrame) -> pl.LazyFrame:
    bought = pl.col("kg_per_unit") * pl.col("purchase_factor") * pl.col("use_share")
    spread = pl.max_horizontal(pl.col("price_outside_usd_per_kg") - pl.col("price_inside_usd_per_kg"), pl.lit(0.0))
    rows = rows.with_columns(bought_kg=bought).with_columns(
        element_kg=pl.col("bought_kg") * pl.col("mass_fraction"),
        customs_value_usd=pl.col("bought_kg") * pl.col("unit_value_usd_per_kg") * pl.col("value_share"),
    )
    premium = (
        pl.when(pl.col("quoted_share") > 0).then(pl.col("element_kg") * spread * pl.col("quoted_share")).otherwise(0.0)
    )
    return rows.with_columns(
        unit_duty_usd=pl.col("customs_value_usd") * pl.col("duty_rate"), unit_premium_usd=premium
    ).sort(COST)

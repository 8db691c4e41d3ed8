"""Signals 2 and 3, duty and price premium: masses, customs values, rates and spreads, element by element."""

import polars as pl

from scoring.collecting import collected
from scoring.duty import duty_rates
from scoring.exact import SHARE_SCALE, fixed, run_sums, unfixed, unit_sum
from scoring.segments import numbers, starts
from scoring.world import World

ELEMENT_OF_MATERIAL = ["material_id", "element"]
RATE = ["mix", "material_id", "importer_area"]
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


def duties(ways: pl.LazyFrame, world: World) -> pl.LazyFrame:
    """Adds to each material × importing area × origin its customs area, its tariff line and its duty rate."""
    lines = world.materials.lazy().select("material_id", "hs_code")
    areas = world.areas.lazy().select(origin="country", origin_area="customs_area")
    asked = (
        ways.join(lines, on="material_id", how="left", validate="m:1")
        .join(_schedule(world), on=["material_id", "importer_area"], how="left", validate="m:1")
        .with_columns(tariff_line=pl.coalesce("scheduled_line", "hs_code"))
        .drop("scheduled_line", "hs_code")
        .join(areas, on="origin", how="left", validate="m:1")
    )
    rows = collected(asked).lazy()
    law = (world.tariff_layers.lazy(), world.default_duties.lazy())
    rated = duty_rates(duty_requests(rows), *law, world.added_duty).drop("law_rate", "scenario_rate")
    request = {"importer_area": "importer", "origin_area": "origin", "tariff_line": "tariff_line"}
    return rows.join(
        rated.rename({"importer": "importer_area", "origin": "origin_area"}),
        on=list(request),
        how="left",
        validate="m:1",
    )


def rates(terms: pl.LazyFrame, mixes: pl.LazyFrame, duty: pl.LazyFrame) -> pl.LazyFrame:
    """One row a mix × material × importing area × origin: its share of what is bought and its duty rate. Sorted."""
    shares = mixes.select("mix", "material_id", "origin", "use_share")
    bought = terms.select(RATE).unique().join(shares, on=["mix", "material_id"], how="inner", validate="m:m")
    key = ["material_id", "importer_area", "origin"]
    return bought.join(duty, on=key, how="left", validate="m:1").sort(*RATE, "origin")


def mean_rates(flows: pl.DataFrame) -> pl.DataFrame:
    """One row a gate, in their order: its duty rate over all origins, their shares together, what any of them rests on.

    `flows`: one row a gate × origin with its share and duty rate, sorted by gate.
    """
    share = pl.col("use_share")
    shares = {"mean_rate": share * pl.col("duty_rate"), "whole": share}
    notes = ["duty_assumed", "feed_crosses"]
    wholes = flows.select(
        *(fixed(part, SHARE_SCALE).alias(name) for name, part in shares.items()), pl.col(notes).cast(pl.Int64)
    )
    return run_sums(wholes, starts(numbers(flows["gate"]))).select(
        *(unfixed(pl.col(name), SHARE_SCALE) for name in shares), *(pl.col(name) > 0 for name in notes)
    )


def premiums(terms: pl.LazyFrame, world: World) -> pl.LazyFrame:
    """One row a material × importing area × element: its part of mass and value, its prices, the share that pays them.

    Prices are empty where none is known; then the quoted share is 0, or the gap check has refused to score. Sorted.
    `premium_usd_per_kg`: what a kilogram of the material pays on top for the element.
    """
    bought = terms.select("material_id", "importer_area").unique()
    rows = bought.join(element_values(world), on="material_id", how="inner", validate="m:m")
    outside = world.prices.lazy().select("element", "price_outside_usd_per_kg")
    rows = rows.join(outside, on="element", how="left", validate="m:1")
    rows = rows.join(quoted_shares(rows, world), on=["importer_area", "element"], how="left", validate="m:1")
    spread = pl.max_horizontal(pl.col("price_outside_usd_per_kg") - pl.col("price_inside_usd_per_kg"), pl.lit(0.0))
    paid = pl.col("mass_fraction") * spread * pl.col("quoted_share")
    premium = pl.when(pl.col("quoted_share") > 0).then(paid).otherwise(0.0)
    return rows.with_columns(premium_usd_per_kg=premium).sort("material_id", "importer_area", "element")


def premium_rates(paid: pl.LazyFrame) -> pl.LazyFrame:
    """One row a material × importing area: what a kilogram of the material pays on top for all its elements."""
    per_kg = unit_sum(pl.col("premium_usd_per_kg")).alias("premium_usd_per_kg")
    return paid.group_by("material_id", "importer_area").agg(per_kg)


def material_costs(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Adds to each profile × material the duty (as if all were borne) and premium of one unit, in USD.

    Rows have what `mean_rates` says of their gate and `scope_goods` of their scope.
    """
    bought = pl.col("kg_per_unit") * pl.col("purchase_factor")
    return rows.with_columns(
        unit_duty_usd=bought * pl.col("unit_value_usd_per_kg") * pl.col("mean_rate"),
        unit_premium_usd=bought * pl.col("whole") * pl.col("premium_usd_per_kg"),
    ).drop("mean_rate", "whole", "purchase_factor", "unit_value_usd_per_kg", "premium_usd_per_kg")


def scope_goods(scopes: pl.LazyFrame, paid: pl.LazyFrame, world: World) -> pl.LazyFrame:
    """Per scope, in their order: purchase factor, unit value and premium of a kilogram of its material."""
    rows = scopes.join(_goods(world), on="material_id", how="left", validate="m:1")
    return rows.join(premium_rates(paid), on=["material_id", "importer_area"], how="left", validate="m:1").sort("scope")


def cost_rows(terms: pl.LazyFrame, rated: pl.LazyFrame, paid: pl.LazyFrame, world: World) -> pl.LazyFrame:
    """One row a profile × material × origin × element with all that duty and premium of a unit are computed from.

    Duty as if all of it were borne. Sorted.
    """
    rows = (
        terms.select("profile", *RATE, "kg_per_unit")
        .join(_goods(world), on="material_id", how="left", validate="m:1")
        .join(rated, on=RATE, how="inner", validate="m:m")
        .join(paid, on=["material_id", "importer_area"], how="inner", validate="m:m")
    )
    bought = pl.col("kg_per_unit") * pl.col("purchase_factor") * pl.col("use_share")
    worth = pl.col("unit_value_usd_per_kg") * pl.col("value_share")
    return rows.with_columns(
        unit_duty_usd=bought * worth * pl.col("duty_rate"), unit_premium_usd=bought * pl.col("premium_usd_per_kg")
    ).sort(COST)


def _goods(world: World) -> pl.LazyFrame:
    return world.materials.lazy().select("material_id", "purchase_factor", "unit_value_usd_per_kg")


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

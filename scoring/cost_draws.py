"""Draws of what one unit of a line costs in duties and price premiums."""

import numpy as np
import polars as pl

from scoring.draws import Figures, Floats, Ints, Uniforms
from scoring.ranges import ASSUMED, ENDS, figures, ranged, stream, term_figures
from scoring.segments import chunks, starts, sums
from scoring.share_draws import ORIGIN, ShareDraws
from scoring.world import World

RATE = ["mix", "material_id", "importer_area"]
PREMIUM = ["material_id", "importer_area"]


def unit_costs(
    named: pl.DataFrame, costs: pl.DataFrame, shares: ShareDraws, world: World, uniforms: Uniforms
) -> tuple[Floats, Floats]:
    """Duty and premium in USD a unit, per line of `named` in order of line_id, one column a draw."""
    rated, rates = _duty_rates(costs, shares, world, uniforms)
    paid, premiums = _premiums_per_kg(costs, world, uniforms)
    rows = named.join(rated, on=RATE, how="left", validate="m:1").join(paid, on=PREMIUM, how="left", validate="m:1")
    rows = rows.sort("line_id", "material_id")
    kg, bought_per_kg, value = _mass(rows, world, uniforms), *_goods(rows, world, uniforms)
    borne = term_figures(rows, "tariff_borne_share", world, uniforms)
    rate_row, premium_row = (rows[name].cast(pl.Int64).to_numpy() for name in ("rate_row", "premium_row"))
    edges = starts(rows["line_id"].rle_id().cast(pl.Int64).to_numpy())
    duty, premium = (np.empty((len(edges) - 1, rates.shape[1])) for _ in range(2))
    for lines, part in chunks(edges, rates.shape[1]):
        at = np.arange(part.start, part.stop)
        bought = kg.at(at) * (1 + bought_per_kg.at(at))
        within = edges[lines.start : lines.stop + 1] - part.start
        duty[lines] = sums(bought * value.at(at) * borne.at(at) * rates[rate_row[part]], within)
        premium[lines] = sums(bought * premiums[premium_row[part]], within)
    return duty, premium


def _duty_rates(
    costs: pl.DataFrame, shares: ShareDraws, world: World, uniforms: Uniforms
) -> tuple[pl.DataFrame, Floats]:
    """One row a mix × material × importing area (numbered `rate_row`): the duty rate over all its origins.

    Law is certain; a rate that an assumption stands in for has the range of assumptions.
    """
    rows = costs.select(*RATE, "origin", "tariff_line", "duty_rate", "duty_assumed").unique().sort(*RATE, "origin")
    rows = rows.join(shares.origins, on=ORIGIN, how="left", validate="m:1", maintain_order="left")
    stands_in = rows.with_columns(confidence=pl.lit(ASSUMED), table=pl.lit("default_duties"))
    assumed = pl.when("duty_assumed").then(stream("table", "importer_area", "tariff_line"))
    rate = figures(ranged(stands_in, "duty_rate", world).with_columns(stream=assumed), uniforms)
    origin = rows["origin_row"].cast(pl.Int64).to_numpy()
    keys, edges = _runs(rows, RATE)
    parts = [np.empty((0, rate.draws.shape[1]))]
    for runs, part in chunks(edges, rate.draws.shape[1]):
        each = shares.use.at(origin[part]) * rate.at(np.arange(part.start, part.stop))
        parts.append(sums(each, edges[runs.start : runs.stop + 1] - part.start))
    return keys.with_row_index("rate_row"), np.concatenate(parts)


def _premiums_per_kg(costs: pl.DataFrame, world: World, uniforms: Uniforms) -> tuple[pl.DataFrame, Floats]:
    """One row a material × importing area (numbered `premium_row`): what a kg pays on top while a control bites."""
    rows = costs.select(*PREMIUM, "element", bites=pl.col("quoted_share") > 0).unique().sort(*PREMIUM, "element")
    composed = ranged(world.compositions, "mass_fraction", world).with_columns(table=pl.lit("compositions"))
    fractions = composed.select("material_id", "element", *ENDS, stream=stream("table", "material_id", "element"))
    rows = rows.join(fractions, on=["material_id", "element"], how="left", validate="m:1", maintain_order="left")
    inside, outside = (_of_element(rows, _prices(world, side), uniforms) for side in ("inside", "outside"))
    quoted = _of_element(rows, _quoted(world), uniforms)
    # Where no control bites nothing is paid, whether or not a price is known.
    spread = np.where(rows["bites"].to_numpy().reshape(-1, 1), np.maximum(outside - inside, 0.0) * quoted, 0.0)
    keys, edges = _runs(rows, PREMIUM)
    each = figures(rows, uniforms).at(np.arange(len(rows))) * spread
    return keys.with_row_index("premium_row"), sums(each, edges)


def _of_element(rows: pl.DataFrame, ranges: pl.DataFrame, uniforms: Uniforms) -> Floats:
    found = rows.select("element").join(ranges, on="element", how="left", validate="m:1", maintain_order="left")
    return figures(found, uniforms).at(np.arange(len(rows)))


def _prices(world: World, side: str) -> pl.DataFrame:
    """Per element with a known price: its range and stream."""
    figure, confidence = f"price_{side}_usd_per_kg", f"price_{side}_confidence"
    rows = ranged(world.prices.drop_nulls(figure), figure, world, confidence=confidence)
    named = rows.with_columns(table=pl.lit("prices"), side=pl.lit(side))
    return named.select("element", *ENDS, stream=stream("table", "element", "side"))


def _quoted(world: World) -> pl.DataFrame:
    rows = ranged(world.quoted_shares, "quoted_share", world, confidence="quoted_share_confidence")
    named = rows.with_columns(table=pl.lit("premium_shares"))
    return named.select("element", *ENDS, stream=stream("table", "quoted_share_row"))


def _mass(rows: pl.DataFrame, world: World, uniforms: Uniforms) -> Figures:
    """Kilograms of material in a unit."""
    built = ranged(world.product_materials, "kg_per_unit", world).with_columns(table=pl.lit("product_materials"))
    key = ["product_id", "material_id"]
    ranges = built.select(*key, *ENDS, stream=stream("table", *key))
    found = rows.select(*key).join(ranges, on=key, how="left", validate="m:1", maintain_order="left")
    return figures(found, uniforms)


def _goods(rows: pl.DataFrame, world: World, uniforms: Uniforms) -> tuple[Figures, Figures]:
    """What is bought on top of each kg contained (lost in machining), and the customs value of a kg.

    The loss is uncertain, not the kg contained: a purchase factor of 1 is 1 in every draw.
    """
    goods = world.materials.with_columns(lost_per_kg=pl.col("purchase_factor") - 1, table=pl.lit("materials"))
    found = rows.select("material_id")
    drawn = []
    for figure, confidence in (("lost_per_kg", "confidence"), ("unit_value_usd_per_kg", "unit_value_confidence")):
        named = ranged(goods, figure, world, confidence=confidence).with_columns(figure=pl.lit(figure))
        ranges = named.select("material_id", *ENDS, stream=stream("table", "material_id", "figure"))
        joined = found.join(ranges, on="material_id", how="left", validate="m:1", maintain_order="left")
        drawn.append(figures(joined, uniforms))
    return drawn[0], drawn[1]


def _runs(rows: pl.DataFrame, key: list[str]) -> tuple[pl.DataFrame, Ints]:
    """The distinct keys of sorted rows, and where each begins."""
    numbers = rows.select(pl.struct(key).rle_id()).to_series().cast(pl.Int64).to_numpy()
    return rows.select(key).unique(maintain_order=True), starts(numbers)

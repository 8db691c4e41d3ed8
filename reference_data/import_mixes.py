"""Import mixes by origin, derived from the trade rows that are not quarantined; no share of trade is stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import polars as pl

from reference_data.quarantine import REST, quarantine

MIX = ["importer", "hs_code", "period_from", "period_to"]
UNION = "EU27"

Weight = Literal["value", "tonnes", "mean"]

MATERIALS: Mapping[str, tuple[str, Weight]] = {
    "ceria_catalyst": ("284610", "tonnes"),
    "ceria_polishing": ("284610", "mean"),
    "lanthanum_compound": ("284690", "tonnes"),
    "lanthanum_glass": ("284690", "tonnes"),
    "ndpr_metal": ("280530", "value"),
    "neodymium_oxide": ("284690", "value"),
    "nimh_alloy": ("280530", "tonnes"),
}
"""Materials whose code of trade serves as their import mix, and how: cheap bulk goods by tonnes, dear ones by value."""

SMALLEST_SHARE = 0.01
"""Origins below it, as a share of use, are added to the rest of the world."""
MARGIN, HALF_POINT = 0.2, 0.005
"""The range reaches from the lower to the higher of the two weights, a fifth and half a point beyond each."""


@dataclass(frozen=True)
class Trade:
    """Trade rows and what they stand for: which customs area a country is in, whose goods an entrepôt ships."""

    flows: pl.DataFrame
    areas: pl.DataFrame
    """country, customs_area"""


def import_mixes(trade: Trade) -> pl.DataFrame:
    """Per importer, code, period and origin: USD, tonnes and the origin's share of each, over rows not quarantined.

    Hong Kong's shipments count as Chinese. What a member buys inside the European Union is replaced by the mix of the
    Union's own imports, so that a warehouse in Antwerp is no origin. Shares of a mix sum to 1; a mix without tonnes has
    no share by tonnes.
    """
    used = quarantine(trade.flows).filter(pl.col("quarantined_because").is_null())
    rows = used.with_columns(origin=pl.col("origin").replace("HKG", "CHN"))
    members = trade.areas.filter(pl.col("customs_area") == UNION)["country"].to_list()
    inside = pl.col("importer").is_in(members) & pl.col("origin").is_in(members)
    amounts = rows.group_by(*MIX, "origin").agg(pl.col("value_usd", "quantity_t").sum())
    both = pl.concat([amounts.filter(~inside), _passed_on(amounts, inside)], how="diagonal")
    merged = both.group_by(*MIX, "origin").agg(pl.col("value_usd", "quantity_t").sum())
    return merged.with_columns(_part("value_usd", "value_share"), _part("quantity_t", "tonnes_share")).sort(
        *MIX, "origin"
    )


def use_mix(mix: pl.DataFrame, weight: Weight, home_share: float = 0.0) -> pl.DataFrame:
    """One import mix as shares of use: `origin, share, share_low, share_high`, summing to 1 − home_share.

    Origins below one per cent are added to the rest of the world. The range spans the shares by value and by tonnes,
    a fifth and half a point beyond either.
    """
    imported = 1.0 - home_share
    parts = mix.select("origin", value="value_share", tonnes=pl.coalesce("tonnes_share", "value_share"))
    by_weight = {"value": pl.col("value"), "tonnes": pl.col("tonnes"), "mean": (pl.col("value") + pl.col("tonnes")) / 2}
    scaled = parts.with_columns(pl.col("value", "tonnes") * imported, share=by_weight[weight] * imported)
    small = (pl.col("share") < SMALLEST_SHARE) | (pl.col("origin") == REST)
    named = scaled.with_columns(origin=pl.when(small).then(pl.lit(REST)).otherwise("origin"))
    summed = named.group_by("origin").agg(pl.col("share", "value", "tonnes").sum()).filter(pl.col("share") > 0)
    low = pl.min_horizontal("value", "tonnes") * (1 - MARGIN) - HALF_POINT
    high = pl.max_horizontal("value", "tonnes") * (1 + MARGIN) + HALF_POINT
    return summed.select("origin", "share", share_low=low.clip(0.0, 1.0), share_high=high.clip(0.0, 1.0)).sort("origin")


def apparent_use(mix: pl.DataFrame, home: str, home_output_t: float, exports_t: float) -> pl.DataFrame:
    """`origin, share` of what a maker country uses: output kept at home and imports, by tonnes; shares sum to 1."""
    kept = pl.DataFrame({"origin": [home], "quantity_t": [home_output_t - exports_t]})
    return pl.concat([mix.select("origin", "quantity_t"), kept]).select(
        "origin", share=pl.col("quantity_t") / pl.col("quantity_t").sum()
    )


def _passed_on(amounts: pl.DataFrame, inside: pl.Expr) -> pl.DataFrame:
    """What members bought inside the Union, by the origins of the Union's own imports of that code and period."""
    bought = amounts.filter(inside).group_by(*MIX).agg(pl.col("value_usd", "quantity_t").sum())
    union = amounts.filter(pl.col("importer") == UNION).select(
        "hs_code", "period_from", "period_to", "origin", _part("value_usd", "value"), _part("quantity_t", "tonnes")
    )
    spread = bought.join(union, on=MIX[1:], how="inner", validate="m:m")
    return spread.select(*MIX, "origin", pl.col("value_usd") * pl.col("value"), pl.col("quantity_t") * pl.col("tonnes"))


def _part(amount: str, name: str) -> pl.Expr:
    total = pl.col(amount).sum().over(MIX)
    return pl.when(total > 0).then(pl.col(amount) / total).alias(name)

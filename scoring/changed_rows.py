"""Which figures of the reference tables differ between two states of the world, each with its row and its source."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import polars as pl

from reference_data.contracts import TABLES
from reference_data.loader import Tables
from scoring.differing import CHANGED, EVERYTHING, TOUCH, Figures, differing
from scoring.in_force import in_force, serving
from scoring.world import World


@dataclass(frozen=True)
class Told:
    """A state of the world and the tables it was resolved from."""

    world: World
    tables: Tables

    def serving(self, name: str) -> pl.DataFrame:
        """The rows of a table that serve on the day, as they are written."""
        return serving(TABLES[name], self.tables[name], self.world.as_of, self.world.known_at)


def changed_rows(before: Told, after: Told) -> pl.DataFrame:
    """One row a group × table × row × column that differs: CHANGED and TOUCH. Values are text, numbers in full.

    `since` is the first day on which the new row both held and was known; of a row that is gone, the day it ended.
    """
    figures = [*_law(before, after), *_waits(before, after), *_prices(before, after), *_other(before, after)]
    parts = [differing(one) for one in figures]
    rows = pl.concat(
        [pl.DataFrame(schema={**CHANGED, **TOUCH}), *parts, _day(before, after), _constants(before, after)]
    )
    both = pl.concat([rows, _of_fed(rows, before.world, after.world)])
    return both.sort("group", "table", "key", "column", "touches", "touch")


def _law(before: Told, after: Told) -> list[Figures]:
    scope = ("material_classes", "elements", "origin", "destination", "end_use", "buyer_size", "licence_kind")
    state = pl.when("potential").then(pl.lit("potential")).otherwise("regime_kind").alias("state")
    regimes = [side.world.regimes.with_columns(state) for side in (before, after)]
    layers = before.world.tariff_layers, after.world.tariff_layers
    of_layer = ("rate", "assumed_rate", "stacking", "origin", "tariff_line", "only_if")
    duties = before.world.default_duties, after.world.default_duties
    return [
        Figures("law", "licence_regimes", ("regime_id",), ("state", *scope), "regime", ("regime_id",), regimes),
        Figures("law", "tariff_layers", ("layer_id",), of_layer, "layer", ("layer_id",), layers),
        Figures("law", "default_duties", ("importer", "tariff_line"), ("rate",), "default", (), duties),
    ]


def _waits(before: Told, after: Told) -> list[Figures]:
    written = ("wait_lag_days", "refile_days", "prior_shape", "prior_scale_days", "prior_denial_share")
    computed = ("wait_shape", "wait_scale_days", "denial_share")
    # A regime on one side only is news of the law.
    both = [
        one.world.regimes.join(other.world.regimes, on="regime_id", how="semi")
        for one, other in ((before, after), (after, before))
    ]
    # What evidence makes of a wait has no day and no source beside those of the evidence.
    undated = [frame.drop("valid_from", "known_from", "valid_to", "source_id") for frame in both]
    known, whole = both[0].select("regime_id"), True
    seen = [_observations(side).join(known, on="regime_id", how="semi") for side in (before, after)]
    odds = [_odds(side).join(known, on="regime_id", how="semi") for side in (before, after)]
    evidence = ("regime_id", "observation_id")
    return [
        Figures("waits", "licence_regimes", ("regime_id",), written, "regime", ("regime_id",), both, whole),
        Figures("waits", "licence_regimes", ("regime_id",), computed, "regime", ("regime_id",), undated, whole),
        Figures("waits", "licence_observations", evidence, ("kind",), "regime", ("regime_id",), seen),
        Figures("waits", "onset_odds", ("regime_id",), ("probability",), "regime", ("regime_id",), odds),
    ]


def _observations(side: Told) -> pl.DataFrame:
    """One row a regime × observation counted in its wait."""
    known = side.tables["licence_observations"].filter(pl.col("known_from") <= side.world.known_at)
    named = side.world.regimes.select("regime_id", observation_id="evidence").explode("observation_id")
    return named.join(known, on="observation_id", how="inner", validate="m:1").with_columns(valid_from="observed_on")


def _odds(side: Told) -> pl.DataFrame:
    rows = in_force(side.tables["onset_odds"], side.world.as_of, side.world.known_at)
    return rows.sort("regime_id", "valid_from").unique("regime_id", keep="last", maintain_order=True)


def _prices(before: Told, after: Told) -> list[Figures]:
    shares = [
        side.world.quoted_shares.rename(lambda name: name.removeprefix("quoted_share_")) for side in (before, after)
    ]
    sides = [
        Figures("prices", "prices", ("item", "side"), ("price_usd_per_kg",), "element", ("item",), frames)
        for place in ("inside", "outside")
        for frames in [[_quoted(side.world, place) for side in (before, after)]]
    ]
    traded = [_traded(side.world) for side in (before, after)]
    return [
        *sides,
        Figures("prices", "prices", ("item", "side"), ("price_usd_per_kg",), "material", ("item",), traded),
        Figures("prices", "premium_shares", ("element",), ("quoted_share",), "element", ("element",), shares),
    ]


def _quoted(world: World, side: str) -> pl.DataFrame:
    start = f"price_{side}_"
    return world.prices.select(
        pl.lit(side).alias("side"),
        item="element",
        price_usd_per_kg=f"{start}usd_per_kg",
        valid_from=f"{start}on",
        known_from=f"{start}known_from",
        source_id=f"{start}source_id",
    ).drop_nulls("price_usd_per_kg")


def _traded(world: World) -> pl.DataFrame:
    return world.materials.filter(~pl.col("unit_value_assumed")).select(
        pl.lit("traded").alias("side"),
        item="material_id",
        price_usd_per_kg="unit_value_usd_per_kg",
        valid_from="unit_value_known_from",
        known_from="unit_value_known_from",
        source_id="unit_value_source_id",
    )


def _other(before: Told, after: Told) -> list[Figures]:
    def table(name: str, key: Sequence[str], columns: Sequence[str], touches: str, touch: Sequence[str]) -> Figures:
        sides = before.serving(name), after.serving(name)
        return Figures("other_tables", name, tuple(key), tuple(columns), touches, tuple(touch), sides)

    goods = ("material_class", "feed_material_id", "hs_code", "purchase_factor", "unit_value_usd_per_kg")
    place = ("importer", "material_id")
    return [
        table("products", ["product_id"], ["contribution_margin", "recovery_share"], "product", ["product_id"]),
        table("product_materials", ["product_id", "material_id"], ["kg_per_unit"], "product", ["product_id"]),
        table("materials", ["material_id"], goods, "material", ["material_id"]),
        table("material_compositions", ["material_id", "element"], ["mass_fraction"], "material", ["material_id"]),
        table("tariff_lines", ["material_id", "importer"], ["tariff_line"], "use", place),
        table("use_shares", [*place, "origin"], ["share"], "use", place),
        table("supply_shares", ["item", "stage", "origin"], ["share"], "material", ["item"]),
        table(
            "feed_shares", ["feed_material_id", "origin", "feed_origin"], ["share"], "material", ["feed_material_id"]
        ),
        table("countries", ["country"], ["customs_area"], "country", ["country"]),
        table("line_defaults", ["parameter"], ["value", "word"], "parameter", ["parameter"]),
    ]


def _of_fed(rows: pl.DataFrame, *worlds: World) -> pl.DataFrame:
    """The figures of feeds once more, bearing on the materials made from them."""
    fed = pl.concat([world.materials.select("feed_material_id", "material_id") for world in worlds])
    named = fed.drop_nulls().unique().rename({"feed_material_id": "touch"})
    of_feeds = rows.filter(pl.col("touches") == "material").join(named, on="touch", how="inner", validate="m:m")
    return of_feeds.with_columns(touch="material_id").select(rows.columns)


def _day(before: Told, after: Told) -> pl.DataFrame:
    """The day itself, which bears on whoever has files of its own: they have waited longer."""
    row = {"group": "waits", "table": "day", "key": "", "column": "known_at", "touches": "files", "touch": ""}
    days = {"before": str(before.world.known_at), "after": str(after.world.known_at), "since": after.world.known_at}
    rows = [{**row, **days}] if before.world.known_at != after.world.known_at else []
    return pl.DataFrame(rows, schema={**CHANGED, **TOUCH})


def _constants(before: Told, after: Told) -> pl.DataFrame:
    pairs = [
        (field.name, str(getattr(before.world.method, field.name)), str(getattr(after.world.method, field.name)))
        for field in fields(after.world.method)
        if field.name != "version"
    ]
    rows = [
        {"group": "method", "table": "method", "key": after.world.method.version, "column": name}
        | {"before": one, "after": other, "touches": EVERYTHING, "touch": ""}
        for name, one, other in pairs
        if one != other
    ]
    return pl.DataFrame(rows, schema={**CHANGED, **TOUCH})

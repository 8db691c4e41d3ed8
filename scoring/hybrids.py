"""Worlds put together from two others, group by group: what a change of one group alone would have made."""

from collections.abc import Collection
from dataclasses import fields, replace

import polars as pl

from scoring.method import Method
from scoring.posterior import posterior
from scoring.regimes import prior_of_regime, public_files
from scoring.wait import WAIT_COLUMNS
from scoring.world import World

WORLD_GROUPS = ("law", "waits", "prices", "other_tables", "method")
"""What can change in a world, from the law to the constants of the method."""

GROUP_OF = {
    "method": "method",
    # How long a company's own files have waited, and which are decided, is told by the day.
    "as_of": "waits",
    "known_at": "waits",
    "areas": "other_tables",
    "products": "other_tables",
    "product_materials": "other_tables",
    "materials": "other_tables",
    "tariff_lines": "other_tables",
    "compositions": "other_tables",
    "use_shares": "other_tables",
    "supply_shares": "other_tables",
    "feed_shares": "other_tables",
    "regimes": "law",
    "controlling_origins": "law",
    "suspended_regimes": "law",
    "added_duty": "law",
    "outages": "law",
    "tariff_layers": "law",
    "default_duties": "law",
    "prices": "prices",
    "quoted_shares": "prices",
    "defaults": "other_tables",
    "default_rows": "other_tables",
    "default_ranges": "other_tables",
}
"""The group of each field of a world; columns of waits in `regimes` and of traded values in `materials` are apart."""

WAITS_OF_REGIMES = (
    *("wait_lag_days", "prior_shape", "prior_scale_days", "prior_denial_share", "refile_days", "evidence", "borrowed"),
    *("filed", "approved", "denied", "waited", "fit_shape", "fit_scale_days"),
    *("wait_shape", "wait_scale_days", "denial_share", "onset_probability"),
)
"""Columns of `regimes` in the group waits; all others are law."""

CONSTANTS_OF_WAITS = ("licence_speed", "share_weight_files")
"""Constants that travel with the waits: the speed is a state of the world, and counted files hold the other."""


NO_FIGURES = (
    *("source_id", "locator", "confidence", "basis", "verified_on", "note", "legal_ref", "known_from", "borrowed"),
    *("_low", "_high", "valid_to", "price_inside_on", "price_outside_on"),
)
"""Endings of columns that no score is computed from."""


def hybrid(before: World, after: World, moved: Collection[str]) -> World:
    """The world before, with the groups `moved` as they are after.

    A regime that only the law's world knows, or that is no licence in the waits' world, keeps the wait it has in its
    own. A material without a traded price in the prices' world has the assumed value of the other tables' world.
    """
    of = {group: after if group in moved else before for group in WORLD_GROUPS}
    mixed = {name: getattr(of[group], name) for name, group in GROUP_OF.items()}
    method = _method(of["method"].method, of["waits"].method)
    mixed["method"] = method
    mixed["regimes"] = _regimes(of["law"].regimes, of["waits"], method)
    mixed["materials"] = _materials(of["other_tables"].materials, of["prices"].materials)
    return World(**mixed)


def changed_groups(before: World, after: World, *, with_files: bool) -> list[str]:
    """The groups in which two worlds differ in anything a score is computed from.

    `with_files`: whether companies have licence applications of their own, which wait from day to day.
    """
    return [group for group in WORLD_GROUPS if _differs(before, after, group, with_files)]


def _differs(before: World, after: World, group: str, with_files: bool) -> bool:
    alone = hybrid(before, after, [group])
    days = () if with_files else ("as_of", "known_at")
    names = [field.name for field in fields(World) if field.name not in days]
    return any(not _same(getattr(before, name), getattr(alone, name)) for name in names)


def _same(one: object, other: object) -> bool:
    if isinstance(one, pl.DataFrame) and isinstance(other, pl.DataFrame):
        return _figures(one).equals(_figures(other))
    return one == other


def _figures(frame: pl.DataFrame) -> pl.DataFrame:
    """The columns a score may be computed from: neither where a figure is from nor how far the day is."""
    names = [name for name in frame.columns if not name.endswith(NO_FIGURES)]
    figures = frame.select(names)
    if "days_off" in names:
        # Days pass for all regimes alike; what counts is which of them is nearest.
        nearest = pl.col("days_off").rank("dense").over("authority", "potential")
        figures = figures.with_columns(days_off=nearest).drop("evidence")
    return figures


def _method(constants: Method, waits: Method) -> Method:
    return replace(constants, **{name: getattr(waits, name) for name in CONSTANTS_OF_WAITS})


def _regimes(law: pl.DataFrame, waits: World, method: Method) -> pl.DataFrame:
    """Regimes of the law's world with the waits of the other, under the correlation of files of the method."""
    if law is waits.regimes and method.file_correlation == waits.method.file_correlation:
        return law
    theirs = waits.regimes.select("regime_id", pl.col(WAITS_OF_REGIMES).name.prefix("their_"))
    rows = law.join(theirs, on="regime_id", how="left", validate="1:1", maintain_order="left")
    barred = pl.col("regime_kind") == "prohibition"
    serves = pl.col("their_wait_shape").is_not_null() | (barred & pl.col("their_filed").is_not_null())
    merged = {name: pl.when(serves).then(f"their_{name}").otherwise(name) for name in WAITS_OF_REGIMES}
    odds = pl.when("potential").then(pl.coalesce("their_onset_probability", "onset_probability"))
    rows = rows.with_columns(**{**merged, "onset_probability": odds})
    if method.file_correlation != waits.method.file_correlation:
        rows = _weighed_anew(rows, method)
    waiting = [pl.when(~barred).then(pl.col(name)).alias(name) for name in WAIT_COLUMNS]
    return rows.with_columns(waiting).select(law.columns)


def _weighed_anew(rows: pl.DataFrame, method: Method) -> pl.DataFrame:
    """The waits that counted files make under another correlation of files; fitted waits stay as they are."""
    shape, scale, denied = posterior(prior_of_regime(), public_files(), method)
    counted = pl.col("fit_shape").is_null()
    anew = {"wait_shape": shape, "wait_scale_days": scale, "denial_share": denied}
    return rows.with_columns(**{name: pl.when(counted).then(value).otherwise(name) for name, value in anew.items()})


def _materials(materials: pl.DataFrame, priced: pl.DataFrame) -> pl.DataFrame:
    """Materials of one world with the unit values that the traded prices of another make of them."""
    if materials is priced:
        return materials
    values = [name for name in materials.columns if name.startswith("unit_value_")]
    theirs = priced.select("material_id", pl.col(values).name.prefix("their_"))
    rows = materials.join(theirs, on="material_id", how="left", validate="1:1", maintain_order="left")
    # Where the own value is a traded price of the wrong world, the other world's assumed one stands for it.
    serves = pl.col("their_unit_value_assumed").is_not_null() & ~(
        pl.col("their_unit_value_assumed") & pl.col("unit_value_assumed")
    )
    merged = [pl.when(serves).then(f"their_{name}").otherwise(name).alias(name) for name in values]
    return rows.with_columns(merged).select(materials.columns)

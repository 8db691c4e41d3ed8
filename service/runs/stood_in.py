"""Which figures that stand in are behind each company: those its own products, materials, mixes and areas point at."""

from collections.abc import Mapping

import polars as pl

from scoring.standing_in import COLUMNS, stand_in_name
from service.runs.signals import OWN_MIX

Frames = Mapping[str, pl.DataFrame]

KEYS = ("product_id", "material_id", "mix", "importer_area")
"""Columns that say what a figure is about; where one is empty the figure fits every company."""

_FOUND = {"company_id": pl.String(), "row": pl.UInt32()}


def stood_in(levels: Frames, signals: Frames) -> pl.DataFrame:
    """Rows of `stand_ins` that a company's lines name among their defaults and its goods point at: company_id, row."""
    # Runs published before there were stand-ins have none.
    rows = signals.get("stand_ins", pl.DataFrame(schema=COLUMNS)).with_row_index("row")
    if rows.is_empty():
        return pl.DataFrame(schema=_FOUND)
    named = [stand_in_name(row) for row in rows.iter_rows(named=True)]
    used = levels["line"].select("company_id", name=pl.col("defaults_used").str.split(";")).explode("name").unique()
    found = used.join(rows.with_columns(name=pl.Series(named)), on="name", how="inner", validate="m:m")
    for key, own in _own(levels["cost"], signals).items():
        fits = found.join(own, on=["company_id", key], how="semi")
        found = pl.concat([found.filter(pl.col(key).is_null()), fits])
    return found.select("company_id", "row")


def _own(cost: pl.DataFrame, signals: Frames) -> dict[str, pl.DataFrame]:
    """Per key, the values that are a company's own."""
    goods = cost.select("company_id", "product_id", "material_id", "importer", "origin", "use_share").unique()
    areas = signals["areas"].select(importer="country", importer_area="customs_area")
    bought = goods.join(areas, on="importer", how="left", validate="m:1").with_columns(
        pl.col("importer_area").fill_null(pl.col("importer"))
    )
    own = {key: bought.select("company_id", key).unique() for key in KEYS if key != "mix"}
    return own | {"mix": _mixes(bought, signals["shares"])}


def _mixes(bought: pl.DataFrame, shares: pl.DataFrame) -> pl.DataFrame:
    """The mixes whose shares a company's goods carry: the importer's, else its area's, else the world's."""
    known = _as_text(shares.filter(~pl.col("mix").str.starts_with(OWN_MIX)), ["mix", "material_id"])
    found = _as_text(bought, ["company_id", "importer", "importer_area", "material_id"])
    found = found.join(known, on=["material_id", "origins"], how="inner", validate="m:m")
    rank = (
        pl.when(pl.col("mix") == "use " + pl.col("importer"))
        .then(0)
        .when(pl.col("mix") == "use " + pl.col("importer_area"))
        .then(1)
        .when(pl.col("mix") == "world")
        .then(2)
    )
    fitting = found.with_columns(rank=rank).drop_nulls("rank")
    first = fitting.group_by("company_id", "importer", "material_id").agg(pl.col("mix").sort_by("rank").first())
    return first.select("company_id", "mix").unique()


def _as_text(rows: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """One row a key with its origins and shares as one text, so that equal mixes are equal texts."""
    origin = pl.concat_str("origin", pl.lit(":"), pl.col("use_share").cast(pl.String))
    return rows.group_by(keys).agg(origins=origin.unique().sort().str.join(";"))

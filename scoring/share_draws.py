"""Draws of where goods come from: shares of origins and of the feeds behind them, drawn within their ranges."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from scoring.draws import Figures, Floats, Uniforms
from scoring.paths import MIX
from scoring.ranges import RANGE, feed_ranges, figures, share_ranges
from scoring.segments import starts, sums
from scoring.world import World

ORIGIN = [*MIX, "origin"]
FEED = ["feed_table", "feed_material_id", "origin", "feed_origin"]


@dataclass(frozen=True)
class ShareDraws:
    """Shares of origins and of feeds; each kind sums to 1 in every draw.

    The frames number their rows as `origin_row` and `feed_row`.
    """

    origins: pl.DataFrame
    use: Figures
    feeds: pl.DataFrame
    feed: Figures


def share_draws(walked: pl.DataFrame, world: World, uniforms: Uniforms) -> ShareDraws:
    """Shares of every mix and feed that paths are walked with; what a company stated itself is certain."""
    origins = walked.select(*ORIGIN, "use_share").unique().sort(ORIGIN)
    rows = origins.join(share_ranges(world), on=ORIGIN, how="left", validate="m:1", maintain_order="left")
    use = _summing_to_one(rows.with_columns(middle=pl.col("use_share")), MIX, uniforms)
    fed = walked.drop_nulls("feed_material_id").select(*FEED, "feed_share").unique().sort(FEED)
    anyone = pl.col("feed_table") == "supply_shares"
    supplier = fed.with_columns(of=pl.when(anyone).then(pl.lit("*")).otherwise("origin"))
    rows = supplier.join(
        feed_ranges(world).rename({"origin": "of"}),
        on=[FEED[0], FEED[1], "of", FEED[3]],
        how="left",
        validate="m:1",
        maintain_order="left",
    )
    feed = _summing_to_one(rows.with_columns(middle=pl.col("feed_share")), FEED[:3], uniforms)
    return ShareDraws(
        origins.drop("use_share").with_row_index("origin_row"),
        use,
        fed.drop("feed_share").with_row_index("feed_row"),
        feed,
    )


def _summing_to_one(rows: pl.DataFrame, group: list[str], uniforms: Uniforms) -> Figures:
    """Each share drawn within its range, then all of a group scaled to sum to 1; groups without ranges are certain."""
    drawn = figures(rows.select(RANGE), uniforms)
    uncertain = rows.with_columns(row=pl.int_range(pl.len())).filter(pl.col("stream").is_not_null().any().over(group))
    at = uncertain["row"].to_numpy()
    numbered = uncertain.select(pl.struct(group).rle_id()).to_series().to_numpy().astype(np.int64)
    values = drawn.at(at)
    edges = starts(numbered)
    total = np.repeat(sums(values, edges), np.diff(edges), axis=0)
    places = np.full(len(rows), -1)
    places[at] = np.arange(len(at))
    return Figures(drawn.middle, places, _divided(values, total))


def _divided(values: Floats, total: Floats) -> Floats:
    return values / np.where(total > 0, total, 1.0)

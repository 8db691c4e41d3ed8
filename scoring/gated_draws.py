"""Gated paths and the law they fall under as numbers, with the rows of what is uncertain of them among the draws."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from scoring.draws import Floats, Ints, gathered
from scoring.segments import numbers
from scoring.wait_draws import Rated, denial_shares, rates
from scoring.world_draws import WorldDraws, denials, hazards

GATE = ["variant", "authority", "potential"]
GROUP = [*GATE, "regime_id", "last_crossing", "own_wait"]
RUNS = (GROUP, GATE, GATE[:2])
PATH = ["mix", "material_id", "origin", "feed_origin"]


def numbered_paths(
    variants: pl.DataFrame, walked: pl.DataFrame, governed: pl.DataFrame, drawn: WorldDraws
) -> pl.DataFrame:
    """One row a variant × path × authority, sorted by GROUP, with the rows of its shares and wait among the draws."""
    numbered = _share_rows(walked, drawn)
    law = ["regime_kind", "wait_lag_days", "wait_shape", "wait_scale_days", "denial_share", "refile_days"]
    rows = governed.select("wait_case", *PATH, *GROUP[1:], *law, "onset_probability")
    rows = rows.join(numbered, on=PATH, how="left", validate="m:1", nulls_equal=True)
    rows = rows.join(drawn.waits.rename({"row": "wait_row"}), on="regime_id", how="left", validate="m:1")
    rows = rows.join(drawn.onset.keys.rename({"row": "onset_row"}), on="regime_id", how="left", validate="m:1")
    rows = variants.select("variant", "wait_case").join(rows, on="wait_case", how="inner", validate="m:m")
    return rows.sort(*GROUP, "origin", "feed_origin")


def _share_rows(walked: pl.DataFrame, drawn: WorldDraws) -> pl.DataFrame:
    """One row a path: its shares, and their rows among the draws (`use_row`, `feed_row`; empty where certain)."""
    feed = ["feed_table", "feed_material_id", "feed_origin"]
    rows = walked.select(*PATH, *feed[:2], "use_share", "feed_share")
    rows = rows.join(drawn.use.keys.rename({"row": "use_row"}), on=PATH[:3], how="left", validate="m:1")
    # World supply stands behind any origin: its feeds are told by no origin of their own.
    supplied = pl.when(pl.col("feed_table") == "supply_shares").then(pl.lit("*")).otherwise("origin")
    keys = drawn.feed.keys.rename({"row": "feed_row", "origin": "fed_origin"})
    rows = rows.with_columns(fed_origin=supplied).join(keys, on=[*feed, "fed_origin"], how="left", validate="m:1")
    return rows.select(*PATH, "use_share", "feed_share", "use_row", "feed_row")


@dataclass(frozen=True)
class Law:
    """One row a run of paths under one regime: what is certain of it, and where its wait is among the draws."""

    wait: Ints
    """row of `rate` and `denied`; −1 for a prohibition"""
    potential: npt.NDArray[np.bool_]
    renewable: npt.NDArray[np.bool_]
    """whether a licence in hand shortens the spell: only one in force, on the last crossing"""
    lag: Floats
    refile: Floats
    odds: Floats
    onset: Ints
    """row of the drawn odds of onset; −1 where `odds` holds"""
    rate: Floats
    denied: Floats

    @staticmethod
    def of(paths: pl.DataFrame, drawn: WorldDraws) -> "Law":
        """From paths sorted by GROUP; waits of a company's own files are drawn at the places of the public ones."""
        groups = paths.unique(GROUP, keep="first", maintain_order=True).with_columns(row=pl.col("wait_row"))
        own = groups.filter("own_wait").select("wait_stream", "wait_shape", "wait_scale_days", "denial_share").unique()
        own = own.sort(own.columns).with_columns(own_row=pl.int_range(pl.len()) + len(drawn.rate))
        groups = groups.join(own, on=own.columns[:-1], how="left", validate="m:1", maintain_order="left")
        wait = numbers(groups.select(pl.when("own_wait").then("own_row").otherwise("wait_row")).to_series())
        streams = own["wait_stream"].to_list()
        shape, scale, denied = (own[name].to_numpy() for name in own.columns[1:4])
        lag, refile, odds = (
            groups[name].cast(pl.Float64).to_numpy() for name in ("wait_lag_days", "refile_days", "onset_probability")
        )
        return Law(
            wait,
            groups["potential"].to_numpy(),
            (groups["last_crossing"] & (groups["regime_kind"] == "licence") & ~groups["potential"]).to_numpy(),
            lag.reshape(-1, 1),
            refile.reshape(-1, 1),
            odds,
            numbers(groups["onset_row"]),
            np.concatenate([drawn.rate, rates(shape, scale, hazards(streams, drawn.uniforms))]),
            np.concatenate([drawn.denied, denial_shares(shape, denied, denials(streams, drawn.uniforms))]),
        )

    def waits(self, runs: Ints) -> Rated:
        """The waits of some runs, which are licensed, in each draw."""
        at = self.wait[runs]
        return Rated(self.lag[runs], self.rate[at], self.denied[at], self.refile[runs])

    def odds_of(self, runs: Ints, drawn: WorldDraws) -> Floats:
        """The odds of onset of some runs, which are potential, in each draw."""
        return gathered(drawn.onset.draws, self.onset[runs], self.odds[runs])


@dataclass(frozen=True)
class Walked:
    """Paths as numbers: their shares and the rows of these among the draws, and which run of each kind they are in."""

    use_share: Floats
    feed_share: Floats
    use: Ints
    feed: Ints
    group: Ints
    gate: Ints
    pair: Ints
    variant: Ints

    @staticmethod
    def of(paths: pl.DataFrame) -> "Walked":
        """From paths sorted by GROUP."""
        group, gate, pair = (numbers(paths.select(pl.struct(key).rle_id()).to_series()) for key in RUNS)
        use_share, feed_share = (paths[name].to_numpy() for name in ("use_share", "feed_share"))
        use, feed, variant = (numbers(paths[name]) for name in ("use_row", "feed_row", "variant"))
        return Walked(use_share, feed_share, use, feed, group, gate, pair, variant)

    def part(self, rows: slice) -> "Walked":
        """The paths of a slice."""
        return Walked(**{name: getattr(self, name)[rows] for name in self.__dataclass_fields__})

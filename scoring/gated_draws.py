"""Gated paths and the law they fall under as numbers, with the rows of what is uncertain of them among the draws."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from scoring.collecting import collected
from scoring.draws import Floats, Ints, gathered
from scoring.segments import numbers
from scoring.wait_draws import Rated, denial_shares, rates
from scoring.ways import is_renewable
from scoring.world_draws import WorldDraws, denials, hazards

GATE = ["variant", "authority", "potential"]
GROUP = [*GATE, "regime_id", "last_crossing", "own_wait"]
RUNS = (GROUP, GATE, GATE[:2])
PATH = ["mix", "material_id", "origin", "feed_origin"]


def numbered_paths(
    variants: pl.DataFrame, walked: pl.DataFrame, governed: pl.DataFrame, drawn: WorldDraws
) -> pl.DataFrame:
    """One row a variant × path × authority, sorted by GROUP, with the rows of its shares and wait among the draws."""
    law = ["regime_kind", "wait_lag_days", "wait_shape", "wait_scale_days", "denial_share", "refile_days"]
    rows = governed.lazy().select("wait_case", *PATH, *GROUP[1:], *law, "onset_probability")
    rows = rows.join(_share_rows(walked.lazy(), drawn), on=PATH, how="left", validate="m:1", nulls_equal=True)
    for keys, row in ((drawn.waits, "wait_row"), (drawn.onset.keys, "onset_row")):
        rows = rows.join(keys.lazy().rename({"row": row}), on="regime_id", how="left", validate="m:1")
    rows = variants.lazy().select("variant", "wait_case").join(rows, on="wait_case", how="inner", validate="m:m")
    return collected(rows.sort(*GROUP, "origin", "feed_origin"))


def _share_rows(walked: pl.LazyFrame, drawn: WorldDraws) -> pl.LazyFrame:
    """One row a path: its shares, and their rows among the draws (`use_row`, `feed_row`; empty where certain)."""
    feed = ["feed_table", "feed_material_id", "feed_origin"]
    rows = walked.select(*PATH, *feed[:2], "use_share", "feed_share")
    used = drawn.use.keys.lazy().rename({"row": "use_row"})
    # World supply stands behind any origin: its feeds are told by no origin of their own.
    supplied = pl.when(pl.col("feed_table") == "supply_shares").then(pl.lit("*")).otherwise("origin")
    fed = drawn.feed.keys.lazy().rename({"row": "feed_row", "origin": "fed_origin"})
    rows = rows.join(used, on=PATH[:3], how="left", validate="m:1").with_columns(fed_origin=supplied)
    rows = rows.join(fed, on=[*feed, "fed_origin"], how="left", validate="m:1")
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
        groups = paths.unique(GROUP, keep="first", maintain_order=True)
        waits = ["wait_stream", "wait_shape", "wait_scale_days", "denial_share"]
        own = groups.filter("own_wait").select(waits).unique().sort(waits).with_row_index("own_row", len(drawn.rate))
        of_own = groups.join(own, on=waits, how="left", validate="m:1", maintain_order="left")["own_row"]
        wait = np.where(groups["own_wait"].to_numpy(), numbers(of_own), numbers(groups["wait_row"]))
        streams = own["wait_stream"].to_list()
        shape, scale, denied = (own[name].to_numpy() for name in waits[1:])
        certain = groups.select(pl.col("wait_lag_days", "refile_days", "onset_probability").cast(pl.Float64))
        lag, refile, odds = (column.to_numpy() for column in certain)
        return Law(
            wait,
            groups["potential"].to_numpy(),
            groups.select(is_renewable()).to_series().to_numpy(),
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
        runs = paths.select(pl.struct(key).rle_id().alias(str(place)) for place, key in enumerate(RUNS))
        group, gate, pair = map(numbers, runs)
        use_share, feed_share = (paths[name].to_numpy() for name in ("use_share", "feed_share"))
        use, feed, variant = (numbers(paths[name]) for name in ("use_row", "feed_row", "variant"))
        return Walked(use_share, feed_share, use, feed, group, gate, pair, variant)

    def part(self, rows: slice) -> "Walked":
        """The paths of a slice."""
        return Walked(**{name: getattr(self, name)[rows] for name in self.__dataclass_fields__})

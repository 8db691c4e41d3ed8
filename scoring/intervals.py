"""The interval of a score: where its uncertain inputs put it nine times in ten."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.sparse import csr_array  # type: ignore[import-untyped]

from scoring.answers import Worked
from scoring.collecting import collected_all
from scoring.cost_draws import unit_costs
from scoring.delay_draws import lost_shares
from scoring.drawn_frames import DrawnFrames, drawn_frames
from scoring.draws import Floats, Ints
from scoring.method import Method
from scoring.segments import CHUNK_VALUES, chunks, numbers, starts, sums
from scoring.sourcing import Sourcing
from scoring.world import World
from scoring.world_draws import WorldDraws, world_draws

CHUNK_LINES = 1 << 16
"""Product lines worked off together: the draws of as many cases fit into half a gigabyte."""

LOW, HIGH = 0.05, 0.95
"""Ends of the interval: one score in twenty lies below it, one in twenty above."""


@dataclass(frozen=True)
class LossDraws:
    """Per case in their order and draw: lost share of the year, duty and premium in USD a unit."""

    cases: pl.Series
    lost_share: Floats
    duty_per_unit: Floats
    premium_per_unit: Floats


def score_intervals(
    lines: pl.DataFrame,
    work: Callable[[pl.Series], Worked],
    found: Sourcing,
    world: World,
    drawn: WorldDraws | None = None,
) -> pl.DataFrame:
    """One row a company with a scorable line: company, score_low and score_high.

    `lines`: scorable lines sorted by company, as for `company_intervals`. `work` works out cases given by
    number; `drawn` are the draws of the world if they are at hand. A few companies at a time, so that memory does not
    grow with the portfolio.
    """
    drawn = drawn or world_draws(world)
    edges = starts(numbers(lines["company"].rle_id()))
    ends = [pl.DataFrame(schema={"company": pl.UInt32(), "score_low": pl.Float64(), "score_high": pl.Float64()})]
    for _, part in chunks(edges, CHUNK_VALUES // CHUNK_LINES):
        some = lines[part]
        draws = loss_draws(drawn_frames(work(some["case"]), found), world, drawn)
        ends.append(company_intervals(some, draws, world, drawn))
    return pl.concat(ends)


def loss_draws(frames: DrawnFrames, world: World, drawn: WorldDraws) -> LossDraws:
    """What a unit of each case loses in each draw of the uncertain inputs.

    What the company stated is certain. A path keeps the regime it has in the headline.
    """
    lost = lost_shares(frames.named, frames.walked, frames.governed, world, drawn)
    duty, premium = unit_costs(frames.named, frames.rates, frames.premiums, world, drawn)
    return LossDraws(frames.named["case"].unique().sort(), lost, duty, premium)


def company_intervals(lines: pl.DataFrame, draws: LossDraws, world: World, drawn: WorldDraws) -> pl.DataFrame:
    """One row a company: company, score_low and score_high, the 5 % and 95 % ends of its score.

    `lines`: the scorable lines sorted by company: company, line, product_id, case (without draws for a line without
    materials), annual_units, annual_revenue_usd, contribution_margin, recovery_share, margin_given, recovery_given.
    """
    exposed = company_losses(lines, draws, drawn)
    ends = np.empty((len(exposed.companies), 2))
    for found, _ in chunks(exposed.edges, drawn.count):
        ends[found] = quantiles(exposed.loss(found), (LOW, HIGH))
    scores = score_of(ends, exposed.revenue, world.method)
    return exposed.companies.with_columns(score_low=scores[:, 0], score_high=scores[:, 1])


def quantiles(draws: Floats, shares: tuple[float, float]) -> Floats:
    """Per row the values below which given shares of its draws lie; draw i of n stands for (i + ½)/n."""
    n = draws.shape[1]
    places = np.clip(np.array(shares) * n - 0.5, 0, n - 1)
    below = np.floor(places).astype(int)
    above = np.minimum(below + 1, n - 1)
    # numpy's full sort is vectorised and its partition at several places is not: eight times as fast on a row of 256.
    ranked = np.sort(draws, axis=1)
    ends: Floats = ranked[:, below] + (places - below) * (ranked[:, above] - ranked[:, below])
    return ends


def score_of(loss: Floats, revenue: Floats, method: Method) -> Floats:
    """The scale of `points.score_points` on arrays."""
    nepers = np.log1p(loss / (revenue * method.loss_unit_of_revenue))
    points: Floats = np.minimum(method.highest_score, method.points_per_decade / math.log(10) * nepers)
    return points


@dataclass(frozen=True)
class CompanyLosses:
    """Which company has how much at stake in which case: matrices of companies by rows of draws."""

    companies: pl.DataFrame
    edges: Ints
    """where the lines of each company begin"""
    revenue: Floats
    delayed: csr_array
    at_stake: Floats
    bought: csr_array
    unit_cost: Floats

    def loss(self, companies: slice) -> Floats:
        """Expected annual loss in USD of some companies in each draw, summed in the order of their lines."""
        loss: Floats = self.delayed[companies] @ self.at_stake + self.bought[companies] @ self.unit_cost
        return loss


def company_losses(lines: pl.DataFrame, draws: LossDraws, drawn: WorldDraws) -> CompanyLosses:
    """Losses of companies by draw, from their scorable lines as in `company_intervals`.

    Margin and recovery are certain where the company gave them, else the product's.
    """
    drawn_rows = pl.LazyFrame({"case": draws.cases}).with_row_index("drawn")
    ordered = lines.lazy().join(drawn_rows, on="case", how="left", validate="m:1").sort("company", "line")
    rows, kinds, held = collected_all([ordered, *_stakes(ordered.drop_nulls("drawn"), drawn)])
    edges = starts(numbers(rows["company"]))
    ends = np.concatenate([[0], np.cumsum(numbers(rows["drawn"]) >= 0)])[edges]
    weights = (held["weight"].to_numpy(), held["stake"].to_numpy(), ends)
    units = (held["annual_units"].to_numpy(), held["drawn"].to_numpy(), ends)
    return CompanyLosses(
        rows.select("company")[edges[:-1]],
        edges,
        sums(rows["annual_revenue_usd"].to_numpy().reshape(-1, 1), edges),
        csr_array(weights, shape=(len(edges) - 1, len(kinds))),
        draws.lost_share[kinds["drawn"].to_numpy()] * _kept_margins(kinds, drawn),
        csr_array(units, shape=(len(edges) - 1, len(draws.cases))),
        draws.duty_per_unit + draws.premium_per_unit,
    )


STAKE = ["drawn", "product_id", "margin_given", "recovery_given"]


def _stakes(held: pl.LazyFrame, drawn: WorldDraws) -> tuple[pl.LazyFrame, pl.LazyFrame]:
    """The distinct kinds of stakes, numbered, with the rows of margin and recovery among the draws; and the lines by
    the number of their kind, each with what of its stake is certain."""
    given = pl.when("margin_given").then("contribution_margin").otherwise(1.0)
    kept = pl.when("recovery_given").then(1 - pl.col("recovery_share")).otherwise(1.0)
    kinds = held.select(STAKE).unique().sort(STAKE).with_row_index("stake")
    weighed = held.select(*STAKE, "annual_units", weight=pl.col("annual_revenue_usd") * given * kept)
    lines = weighed.join(kinds, on=STAKE, how="left", validate="m:1", maintain_order="left")
    for name, keys in (("margin", drawn.margin.keys), ("recovery", drawn.recovery.keys)):
        rows = keys.lazy().rename({"row": f"{name}_row"})
        kinds = kinds.join(rows, on="product_id", how="left", validate="m:1", maintain_order="left")
    return kinds, lines


def _kept_margins(kinds: pl.DataFrame, drawn: WorldDraws) -> Floats:
    """m·(1 − κ) in each draw, each factor 1 where the company gave it."""
    given = kinds.select("margin_given", "recovery_given").to_numpy()
    margin = np.where(given[:, :1], 1.0, drawn.margin.draws[kinds["margin_row"].to_numpy()])
    kept: Floats = margin * np.where(given[:, 1:], 1.0, 1 - drawn.recovery.draws[kinds["recovery_row"].to_numpy()])
    return kept

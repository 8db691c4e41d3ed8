"""What the engine says with the inputs of one draw: the world in which every uncertain figure is what the draw says."""

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from scoring import engine, intervals
from scoring.answers import worked
from scoring.cost import RATE
from scoring.drawn_frames import DrawnFrames, drawn_frames
from scoring.drawn_kinds import Drawn
from scoring.draws import Uniforms, stratified
from scoring.intervals import LossDraws, company_intervals, loss_draws
from scoring.portfolio import Portfolio
from scoring.world import World
from scoring.world_draws import WorldDraws, world_draws

EVER = 1e9
"""Scale in days at which the method's wait is exponential: the rate is as good as known."""


@dataclass(frozen=True)
class Scored:
    """The frames of one scoring that intervals are made from, and its levels."""

    world: World
    lines: pl.DataFrame
    frames: DrawnFrames
    company: pl.DataFrame

    def by_company(self, frame: str) -> pl.DataFrame:
        """Rows of a frame (named, governed, costs) with company_id and line of all that rest on them."""
        bought = self.lines.select("company_id", "line", "case", "profile")
        named = bought.join(self.frames.named, on="case")
        if frame == "costs":
            return named.join(self.frames.rates, on=RATE).join(self.frames.premiums, on=RATE[1:])
        return (
            named
            if frame == "named"
            else named.join(self.frames.governed.drop("case", "mix"), on=["wait_case", "material_id"])
        )

    def draws(self, uniforms: Uniforms = stratified) -> tuple[LossDraws, WorldDraws]:
        """Losses in each draw, and the world's draws."""
        drawn = world_draws(self.world, uniforms)
        return loss_draws(self.frames, self.world, drawn), drawn

    def intervals(self) -> pl.DataFrame:
        """score_low and score_high by company."""
        losses, drawn = self.draws()
        return company_intervals(self.lines, losses, self.world, drawn)

    def scores(self, uniforms: Uniforms) -> np.ndarray:
        """The score of each company (in order of company_id) in each draw."""
        losses, drawn = self.draws(uniforms)
        everyone = intervals.company_losses(self.lines, losses, drawn)
        return intervals.score_of(everyone.loss(slice(0, len(everyone.revenue))), everyone.revenue, self.world.method)


def scored(world: World, portfolio: Portfolio) -> Scored:
    """One scoring with all that intervals need of it."""
    found = engine.prepared(world, portfolio)
    done = worked(found.book.cases, found.book, found.found, world)
    frames = drawn_frames(done, found.found)
    lines = engine.scorable_lines(found)
    ids = found.book.ids["company_id"].gather(lines["line"])
    return Scored(world, lines.with_columns(company_id=ids), frames, engine.headlines_of(found))


def world_in_draw(world: World, drawn: WorldDraws, draw: int) -> World:
    """The world as one draw has it; waits are exponential at the drawn rates, as near as the method's form comes."""
    feeds = drawn.feed.keys.filter(pl.col("feed_table") == "feed_shares").drop("feed_table")
    use = drawn.use.keys
    used = use.filter(pl.col("mix") != "world").with_columns(importer=pl.col("mix").str.strip_prefix("use "))
    machined = _with(world.materials, drawn.machined, draw, "lost_per_kg", ["material_id"])
    valued = _with(machined, drawn.value, draw, "unit_value_usd_per_kg", ["material_id"])
    prices = _with(world.prices, drawn.inside, draw, "price_inside_usd_per_kg", ["element"])
    made = _with(world.products, drawn.margin, draw, "contribution_margin", ["product_id"])
    return replace(
        world,
        defaults={**world.defaults, **{name: float(draws[0, draw]) for name, draws in drawn.terms.items()}},
        use_shares=_with(
            world.use_shares, Drawn(used, drawn.use.draws), draw, "share", ["importer", "material_id", "origin"]
        ),
        supply_shares=_with(
            world.supply_shares,
            Drawn(use.filter(pl.col("mix") == "world"), drawn.use.draws),
            draw,
            "share",
            ["material_id", "origin"],
        ),
        feed_shares=_with(
            world.feed_shares,
            Drawn(feeds, drawn.feed.draws),
            draw,
            "share",
            ["feed_material_id", "origin", "feed_origin"],
        ),
        product_materials=_with(
            world.product_materials, drawn.mass, draw, "kg_per_unit", ["product_id", "material_id"]
        ),
        materials=valued.with_columns(purchase_factor=1 + pl.col("lost_per_kg")).drop("lost_per_kg"),
        compositions=_with(world.compositions, drawn.fraction, draw, "mass_fraction", ["material_id", "element"]),
        prices=_with(prices, drawn.outside, draw, "price_outside_usd_per_kg", ["element"]),
        quoted_shares=_with(world.quoted_shares, drawn.quoted, draw, "quoted_share", ["element"]),
        products=_with(made, drawn.recovery, draw, "recovery_share", ["product_id"]),
        regimes=_regimes(world, drawn, draw),
    )


def _regimes(world: World, drawn: WorldDraws, draw: int) -> pl.DataFrame:
    rate = Drawn(drawn.waits, drawn.rate)
    rows = _with(world.regimes, rate, draw, "rate", ["regime_id"])
    rows = _with(rows, Drawn(drawn.waits, drawn.denied), draw, "denial_share", ["regime_id"])
    rows = _with(rows, drawn.onset, draw, "onset_probability", ["regime_id"])
    licensed = pl.col("wait_shape").is_not_null()
    return rows.with_columns(
        wait_shape=pl.when(licensed).then(pl.col("rate") * EVER),
        wait_scale_days=pl.when(licensed).then(EVER),
    ).drop("rate")


def _with(rows: pl.DataFrame, kind: Drawn, draw: int, figure: str, key: list[str]) -> pl.DataFrame:
    """The figure of each row replaced by its value in the draw."""
    values = kind.keys.select(*key, _drawn=pl.Series(kind.draws[:, draw]).gather(kind.keys["row"]))
    joined = rows.join(values, on=key, how="left", validate="m:1", maintain_order="left")
    kept = pl.col(figure) if figure in rows.columns else pl.lit(None)
    return joined.with_columns(pl.coalesce("_drawn", kept).alias(figure)).drop("_drawn")

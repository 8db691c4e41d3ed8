"""Draws of everything uncertain in one state of the world, made once and shared by every company."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from scoring import ranges
from scoring.draws import Floats, Uniforms, between, stratified
from scoring.segments import starts, sums
from scoring.wait_draws import denial_shares, rates
from scoring.world import World

WAIT = ("wait_shape", "wait_scale_days", "denial_share")


@dataclass(frozen=True)
class Drawn:
    """Draws of figures of one kind, a row each; `keys` says which figure a `row` is."""

    keys: pl.DataFrame
    draws: Floats


@dataclass(frozen=True)
class WorldDraws:
    """Every uncertain input of a world in each draw; shares of one whole sum to 1 in every draw."""

    uniforms: Uniforms
    terms: Mapping[str, Floats]
    """parameter → its default, one row"""
    use: Drawn
    feed: Drawn
    waits: pl.DataFrame
    """regime_id, wait_stream, row"""
    rate: Floats
    denied: Floats
    mass: Drawn
    machined: Drawn
    value: Drawn
    fraction: Drawn
    inside: Drawn
    outside: Drawn
    quoted: Drawn
    margin: Drawn
    recovery: Drawn

    @property
    def count(self) -> int:
        """How many draws there are."""
        return int(self.rate.shape[1])


def world_draws(world: World, uniforms: Uniforms = stratified) -> WorldDraws:
    """The draws of a world. `uniforms` places each input by its name; the same names give the same draws everywhere."""
    terms = _drawn(ranges.default_ranges(world), uniforms)
    waits = _waits(world)
    distinct = waits.unique("row", keep="first", maintain_order=True).sort("row")
    shape, scale, denied = (distinct[name].to_numpy() for name in WAIT)
    streams = distinct["wait_stream"].to_list()
    return WorldDraws(
        uniforms=uniforms,
        terms={name: terms.draws[[row]] for row, name in enumerate(terms.keys["parameter"])},
        use=_summing_to_one(_drawn(ranges.share_ranges(world), uniforms), ["mix", "material_id"]),
        feed=_summing_to_one(_drawn(ranges.feed_ranges(world), uniforms), ["feed_table", "feed_material_id", "origin"]),
        waits=waits.select("regime_id", "wait_stream", "row"),
        rate=rates(shape, scale, hazards(streams, uniforms)),
        denied=denial_shares(shape, denied, denials(streams, uniforms)),
        mass=_drawn(ranges.mass_ranges(world), uniforms),
        machined=_drawn(ranges.loss_ranges(world), uniforms),
        value=_drawn(ranges.value_ranges(world), uniforms),
        fraction=_drawn(ranges.fraction_ranges(world), uniforms),
        inside=_drawn(ranges.price_ranges(world, "inside"), uniforms),
        outside=_drawn(ranges.price_ranges(world, "outside"), uniforms),
        quoted=_drawn(ranges.quoted_ranges(world), uniforms),
        margin=_drawn(ranges.product_ranges(world, "contribution_margin"), uniforms),
        recovery=_drawn(ranges.product_ranges(world, "recovery_share"), uniforms),
    )


def hazards(streams: list[str], uniforms: Uniforms) -> Floats:
    """Where each draw puts the rate at which files are decided."""
    return uniforms([f"{name}/rate" for name in streams])


def denials(streams: list[str], uniforms: Uniforms) -> Floats:
    """Where each draw puts the share of files denied."""
    return uniforms([f"{name}/denials" for name in streams])


def _waits(world: World) -> pl.DataFrame:
    """Regimes that license; those whose waits are told by the same evidence share one unknown rate, and one stream."""
    evidence = pl.col("evidence").list.join(";")
    told = pl.coalesce(pl.when(evidence.str.len_chars() > 0).then(evidence), "regime_id")
    rows = world.regimes.drop_nulls("wait_shape").sort("regime_id")
    named = rows.select("regime_id", *WAIT, wait_stream=pl.format("licence_regimes/{}/{}", "authority", told))
    alike = named.select("wait_stream", *WAIT).unique(maintain_order=True).with_columns(row=pl.int_range(pl.len()))
    return named.join(alike, on=["wait_stream", *WAIT], how="left", validate="m:1", maintain_order="left")


def _drawn(rows: pl.DataFrame, uniforms: Uniforms) -> Drawn:
    keys = rows.drop(ranges.RANGE)
    rows = rows.sort(keys.columns)
    low, middle, high = (rows[name].to_numpy() for name in ranges.ENDS)
    return Drawn(
        rows.select(keys.columns).with_columns(row=pl.int_range(pl.len())),
        between(low, middle, high, uniforms(rows["stream"].to_list())),
    )


def _summing_to_one(shares: Drawn, whole: list[str]) -> Drawn:
    """Each share drawn within its own range, then all of a whole scaled to sum to 1."""
    edges = starts(shares.keys.select(pl.struct(whole).rle_id()).to_series().cast(pl.Int64).to_numpy())
    total = np.repeat(sums(shares.draws, edges), np.diff(edges), axis=0)
    return Drawn(shares.keys, shares.draws / np.where(total > 0, total, 1.0))

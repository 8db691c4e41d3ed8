"""Draws of everything uncertain in one state of the world, made once and shared by every company."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import cast

import numpy as np
import polars as pl

from scoring import ranges
from scoring.draws import Floats, Uniforms, between, stratified
from scoring.segments import numbers, starts, sums
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
    drawn_terms: Drawn
    use: Drawn
    feed: Drawn
    waits: pl.DataFrame
    """regime_id, wait_stream, row"""
    rate: Floats
    denied: Floats
    onset: Drawn
    mass: Drawn
    machined: Drawn
    value: Drawn
    fraction: Drawn
    inside: Drawn
    outside: Drawn
    quoted: Drawn
    margin: Drawn
    recovery: Drawn
    reads: Mapping[str, frozenset[str]]
    """kind of figure → fields of the world that its draws rest on"""

    @cached_property
    def terms(self) -> Mapping[str, Floats]:
        """Parameter → its default, one row."""
        drawn = self.drawn_terms
        return {name: drawn.draws[[row]] for row, name in enumerate(drawn.keys["parameter"])}

    def of_kind(self, name: str) -> Drawn:
        """The draws of a kind of figure."""
        found: Drawn = getattr(self, "drawn_terms" if name == "terms" else name)
        return found

    @property
    def count(self) -> int:
        """How many draws there are."""
        return int(self.rate.shape[1])


def world_draws(
    world: World, uniforms: Uniforms = stratified, like: tuple[World, WorldDraws] | None = None
) -> WorldDraws:
    """The draws of a world. `uniforms` places each input by its name; the same names give the same draws everywhere.

    What rests on frames alone that are as in the world `like` is taken from its draws, made with the same uniforms.
    """
    kinds, reads = _kinds(world, uniforms, like)
    terms, waits = kinds.pop("terms"), _waits(world)
    distinct = waits.unique("row", keep="first", maintain_order=True).sort("row")
    shape, scale, denied = (distinct[name].to_numpy() for name in WAIT)
    streams = distinct["wait_stream"].to_list()
    return WorldDraws(
        uniforms=uniforms,
        drawn_terms=terms,
        waits=waits.select("regime_id", "wait_stream", "row"),
        rate=rates(shape, scale, hazards(streams, uniforms)),
        denied=denial_shares(shape, denied, denials(streams, uniforms)),
        **kinds,
        reads=reads,
    )


RANGES: Mapping[str, Callable[[World], pl.DataFrame]] = {
    "terms": ranges.default_ranges,
    "use": ranges.share_ranges,
    "feed": ranges.feed_ranges,
    "onset": ranges.onset_ranges,
    "mass": ranges.mass_ranges,
    "machined": ranges.loss_ranges,
    "value": ranges.value_ranges,
    "fraction": ranges.fraction_ranges,
    "inside": lambda world: ranges.price_ranges(world, "inside"),
    "outside": lambda world: ranges.price_ranges(world, "outside"),
    "quoted": ranges.quoted_ranges,
    "margin": lambda world: ranges.product_ranges(world, "contribution_margin"),
    "recovery": lambda world: ranges.product_ranges(world, "recovery_share"),
}
"""Kind of uncertain figure → its ranges in a world."""

WHOLES = {"use": ["mix", "material_id"], "feed": ["feed_table", "feed_material_id", "origin"]}
"""Kinds that are shares, with what tells the wholes they are shares of."""


class _Reading:
    """A world that notes which of its fields are read."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.names: set[str] = set()

    def __getattr__(self, name: str) -> object:
        self.names.add(name)
        return getattr(self._world, name)


def _kinds(
    world: World, uniforms: Uniforms, like: tuple[World, WorldDraws] | None
) -> tuple[dict[str, Drawn], dict[str, frozenset[str]]]:
    """The draws of each kind of figure, and the fields of the world that each rests on."""
    drawn: dict[str, Drawn] = {}
    reads: dict[str, frozenset[str]] = {}
    changed = _changed(world, like[0]) if like else set()
    for name, ranged in RANGES.items():
        if like and not like[1].reads[name] & changed:
            drawn[name], reads[name] = like[1].of_kind(name), like[1].reads[name]
            continue
        reading = _Reading(world)
        made = _drawn(ranged(cast(World, reading)), uniforms)
        drawn[name] = _summing_to_one(made, WHOLES[name]) if name in WHOLES else made
        reads[name] = frozenset(reading.names)
    return drawn, reads


def _changed(world: World, other: World) -> set[str]:
    """Fields in which two worlds differ."""
    pairs = {field.name: (getattr(world, field.name), getattr(other, field.name)) for field in fields(World)}
    return {name for name, (one, two) in pairs.items() if one is not two and not _same(one, two)}


def _same(one: object, other: object) -> bool:
    if isinstance(one, pl.DataFrame) and isinstance(other, pl.DataFrame):
        return one.equals(other)
    return one == other


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
    edges = starts(numbers(shares.keys.select(pl.struct(whole).rle_id()).to_series()))
    total = np.repeat(sums(shares.draws, edges), np.diff(edges), axis=0)
    return Drawn(shares.keys, shares.draws / np.where(total > 0, total, 1.0))

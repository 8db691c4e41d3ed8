"""Draws of uncertain figures kind by kind, and which fields of a world each kind rests on."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields
from typing import cast

import numpy as np
import polars as pl

from scoring import ranges
from scoring.draws import Floats, Uniforms, between
from scoring.segments import numbers, starts, sums
from scoring.world import World

RANGES: Mapping[str, Callable[[World], pl.DataFrame]] = {
    "default": ranges.default_ranges,
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


@dataclass(frozen=True)
class Drawn:
    """Draws of figures of one kind, a row each; `keys` says which figure a `row` is."""

    keys: pl.DataFrame
    draws: Floats
    reads: frozenset[str] = frozenset()
    """fields of the world that the figures rest on"""


def drawn_kinds(
    world: World, uniforms: Uniforms, known: Mapping[str, Drawn], changed: Collection[str]
) -> dict[str, Drawn]:
    """The draws of each kind of figure; known ones serve again where no field of the world they rest on is changed."""
    return {
        name: known[name] if name in known and known[name].reads.isdisjoint(changed) else _kind(name, world, uniforms)
        for name in RANGES
    }


def changed_fields(world: World, other: World) -> set[str]:
    """Fields in which two worlds differ."""
    pairs = {field.name: (getattr(world, field.name), getattr(other, field.name)) for field in fields(World)}
    return {name for name, (one, two) in pairs.items() if one is not two and not _same(one, two)}


class _Reading:
    """A world that notes which of its fields are read."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.names: set[str] = set()

    def __getattr__(self, name: str) -> object:
        self.names.add(name)
        return getattr(self._world, name)


def _kind(name: str, world: World, uniforms: Uniforms) -> Drawn:
    reading = _Reading(world)
    rows = RANGES[name](cast(World, reading))
    keys = rows.drop(ranges.RANGE)
    rows = rows.sort(keys.columns)
    low, middle, high = (rows[end].to_numpy() for end in ranges.ENDS)
    numbered = rows.select(keys.columns).with_columns(row=pl.int_range(pl.len()))
    draws = between(low, middle, high, uniforms(rows["stream"].to_list()))
    summed = _summing_to_one(numbered, draws, WHOLES[name]) if name in WHOLES else draws
    return Drawn(numbered, summed, frozenset(reading.names))


def _summing_to_one(keys: pl.DataFrame, draws: Floats, whole: list[str]) -> Floats:
    """Each share drawn within its own range, then all of a whole scaled to sum to 1."""
    edges = starts(numbers(keys.select(pl.struct(whole).rle_id()).to_series()))
    total = np.repeat(sums(draws, edges), np.diff(edges), axis=0)
    shares: Floats = draws / np.where(total > 0, total, 1.0)
    return shares


def _same(one: object, other: object) -> bool:
    if isinstance(one, pl.DataFrame) and isinstance(other, pl.DataFrame):
        return one.equals(other)
    return one == other

"""Draws of everything uncertain in one state of the world, made once and shared by every company."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from scoring.drawn_kinds import RANGES, Drawn, changed_fields, drawn_kinds
from scoring.draws import Floats, Uniforms, stratified
from scoring.wait_draws import denial_shares, rates
from scoring.world import World

WAIT = ("wait_shape", "wait_scale_days", "denial_share")


@dataclass(frozen=True)
class WorldDraws:
    """Every uncertain input of a world in each draw; shares of one whole sum to 1 in every draw."""

    uniforms: Uniforms
    default: Drawn
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

    @cached_property
    def terms(self) -> Mapping[str, Floats]:
        """Parameter → its default, one row."""
        return {name: self.default.draws[[row]] for row, name in enumerate(self.default.keys["parameter"])}

    @property
    def kinds(self) -> dict[str, Drawn]:
        """The draws by kind of figure."""
        return {name: getattr(self, name) for name in RANGES}

    @property
    def count(self) -> int:
        """How many draws there are."""
        return int(self.rate.shape[1])


def world_draws(
    world: World, uniforms: Uniforms = stratified, like: tuple[World, WorldDraws] | None = None
) -> WorldDraws:
    """The draws of a world. `uniforms` places each input by its name; the same names give the same draws everywhere.

    What rests on fields alone that are as in the world `like` is taken from its draws, made with the same uniforms.
    """
    known = like[1].kinds if like else {}
    changed = changed_fields(world, like[0]) if like else set()
    waits = _waits(world)
    distinct = waits.unique("row", keep="first", maintain_order=True).sort("row")
    shape, scale, denied = (distinct[name].to_numpy() for name in WAIT)
    streams = distinct["wait_stream"].to_list()
    return WorldDraws(
        uniforms=uniforms,
        waits=waits.select("regime_id", "wait_stream", "row"),
        rate=rates(shape, scale, hazards(streams, uniforms)),
        denied=denial_shares(shape, denied, denials(streams, uniforms)),
        **drawn_kinds(world, uniforms, known, changed),
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

"""Draws of the share of the year a line loses to licences, with the arithmetic of the engine on many draws at once."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from scoring.draws import Figures, Floats, Ints, Uniforms
from scoring.ranges import term_figures
from scoring.segments import chunks, largest, products, starts, sums
from scoring.share_draws import FEED, ORIGIN, ShareDraws
from scoring.wait_draws import (
    Rated,
    blocked_in_force,
    blocked_looming,
    blocked_potential,
    blocked_prohibited,
    denial_shares,
    rates,
)
from scoring.world import World

TERMS = (
    "stock_days",
    "transit_days",
    "lead_days",
    "second_source_share",
    "requalification_days",
    "licence_valid_days",
)
CASE_GIVEN = ["case", *(f"given_{name}" for name in TERMS)]
"""Lines that agree in these share one answer: the case, and which of its terms the company stated itself."""

GATE = ["variant", "authority", "potential"]
GROUP = [*GATE, "regime_id", "last_crossing", "own_wait"]
WAIT = ["wait_stream", "wait_shape", "wait_scale_days", "denial_share"]


@dataclass(frozen=True)
class _Law:
    """One row a variant × authority × regime × tier: what of it is certain."""

    drawn: Ints
    """row of `rate` and `denied`; −1 for a prohibition"""
    potential: npt.NDArray[np.bool_]
    renewable: npt.NDArray[np.bool_]
    """whether a licence in hand shortens the spell: only one in force, on the last crossing"""
    lag: Floats
    refile: Floats
    odds: Floats
    rate: Floats
    denied: Floats


def lost_shares(
    named: pl.DataFrame, governed: pl.DataFrame, shares: ShareDraws, world: World, uniforms: Uniforms
) -> Floats:
    """X per line of `named` in order of line_id and draw; the regime of each path stays that of the headline."""
    variants = (
        named.select(*CASE_GIVEN, "material_id", *TERMS).unique(CASE_GIVEN).sort(CASE_GIVEN).with_row_index("variant")
    )
    paths = _paths(variants, governed, shares, world)
    of_material = _material_losses(variants, paths, shares, world, uniforms)
    return _line_losses(
        named.join(variants.select(*CASE_GIVEN, "variant"), on=CASE_GIVEN, how="left", validate="m:1"), *of_material
    )


def _paths(variants: pl.DataFrame, governed: pl.DataFrame, shares: ShareDraws, world: World) -> pl.DataFrame:
    """One row a variant × path × authority, with the rows of its shares and the stream of its wait."""
    feeds = shares.feeds.select("feed_row", *FEED[1:])
    fed = world.materials.select("material_id", "feed_material_id")
    kept = ["case", "mix", "material_id", "origin", "feed_origin", *GROUP[1:], "regime_kind", "wait_lag_days"]
    rows = variants.select("variant", "case").join(
        governed.select(*kept, *WAIT[1:], "refile_days", "onset_probability"), on="case", how="inner", validate="m:m"
    )
    rows = rows.join(fed, on="material_id", how="left", validate="m:1")
    rows = rows.join(shares.origins, on=ORIGIN, how="left", validate="m:1")
    rows = rows.join(feeds, on=FEED[1:], how="left", validate="m:1")
    rows = rows.join(_wait_streams(world), on="regime_id", how="left", validate="m:1")
    return rows.sort(*GROUP, "origin", "feed_origin")


def _wait_streams(world: World) -> pl.DataFrame:
    """Regimes whose waits are told by the same evidence share one unknown rate: their draws go together."""
    evidence = pl.col("evidence").list.join(";")
    told = pl.when(evidence.str.len_chars() > 0).then(evidence)
    return world.regimes.select(
        "regime_id", wait_stream=pl.format("licence_regimes/{}/{}", "authority", pl.coalesce(told, "regime_id"))
    )


def _material_losses(
    variants: pl.DataFrame, paths: pl.DataFrame, shares: ShareDraws, world: World, uniforms: Uniforms
) -> tuple[pl.DataFrame, Floats]:
    """One row a variant × authority (numbered `loss_row`) and its x in each draw."""
    terms = {name: term_figures(variants, name, world, uniforms) for name in TERMS}
    law = _law(paths, uniforms)
    pairs = paths.select("variant", "authority").unique(maintain_order=True).with_row_index("loss_row")
    walked = _Walked.of(paths)
    draws = terms["stock_days"].draws.shape[1]
    parts = [np.empty((0, draws))]
    for _, rows in chunks(starts(walked.variant), draws):
        parts.append(_lost(walked.part(rows), law, terms, shares, world))
    return pairs, np.concatenate(parts)


@dataclass(frozen=True)
class _Walked:
    """Paths as numbers: rows of their shares, and which run of each kind they belong to."""

    origin: Ints
    feed: Ints
    group: Ints
    gate: Ints
    pair: Ints
    variant: Ints

    @staticmethod
    def of(paths: pl.DataFrame) -> "_Walked":
        """From paths sorted by GROUP; a path without a feed has feed −1."""
        rows = [paths[name].cast(pl.Int64).fill_null(-1).to_numpy() for name in ("origin_row", "feed_row")]
        runs = [paths.select(pl.struct(key).rle_id()).to_series().cast(pl.Int64).to_numpy() for key in _RUNS]
        group, gate, pair = runs
        return _Walked(rows[0], rows[1], group, gate, pair, paths["variant"].cast(pl.Int64).to_numpy())

    def part(self, rows: slice) -> "_Walked":
        """The paths of a slice."""
        return _Walked(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))


_RUNS = (GROUP, GATE, GATE[:2])


def _law(paths: pl.DataFrame, uniforms: Uniforms) -> _Law:
    """Law and waits of each run of paths under one regime; a prohibition has no rate."""
    groups = paths.unique(GROUP, keep="first", maintain_order=True)
    waits = groups.select(WAIT).drop_nulls().unique(maintain_order=True).with_row_index("drawn")
    drawn = groups.join(waits, on=WAIT, how="left", validate="m:1", maintain_order="left")["drawn"]
    shape, scale, middle = (waits[name].to_numpy() for name in WAIT[1:])
    hazard = uniforms([f"{name}/rate" for name in waits["wait_stream"]])
    denial = uniforms([f"{name}/denials" for name in waits["wait_stream"]])
    lag, refile, odds = (
        groups[name].cast(pl.Float64).to_numpy().reshape(-1, 1)
        for name in ("wait_lag_days", "refile_days", "onset_probability")
    )
    return _Law(
        drawn.cast(pl.Int64).fill_null(-1).to_numpy(),
        groups["potential"].to_numpy(),
        (groups["last_crossing"] & (groups["regime_kind"] == "licence") & ~groups["potential"]).to_numpy(),
        lag,
        refile,
        odds,
        rates(shape, scale, hazard),
        denial_shares(shape, middle, denial),
    )


def _lost(walked: _Walked, law: _Law, terms: Mapping[str, Figures], shares: ShareDraws, world: World) -> Floats:
    """x of each variant × authority of whole variants."""
    path_share = shares.use.at(walked.origin)
    fed = walked.feed >= 0
    path_share[fed] *= shares.feed.at(walked.feed[fed])
    to_group = starts(walked.group)
    gated, first = sums(path_share, to_group), to_group[:-1]
    groups = walked.group[first]
    to_gate = starts(walked.gate[first])
    gate = first[to_gate[:-1]]
    potential = law.potential[walked.group[gate]]
    variant, pair = walked.variant[gate], walked.pair[gate]
    at = {name: figure.at(variant) for name, figure in terms.items()}
    unreplaced, cover = _cover(sums(gated, to_gate), potential, starts(variant), starts(pair), at)
    of_gate = np.repeat(np.arange(len(gate)), np.diff(to_gate))
    valid = np.where(law.renewable[groups].reshape(-1, 1), at["licence_valid_days"][of_gate], 0.0)
    horizon = world.method.horizon_days
    spell = np.maximum(np.minimum(horizon - valid, at["requalification_days"][of_gate]), 0.0)
    blocked = _blocked(law, groups, spell, cover[of_gate], horizon)
    lost = gated * unreplaced[of_gate] * blocked / world.method.year_days
    return sums(lost, starts(walked.pair[first]))


def _cover(
    gated: Floats, potential: npt.NDArray[np.bool_], of_variant: Ints, of_pair: Ints, terms: Mapping[str, Floats]
) -> tuple[Floats, Floats]:
    """Per gate: the part of its share no second source replaces, and days of cover (endless with nothing missing)."""
    sigma, counts = terms["second_source_share"], np.diff(of_variant)
    held = [
        np.repeat(sums(gated, of_variant, kind), counts, axis=0)
        for kind in ((~potential).astype(np.float64), potential.astype(np.float64))
    ]
    coming = potential.reshape(-1, 1)
    source = np.where(coming, np.maximum(sigma - held[0], 0.0), sigma)
    total = np.where(coming, held[1], held[0])
    unreplaced = np.maximum(1 - source / np.where(total > 0, total, np.inf), 0.0)
    stopped = gated * unreplaced
    in_force = np.repeat(sums(stopped, of_pair, (~potential).astype(np.float64)), np.diff(of_pair), axis=0)
    missing = np.where(coming, in_force + stopped, stopped)
    stock = np.where(missing > 0, terms["stock_days"] / np.where(missing > 0, missing, 1.0), np.inf)
    return unreplaced, terms["transit_days"] + terms["lead_days"] + stock


def _blocked(law: _Law, groups: Ints, spell: Floats, cover: Floats, horizon: float) -> Floats:
    """U of each run of paths under one regime, by what the regime is."""
    days = np.empty_like(spell)
    licensed, potential = law.drawn[groups] >= 0, law.potential[groups]
    odds = law.odds[groups]
    for rows in (licensed & ~potential, licensed & potential):
        numbers = groups[rows]
        drawn = law.drawn[numbers]
        wait = Rated(law.lag[numbers], law.rate[drawn], law.denied[drawn], law.refile[numbers])
        if potential[rows].any():
            days[rows] = blocked_potential(wait, spell[rows], cover[rows], odds[rows], horizon)
        else:
            days[rows] = blocked_in_force(wait, spell[rows], cover[rows])
    banned, looming = ~licensed & ~potential, ~licensed & potential
    days[banned] = blocked_prohibited(spell[banned], cover[banned])
    days[looming] = blocked_looming(spell[looming], cover[looming], odds[looming], horizon)
    return days


def _line_losses(named: pl.DataFrame, pairs: pl.DataFrame, lost: Floats) -> Floats:
    """X per line: the largest x of its materials for each authority, authorities independent."""
    lines = named.select("line_id").unique().sort("line_id").with_row_index("line")
    rows = named.join(lines, on="line_id", how="left", validate="m:1")
    rows = rows.join(pairs, on="variant", how="inner", validate="m:m").sort("line", "authority", "material_id")
    line = rows["line"].cast(pl.Int64).to_numpy()
    pair = rows.select(pl.struct("line", "authority").rle_id()).to_series().cast(pl.Int64).to_numpy()
    at = rows["loss_row"].cast(pl.Int64).to_numpy()
    # A line without a gated path loses nothing.
    shares = np.zeros((len(lines), lost.shape[1]))
    for _, part in chunks(starts(line), lost.shape[1]):
        edges = starts(pair[part])
        kept = products(1 - largest(lost[at[part]], edges), starts(line[part][edges[:-1]]))
        shares[line[part][starts(line[part])[:-1]]] = 1 - kept
    return shares

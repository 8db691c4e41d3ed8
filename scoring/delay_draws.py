"""Draws of the share of the year a line loses to licences, with the arithmetic of the engine on many draws at once."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from scoring.draws import Floats, Ints, gathered
from scoring.segments import chunks, largest, products, starts, sums
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
from scoring.world_draws import WorldDraws, denials, hazards

TERMS = (
    "stock_days",
    "transit_days",
    "lead_days",
    "second_source_share",
    "requalification_days",
    "licence_valid_days",
)
CASE_GIVEN = ["wait_case", *(f"given_{name}" for name in TERMS)]
"""Cases that agree in these share one answer: the wait, and which of its terms the company stated itself."""

GATE = ["variant", "authority", "potential"]
GROUP = [*GATE, "regime_id", "last_crossing", "own_wait"]
RUNS = (GROUP, GATE, GATE[:2])


def lost_shares(
    named: pl.DataFrame, walked: pl.DataFrame, governed: pl.DataFrame, world: World, drawn: WorldDraws
) -> Floats:
    """X per case of `named`, in their order, and draw; the regime of each path stays that of the headline."""
    variants = named.select(*CASE_GIVEN, *TERMS).unique(CASE_GIVEN).sort(CASE_GIVEN).with_row_index("variant")
    paths = _paths(variants, walked, governed, drawn)
    terms = {name: _term(variants, name, drawn) for name in TERMS}
    gone = _Walked.of(paths)
    law = _law(paths, drawn)
    parts = [np.empty((0, drawn.count))]
    for _, rows in chunks(starts(gone.variant), drawn.count):
        parts.append(_lost(gone.part(rows), law, terms, drawn, world))
    pairs = paths.select("variant", "authority").unique(maintain_order=True).with_row_index("loss_row")
    of_cases = named.select("case", "material_id", *CASE_GIVEN).join(
        variants.select(*CASE_GIVEN, "variant"), on=CASE_GIVEN, how="left", validate="m:1"
    )
    return _case_losses(of_cases, pairs, np.concatenate(parts))


def _paths(variants: pl.DataFrame, walked: pl.DataFrame, governed: pl.DataFrame, drawn: WorldDraws) -> pl.DataFrame:
    """One row a variant × path × authority, sorted by GROUP, with the rows of its shares and wait among the draws."""
    numbered = share_rows(walked, drawn)
    law = ["regime_kind", "wait_lag_days", "wait_shape", "wait_scale_days", "denial_share", "refile_days"]
    path = ["mix", "material_id", "origin", "feed_origin"]
    rows = governed.select("wait_case", *path, *GROUP[1:], *law, "onset_probability")
    rows = rows.join(numbered, on=path, how="left", validate="m:1", nulls_equal=True)
    rows = rows.join(drawn.waits.rename({"row": "wait_row"}), on="regime_id", how="left", validate="m:1")
    rows = variants.select("variant", "wait_case").join(rows, on="wait_case", how="inner", validate="m:m")
    return rows.sort(*GROUP, "origin", "feed_origin")


def share_rows(walked: pl.DataFrame, drawn: WorldDraws) -> pl.DataFrame:
    """One row a path: its shares, and their rows among the draws (`use_row`, `feed_row`; empty where certain)."""
    path = ["mix", "material_id", "origin", "feed_origin"]
    feed = ["feed_table", "feed_material_id", "feed_origin"]
    rows = walked.select(*path, *feed[:2], "use_share", "feed_share")
    rows = rows.join(drawn.use.keys.rename({"row": "use_row"}), on=path[:3], how="left", validate="m:1")
    # World supply stands behind any origin: its feeds are told by no origin of their own.
    supplied = pl.when(pl.col("feed_table") == "supply_shares").then(pl.lit("*")).otherwise("origin")
    keys = drawn.feed.keys.rename({"row": "feed_row", "origin": "fed_origin"})
    rows = rows.with_columns(fed_origin=supplied).join(keys, on=[*feed, "fed_origin"], how="left", validate="m:1")
    return rows.select(*path, "use_share", "feed_share", "use_row", "feed_row")


def _term(variants: pl.DataFrame, name: str, drawn: WorldDraws) -> tuple[Floats, Ints, Floats]:
    """The default's draws, and per variant whether they hold (0) or the company's own term does (−1)."""
    given = variants[f"given_{name}"].to_numpy()
    return drawn.terms[name], np.where(given, -1, 0), variants[name].to_numpy()


@dataclass(frozen=True)
class _Law:
    """One row a run of paths under one regime: what is certain of it, and where its wait is among the draws."""

    wait: Ints
    """row of `rate` and `denied`; −1 for a prohibition"""
    potential: npt.NDArray[np.bool_]
    renewable: npt.NDArray[np.bool_]
    """whether a licence in hand shortens the spell: only one in force, on the last crossing"""
    lag: Floats
    refile: Floats
    odds: Floats
    rate: Floats
    denied: Floats


@dataclass(frozen=True)
class _Walked:
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
    def of(paths: pl.DataFrame) -> "_Walked":
        """From paths sorted by GROUP."""
        group, gate, pair = (_numbers(paths.select(pl.struct(key).rle_id()).to_series()) for key in RUNS)
        use_share, feed_share = (paths[name].to_numpy() for name in ("use_share", "feed_share"))
        use, feed, variant = (_numbers(paths[name]) for name in ("use_row", "feed_row", "variant"))
        return _Walked(use_share, feed_share, use, feed, group, gate, pair, variant)

    def part(self, rows: slice) -> "_Walked":
        """The paths of a slice."""
        return _Walked(**{name: getattr(self, name)[rows] for name in self.__dataclass_fields__})


def _numbers(column: pl.Series) -> Ints:
    return column.cast(pl.Int64).fill_null(-1).to_numpy()


def _law(paths: pl.DataFrame, drawn: WorldDraws) -> _Law:
    groups = paths.unique(GROUP, keep="first", maintain_order=True).with_columns(row=pl.col("wait_row"))
    own = groups.filter("own_wait").select("wait_stream", "wait_shape", "wait_scale_days", "denial_share").unique()
    own = own.sort(own.columns).with_columns(own_row=pl.int_range(pl.len()) + len(drawn.rate))
    groups = groups.join(own, on=own.columns[:-1], how="left", validate="m:1", maintain_order="left")
    wait = _numbers(groups.select(pl.when("own_wait").then("own_row").otherwise("wait_row")).to_series())
    streams = own["wait_stream"].to_list()
    shape, scale, denied = (own[name].to_numpy() for name in own.columns[1:4])
    lag, refile, odds = (
        groups[name].cast(pl.Float64).to_numpy().reshape(-1, 1)
        for name in ("wait_lag_days", "refile_days", "onset_probability")
    )
    return _Law(
        wait,
        groups["potential"].to_numpy(),
        (groups["last_crossing"] & (groups["regime_kind"] == "licence") & ~groups["potential"]).to_numpy(),
        lag,
        refile,
        odds,
        np.concatenate([drawn.rate, rates(shape, scale, hazards(streams, drawn.uniforms))]),
        np.concatenate([drawn.denied, denial_shares(shape, denied, denials(streams, drawn.uniforms))]),
    )


def _lost(
    walked: _Walked, law: _Law, terms: Mapping[str, tuple[Floats, Ints, Floats]], drawn: WorldDraws, world: World
) -> Floats:
    """x of each variant × authority of whole variants."""
    path_share = gathered(drawn.use.draws, walked.use, walked.use_share) * gathered(
        drawn.feed.draws, walked.feed, walked.feed_share
    )
    to_group = starts(walked.group)
    gated, first = sums(path_share, to_group), to_group[:-1]
    groups = walked.group[first]
    to_gate = starts(walked.gate[first])
    gate = first[to_gate[:-1]]
    potential = law.potential[walked.group[gate]]
    variant, pair = walked.variant[gate], walked.pair[gate]
    at = {name: gathered(draws, rows[variant], own[variant]) for name, (draws, rows, own) in terms.items()}
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
    licensed, potential = law.wait[groups] >= 0, law.potential[groups]
    odds = law.odds[groups]
    for rows in (licensed & ~potential, licensed & potential):
        numbers = groups[rows]
        at = law.wait[numbers]
        wait = Rated(law.lag[numbers], law.rate[at], law.denied[at], law.refile[numbers])
        if potential[rows].any():
            days[rows] = blocked_potential(wait, spell[rows], cover[rows], odds[rows], horizon)
        else:
            days[rows] = blocked_in_force(wait, spell[rows], cover[rows])
    banned, looming = ~licensed & ~potential, ~licensed & potential
    days[banned] = blocked_prohibited(spell[banned], cover[banned])
    days[looming] = blocked_looming(spell[looming], cover[looming], odds[looming], horizon)
    return days


def _case_losses(named: pl.DataFrame, pairs: pl.DataFrame, lost: Floats) -> Floats:
    """X per case: the largest x of its materials for each authority, authorities independent."""
    cases = named.select("case").unique().sort("case").with_row_index("line")
    rows = named.join(cases, on="case", how="left", validate="m:1")
    rows = rows.join(pairs, on="variant", how="inner", validate="m:m").sort("line", "authority", "material_id")
    line, at = _numbers(rows["line"]), _numbers(rows["loss_row"])
    pair = _numbers(rows.select(pl.struct("line", "authority").rle_id()).to_series())
    # A case without a gated path loses nothing.
    shares = np.zeros((len(cases), lost.shape[1]))
    for _, part in chunks(starts(line), lost.shape[1]):
        edges = starts(pair[part])
        kept = products(1 - largest(lost[at[part]], edges), starts(line[part][edges[:-1]]))
        shares[line[part][starts(line[part])[:-1]]] = 1 - kept
    return shares

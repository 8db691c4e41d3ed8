"""Draws of the share of the year a line loses to licences, with the arithmetic of the engine on many draws at once."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import polars as pl

from scoring.collecting import collected, collected_all
from scoring.delay import FIGURES
from scoring.draws import Floats, Ints, gathered
from scoring.gated_draws import Law, Walked, numbered_paths
from scoring.segments import chunks, largest, numbers, products, starts, sums
from scoring.wait_draws import blocked_in_force, blocked_looming, blocked_potential, blocked_prohibited
from scoring.world import World
from scoring.world_draws import WorldDraws

CASE_GIVEN = ["wait_case", *(f"given_{name}" for name in FIGURES)]
"""Cases that agree in these share one answer: the wait, and which of its terms the company stated itself."""


def lost_shares(
    named: pl.DataFrame, walked: pl.DataFrame, governed: pl.DataFrame, world: World, drawn: WorldDraws
) -> Floats:
    """X per case of `named`, in their order, and draw; the regime of each path stays that of the headline."""
    told_apart = named.lazy().select(*CASE_GIVEN, *FIGURES).unique(CASE_GIVEN).sort(CASE_GIVEN)
    variants = collected(told_apart.with_row_index("variant"))
    paths = numbered_paths(variants, walked, governed, drawn)
    terms = {name: _term(variants, name, drawn) for name in FIGURES}
    gone = Walked.of(paths)
    law = Law.of(paths, drawn)
    parts = [np.empty((0, drawn.count))]
    for _, rows in chunks(starts(gone.variant), drawn.count):
        parts.append(_lost(gone.part(rows), law, terms, drawn, world))
    of_variants = (
        named.lazy()
        .select("case", "material_id", *CASE_GIVEN)
        .join(variants.lazy().select(*CASE_GIVEN, "variant"), on=CASE_GIVEN, how="left", validate="m:1")
    )
    return _case_losses(of_variants, paths.lazy().select("variant", "authority"), np.concatenate(parts))


def _term(variants: pl.DataFrame, name: str, drawn: WorldDraws) -> tuple[Floats, Ints, Floats]:
    """The default's draws, and per variant whether they hold (0) or the company's own term does (−1)."""
    given = variants[f"given_{name}"].to_numpy()
    return drawn.terms[name], np.where(given, -1, 0), variants[name].to_numpy()


def _lost(
    walked: Walked, law: Law, terms: Mapping[str, tuple[Floats, Ints, Floats]], drawn: WorldDraws, world: World
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
    blocked = _blocked(law, groups, spell, cover[of_gate], drawn, horizon)
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
    # A second source many times what is gated replaces all of it, even where the ratio is beyond any number.
    with np.errstate(over="ignore"):
        spent = source / np.where(total > 0, total, np.inf)
    unreplaced = np.maximum(1 - spent, 0.0)
    stopped = gated * unreplaced
    in_force = np.repeat(sums(stopped, of_pair, (~potential).astype(np.float64)), np.diff(of_pair), axis=0)
    missing = np.where(coming, in_force + stopped, stopped)
    stock = np.where(missing > 0, terms["stock_days"] / np.where(missing > 0, missing, 1.0), np.inf)
    return unreplaced, terms["transit_days"] + terms["lead_days"] + stock


def _blocked(law: Law, groups: Ints, spell: Floats, cover: Floats, drawn: WorldDraws, horizon: float) -> Floats:
    """U of each run of paths under one regime, by what the regime is."""
    days = np.empty_like(spell)
    licensed, potential = law.wait[groups] >= 0, law.potential[groups]
    held, coming = licensed & ~potential, licensed & potential
    banned, looming = ~licensed & ~potential, ~licensed & potential
    days[held] = blocked_in_force(law.waits(groups[held]), spell[held], cover[held])
    odds = law.odds_of(groups[coming], drawn)
    days[coming] = blocked_potential(law.waits(groups[coming]), spell[coming], cover[coming], odds, horizon)
    days[banned] = blocked_prohibited(spell[banned], cover[banned])
    odds = law.odds_of(groups[looming], drawn)
    days[looming] = blocked_looming(spell[looming], cover[looming], odds, horizon)
    return days


def _case_losses(named: pl.LazyFrame, paths: pl.LazyFrame, lost: Floats) -> Floats:
    """X per case: the largest x of its materials for each authority, authorities independent.

    `lost`: a row a variant × authority, in the order of their paths.
    """
    pairs = paths.unique(maintain_order=True).with_row_index("loss_row")
    numbered = named.with_columns(line=pl.col("case").rank("dense") - 1)
    rows = numbered.join(pairs, on="variant", how="inner", validate="m:m").sort("line", "authority", "material_id")
    cases, pair = pl.col("case").n_unique(), pl.struct("line", "authority").rle_id()
    counted, found = collected_all([named.select(cases), rows.select("line", "loss_row", pair=pair)])
    line, at, of_pair = (numbers(found[name]) for name in ("line", "loss_row", "pair"))
    # A case without a gated path loses nothing.
    shares = np.zeros((counted.item(), lost.shape[1]))
    for _, part in chunks(starts(line), lost.shape[1]):
        edges = starts(of_pair[part])
        kept = products(1 - largest(lost[at[part]], edges), starts(line[part][edges[:-1]]))
        shares[line[part][starts(line[part])[:-1]]] = 1 - kept
    return shares

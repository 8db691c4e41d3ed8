"""Which defaults a line or a company rests on, as bits of one whole number: sets of them are joined by an or."""

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from scoring.collecting import collected
from scoring.draws import Ints
from scoring.portfolio import TERM_COLUMNS
from scoring.standing_in import STATES, default_name, names_of
from scoring.world import World

BASES = ("importer", "customs_area", "world")
"""Whose origin shares serve where the company gives none: the country's, its customs area's, or world supply."""

FEED = "buyer_size:feed;licence_kind:feed"
"""What a crossing of a feed takes for granted."""


def with_defaults(profiles: pl.DataFrame, terms: pl.DataFrame, world: World) -> tuple[pl.DataFrame, dict[str, int]]:
    """The profiles with the defaults they rest on (`defaults_used`, `default_bits`), and the bits of each name.

    A profile without materials rests on none. `terms`: one row a profile × material, sorted by profile.
    """
    sets, masks = default_sets(terms, world)
    joined = profiles.lazy().join(sets, on="profile", how="left", validate="1:1").sort("profile")
    rows = collected(joined.with_columns(pl.col("default_bits").fill_null(0)))
    distinct, at = np.unique(rows["default_bits"].to_numpy(), return_inverse=True)
    texts = [";".join(_names(bits, masks)) for bits in distinct.tolist()]
    return rows.with_columns(defaults_used=_spread(texts, at)), masks


def default_sets(terms: pl.DataFrame, world: World) -> tuple[pl.LazyFrame, dict[str, int]]:
    """Per profile the terms taken from a default for at least one material (`default_bits`), and the bits of each name.

    `origin_shares:BASIS` says whose shares served instead; `duty_rate` that an assumed rate stands for an unknown one;
    `earliest:TABLE` that no figure of the table known by then was at hand and the earliest on record serves;
    `stale:TABLE` that the last edition serves though it has ended; `buyer_size:feed` and `licence_kind:feed` that a
    feed crosses a border, for a large buyer under an individual licence. Names are in the order of the file. `terms`
    are sorted by profile.
    """
    plain = ["contribution_margin", "recovery_share", *(name for name in TERM_COLUMNS if name != "origin_shares")]
    standing = [name for state in STATES for name in names_of(state) if terms[name].any()]
    flags = {
        **{name: ~pl.col(f"given_{name}") for name in plain},
        **{basis: pl.col("share_basis") == basis for basis in BASES},
        **{name: pl.col(name) for name in ("feed_crosses", "duty_assumed", *standing)},
    }
    bits = pl.sum_horizontal(flag.cast(pl.Int64) * 2**place for place, flag in enumerate(flags.values()))
    of_profile = terms.lazy().select(pl.col("profile").set_sorted(), default_bits=bits).group_by("profile")
    grounds = {
        **{name: [name] for name in plain},
        **{f"origin_shares:{basis}": [basis] for basis in BASES},
        **_by_default(standing),
        **_defaults_standing_in(world),
        FEED: ["feed_crosses"],
        "duty_rate": ["duty_assumed"],
    }
    places = {flag: 2**place for place, flag in enumerate(flags)}
    masks = {name: sum(places[flag] for flag in those) for name, those in grounds.items()}
    return of_profile.agg(pl.col("default_bits").bitwise_or()), masks


def joined_texts(sets: Ints, edges: Ints, masks: Mapping[str, int]) -> pl.Series:
    """Per run of rows the words of all its sets joined by `;`, sorted; `edges`: see `segments.starts`."""
    joined = np.bitwise_or.reduceat(sets, edges[:-1]) if len(sets) else sets
    distinct, at = np.unique(joined, return_inverse=True)
    texts = [";".join(sorted(";".join(_names(bits, masks)).split(";"))) for bits in distinct.tolist()]
    return _spread(texts, at)


def _names(bits: int, masks: Mapping[str, int]) -> list[str]:
    return [name for name, mask in masks.items() if bits & mask]


def _spread(distinct: Sequence[str], at: Ints) -> pl.Series:
    return pl.Series(distinct, dtype=pl.String).gather(at)


def _by_default(columns: list[str]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for column in columns:
        grouped.setdefault(default_name(column), []).append(column)
    return grouped


def _defaults_standing_in(world: World) -> dict[str, list[str]]:
    """Defaults that were not known by then, or have ended: what a line that takes them is said to use."""
    rows = world.default_rows.select("parameter", "edition").sort("parameter").rows()
    taken = {f"{state}:line_defaults": [name for name, edition in rows if edition == state] for state in STATES}
    return {name: parameters for name, parameters in taken.items() if parameters}

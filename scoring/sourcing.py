"""What the profiles of a portfolio rest on: what they buy from where, under whose rules, at what duty and price."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from scoring import applications, cost, gaps, gates, paths, standing_in, terms
from scoring.collecting import collected
from scoring.portfolio import TERM_COLUMNS, Portfolio
from scoring.profiles import Encoded
from scoring.world import World


@dataclass(frozen=True)
class Sourcing:
    """Frames by profile, gate and rule; none knows a stock, a second source or an amount.

    profiles: profile terms with `defaults_used`. materials: one row a profile × material: gate, unit duty and premium,
    and the fraction of the inputs of each loss that the company supplied. rules and parts: see gates. rates and
    premiums: see cost. The other frames are what these were made from. Keys of materials, rules and parts are
    enumerations (`words`).
    """

    profiles: pl.DataFrame
    materials: pl.DataFrame
    rules: pl.DataFrame
    parts: pl.DataFrame
    rates: pl.DataFrame
    premiums: pl.DataFrame
    named: pl.DataFrame
    mixes: pl.DataFrame
    walked: pl.DataFrame
    gated: pl.DataFrame
    own: pl.DataFrame
    stood_in: pl.DataFrame
    words: Mapping[str, pl.Enum]

    def worded(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows with their keys as enumerations."""
        return _worded(rows, self.words)


def sourcing(portfolio: Portfolio, book: Encoded, world: World) -> Sourcing:
    """What the profiles of an encoded portfolio rest on. Raises GapError where silence would lower a score."""
    profiles = collected(terms.profile_terms(book.profiles.lazy(), world))
    named = collected(paths.choose_mix(terms.material_terms(profiles.lazy(), book.stated.lazy(), world), world))
    files = applications.files_on(portfolio.applications, world, world.known_at)
    own = applications.own_waits(applications.own_evidence(files, world, world.known_at), world)
    named = collected(applications.with_file_company(named.lazy(), files))
    gate_list = collected(gates.gates(named.lazy()))
    named = collected(named.lazy().join(gate_list.lazy(), on=gates.GATE, how="left", validate="m:1"))
    mixes = collected(paths.origin_mixes(named.lazy(), world))
    walked = collected(paths.supply_paths(mixes.lazy(), world))
    gaps.refuse(gaps.path_gaps(named, mixes, walked, world))
    named = collected(named.lazy().join(paths.path_notes(walked.lazy()), on=paths.MIX, how="left", validate="m:1"))
    stood_in = collected(standing_in.stand_ins(named.lazy(), walked.lazy(), world))
    named = collected(standing_in.flagged(named.lazy(), stood_in.lazy()).sort("profile", "material_id"))
    rates = collected(cost.rates(named.lazy(), mixes.lazy(), world))
    premiums = collected(cost.premiums(named.lazy(), world))
    gaps.refuse(gaps.cost_gaps(rates, premiums, world))
    gated, rules, parts = _rules(gate_list, walked, own, world)
    used = terms.defaults_used(named.lazy(), rates.lazy(), world)
    profiles = collected(profiles.lazy().join(used, on="profile", how="left", validate="1:1").sort("profile"))
    words = _words(world)
    return Sourcing(
        profiles.with_columns(pl.col("defaults_used").fill_null("")),
        _worded(_materials(named, rates, premiums, world), words),
        _worded(rules, words),
        _worded(parts, words),
        rates,
        premiums,
        named,
        mixes,
        walked,
        gated,
        own,
        stood_in,
        words,
    )


def _rules(
    gate_list: pl.DataFrame, walked: pl.DataFrame, own: pl.DataFrame, world: World
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    crossings, governing = gates.crossings_and_rules(gate_list.lazy(), walked.lazy(), world)
    crossed, governed = collected(crossings), collected(governing)
    gaps.refuse(gaps.regime_gaps(crossed, governed, world))
    gated = collected(gates.gated_paths(crossed.lazy(), governed.lazy()))
    rules = collected(gates.gate_rules(gate_list.lazy(), gated.lazy(), own.lazy(), world))
    gaps.refuse(gaps.element_gaps(rules, world))
    return gated, rules, collected(gates.rule_cells(rules.lazy(), gated.lazy(), cost.element_values(world), world))


def _materials(named: pl.DataFrame, rates: pl.DataFrame, premiums: pl.DataFrame, world: World) -> pl.DataFrame:
    fractions = [terms.own_evidence(signal).alias(f"own_{signal}") for signal in terms.OWN_EVIDENCE]
    rows = named.select("profile", "material_id", "gate", *fractions)
    money = collected(cost.material_costs(named.lazy(), rates.lazy(), premiums.lazy(), world))
    return rows.join(money, on=["profile", "material_id"], how="left", validate="1:1").sort("profile", "material_id")


def _words(world: World) -> dict[str, pl.Enum]:
    """Keys as enumerations in the order of their words: told apart and sorted as quickly as numbers."""
    return {
        "material_id": pl.Enum(world.materials["material_id"].unique().sort()),
        "authority": pl.Enum(world.regimes["authority"].unique().sort()),
        "regime_id": pl.Enum(world.regimes["regime_id"].unique().sort()),
        "origin": pl.Enum(world.areas["country"].unique().sort()),
        "element": pl.Enum(world.prices["element"].unique().sort()),
    }


def _worded(rows: pl.DataFrame, words: Mapping[str, pl.Enum]) -> pl.DataFrame:
    return rows.with_columns(pl.col(name).cast(words[name]) for name in words if name in rows.columns)


def unstated(world: World) -> list[str]:
    """Parameters that need a default on the day."""
    return gaps.default_gaps(world, [n for n in TERM_COLUMNS if n not in ("origin_shares", "buyer_size")])

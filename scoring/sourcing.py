"""What the profiles of a portfolio rest on: what they buy from where, under whose rules, at what duty and price."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from scoring import applications, cost, gaps, gates, paths, standing_in, terms, ways
from scoring.collecting import collected, collected_all
from scoring.default_sets import with_defaults
from scoring.flows import costed, feeds_behind, flows_of, named_terms, way_costs, ways_of
from scoring.numbering import firsts
from scoring.portfolio import TERM_COLUMNS, Portfolio
from scoring.profiles import Encoded
from scoring.world import World


@dataclass(frozen=True)
class Sourcing:
    """Frames by profile, gate and rule; none knows a stock, a second source or an amount.

    Scores are made from numbers: a *supply* is the shares a company stated, or those of a
    material on record, a *scope* all else that decides whose rules its
    paths meet, a *gate* a supply × scope; a *way* is a scope × origin, a *law* a regime that a group of the paths of a
    scope may belong to.

    profiles: profile terms with `defaults_used`, and the same as `default_bits`; defaults: the bits of each name.
    materials: one row a profile × material: gate, unit duty and premium, and the fraction of the inputs of each loss
    that the company supplied. shares: use share of each supply × origin.
    flows: the same by gate and way. rules: one row a gate × law with its shares. The other frames are what these were
    made from, and what only rows and signals need is laid out when it is asked for. Keys of materials, laws, rules and
    parts are enumerations (`World.words`).
    """

    world: World
    profiles: pl.DataFrame
    defaults: Mapping[str, int]
    materials: pl.DataFrame
    named: pl.DataFrame
    shares: pl.DataFrame
    flows: pl.DataFrame
    feeds: pl.DataFrame
    duties: pl.DataFrame
    premiums: pl.DataFrame
    gated_ways: pl.DataFrame
    laws: pl.DataFrame
    rules: pl.DataFrame
    own: pl.DataFrame
    stood_in: pl.DataFrame

    def worded(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows with their keys as enumerations."""
        return _worded(rows, self.world)

    @property
    def mixes(self) -> pl.DataFrame:
        """See paths.origin_mixes."""
        return self._laid_out[0]

    @property
    def walked(self) -> pl.DataFrame:
        """See paths.supply_paths."""
        return self._laid_out[1]

    @property
    def rates(self) -> pl.DataFrame:
        """See cost.rates."""
        return self._laid_out[2]

    @property
    def gated(self) -> pl.DataFrame:
        """See gates.gated_paths."""
        return self._laid_out[3]

    @cached_property
    def _laid_out(self) -> list[pl.DataFrame]:
        named = self.named.lazy()
        mixes = paths.origin_mixes(named.select("supply", *paths.MIX).unique(), self.shares, self.world)
        flows = self.flows.lazy().with_columns(pl.col("origin").cast(pl.String))
        return collected_all(
            [
                mixes,
                paths.supply_paths(mixes, self.feeds.lazy()),
                cost.rates(named, mixes, self.duties.lazy()),
                gates.gated_paths(flows, self.gated_ways.lazy()),
            ]
        )

    @cached_property
    def rules_in_full(self) -> pl.DataFrame:
        """The rules with what their laws say."""
        of_law = self.laws.drop("law", "scope", "group")[self.rules["law"]]
        return self.rules.drop("law").hstack(of_law)

    @cached_property
    def parts(self) -> pl.DataFrame:
        """See gates.rule_cells."""
        values = cost.element_values(self.world)
        rules = self.rules_in_full.with_columns(pl.selectors.enum().exclude("wait_form").cast(pl.String))
        return self.worded(collected(gates.rule_cells(rules.lazy(), self.gated.lazy(), values, self.world)))


def sourcing(portfolio: Portfolio, book: Encoded, world: World) -> Sourcing:
    """What the profiles of an encoded portfolio rest on. Raises GapError where silence would lower a score."""
    filed = applications.files_on(portfolio.applications.lazy(), world, world.known_at)
    own_waits = applications.own_waits(applications.own_evidence(filed, world, world.known_at), world)
    profiles, files, own = collected_all([terms.profile_terms(book.profiles.lazy(), world), filed, own_waits])
    named = named_terms(profiles, book, files, world)
    supplies, scopes = firsts(named, "supply", [*paths.MIX, "own_origin_shares"]), firsts(named, "scope", ways.SCOPE)
    shares = paths.origin_shares(supplies, world)
    flows = flows_of(named, shares)
    met = ways_of(flows, scopes)
    feeds, duties, premiums = collected_all(_bought(met, scopes, world))
    paths_of_ways = ways.walked_ways(met.lazy(), feeds.lazy(), world)
    walked, crossed, governed = collected_all([paths_of_ways, *ways.crossings_and_rules(paths_of_ways, world)])
    gated, laws = collected_all(_laws(crossed.lazy(), governed.lazy(), scopes, own, world))
    gaps.refuse_first(
        gaps.path_gaps(named, supplies, shares, walked),
        gaps.cost_gaps(duties, premiums, world),
        gaps.regime_gaps(crossed, governed, world),
        gaps.element_gaps(laws, world),
    )
    of_paths = [standing_in.of_shares(supplies, world), feeds_behind(named, flows, walked)]
    gate_shares, stood_in, of_scope, of_way = collected_all(
        [
            gates.gate_shares(flows.lazy(), gated.lazy()),
            standing_in.stand_ins(named.select("product_id").unique(), scopes, of_paths, world),
            cost.scope_goods(scopes.lazy(), premiums.lazy(), world),
            way_costs(met, walked, duties),
        ]
    )
    rules = collected(gates.gate_rules(gate_shares, laws))
    named = costed(collected(standing_in.flagged(named.lazy(), stood_in)), flows, of_way, of_scope)
    profiles, defaults = with_defaults(profiles, named, world)
    return Sourcing(
        world,
        profiles,
        defaults,
        _worded(_materials(named), world),
        named,
        shares,
        flows,
        feeds,
        duties,
        premiums,
        gated,
        _worded(laws, world),
        rules,
        own,
        stood_in,
    )


def _bought(met: pl.DataFrame, scopes: pl.DataFrame, world: World) -> tuple[pl.LazyFrame, pl.LazyFrame, pl.LazyFrame]:
    """What stands behind the goods of the ways: their feeds, their duties, and the premiums of their elements."""
    goods = met.lazy().select("material_id", "importer_area", "origin").unique()
    feeds = paths.feed_paths(goods.select("material_id", "origin").unique(), world)
    return feeds, cost.duties(goods, world), cost.premiums(scopes.lazy(), world)


def _laws(
    crossed: pl.LazyFrame, governed: pl.LazyFrame, scopes: pl.DataFrame, own: pl.DataFrame, world: World
) -> tuple[pl.LazyFrame, pl.LazyFrame]:
    gated = ways.gated_ways(crossed, governed)
    return gated, ways.laws(gated, scopes.lazy(), own.lazy(), world)


def _materials(named: pl.DataFrame) -> pl.DataFrame:
    fractions = [terms.own_evidence(signal).alias(f"own_{signal}") for signal in terms.OWN_EVIDENCE]
    return named.select("profile", "material_id", "gate", *fractions, "unit_duty_usd", "unit_premium_usd")


def _worded(rows: pl.DataFrame, world: World) -> pl.DataFrame:
    return rows.with_columns(pl.col(name).cast(kind) for name, kind in world.words.items() if name in rows.columns)


def unstated(world: World) -> list[str]:
    """Parameters that need a default on the day."""
    return gaps.default_gaps(world, [n for n in TERM_COLUMNS if n not in ("origin_shares", "buyer_size")])

"""What the profiles of a portfolio rest on: what they buy from where, under whose rules, at what duty and price."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from scoring import applications, cost, gaps, gates, paths, standing_in, terms, ways
from scoring.collecting import collected
from scoring.numbering import coded, numbered, packed
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

    profiles: profile terms with `defaults_used`. materials: one row a profile × material: gate, unit duty and premium,
    and the fraction of the inputs of each loss that the company supplied. shares: use share of each supply × origin.
    flows: the same by gate and way. rules: one row a gate × law with its shares. The other frames are what these were
    made from, and what only rows and signals need is laid out when it is asked for. Keys of materials, laws, rules and
    parts are enumerations (`words`).
    """

    world: World
    profiles: pl.DataFrame
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
    words: Mapping[str, pl.Enum]

    def worded(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows with their keys as enumerations."""
        return _worded(rows, self.words)

    @cached_property
    def mixes(self) -> pl.DataFrame:
        """See paths.origin_mixes."""
        return collected(
            paths.origin_mixes(self.named.lazy().select("supply", *paths.MIX).unique(), self.shares, self.world)
        )

    @cached_property
    def walked(self) -> pl.DataFrame:
        """See paths.supply_paths."""
        return collected(paths.supply_paths(self.mixes.lazy(), self.feeds.lazy()))

    @cached_property
    def rates(self) -> pl.DataFrame:
        """See cost.rates."""
        return collected(cost.rates(self.named.lazy(), self.mixes.lazy(), self.duties.lazy()))

    @cached_property
    def gated(self) -> pl.DataFrame:
        """See gates.gated_paths."""
        flows = self.flows.with_columns(pl.col("origin").cast(pl.String))
        return collected(gates.gated_paths(flows.lazy(), self.gated_ways.lazy()))

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
    files = applications.files_on(portfolio.applications, world, world.known_at)
    own = applications.own_waits(applications.own_evidence(files, world, world.known_at), world)
    profiles = collected(terms.profile_terms(book.profiles.lazy(), world))
    named, words = _named(profiles, book, files, world), _words(world)
    supplies, scopes = _firsts(named, "supply", [*paths.MIX, "own_origin_shares"]), _firsts(named, "scope", ways.SCOPE)
    shares = paths.origin_shares(supplies, world)
    flows = _flows(named, shares)
    met = _firsts(flows, "way", ["scope", "origin"]).with_columns(pl.col("origin").cast(pl.String))
    met = met.join(scopes, on="scope", how="left", validate="m:1")
    feeds = collected(paths.feed_paths(met.lazy().select("material_id", "origin").unique(), world))
    walked = collected(ways.walked_ways(met.lazy(), feeds.lazy(), world))
    gaps.refuse(gaps.path_gaps(named, supplies, shares, walked))
    duties = collected(cost.duties(met.lazy().select("material_id", "importer_area", "origin").unique(), world))
    premiums = collected(cost.premiums(scopes.lazy(), world))
    gaps.refuse(gaps.cost_gaps(duties, premiums, world))
    gated, laws = _laws(walked, scopes, own, world)
    rules = collected(gates.gate_rules(collected(gates.gate_shares(flows.lazy(), gated.lazy())), laws))
    of_paths = [standing_in.of_shares(supplies, world), _behind(named, flows, walked)]
    products = named.select("product_id").unique()
    stood_in = collected(standing_in.stand_ins(products, scopes, of_paths, world))
    named = collected(standing_in.flagged(named.lazy(), stood_in))
    goods = collected(cost.scope_goods(scopes.lazy(), premiums.lazy(), world))
    named = _costed(named, flows, _way_costs(met, walked, duties), goods)
    used = terms.defaults_used(named, world)
    profiles = collected(profiles.lazy().join(used, on="profile", how="left", validate="1:1").sort("profile"))
    return Sourcing(
        world,
        profiles.with_columns(pl.col("defaults_used").fill_null("")),
        _worded(_materials(named), words),
        named,
        shares,
        flows,
        feeds,
        duties,
        premiums,
        gated,
        _worded(laws, words),
        rules,
        own,
        stood_in,
        words,
    )


def _named(profiles: pl.DataFrame, book: Encoded, files: pl.DataFrame, world: World) -> pl.DataFrame:
    """One row a profile × material with its words, and the numbers of its mix, supply, scope and gate. Sorted."""
    rows = collected(terms.material_terms(profiles.lazy(), book.stated.lazy(), world))
    rows = collected(applications.with_file_company(paths.choose_mix(rows.lazy(), world), files))
    mixes, _ = numbered(rows, ["mix"])
    rows, size = rows.with_columns(mix_number=mixes), 1 + rows.height
    material, *others = (coded(rows[name]) for name in ways.SCOPE)
    # Shares that a company stated are the same whatever the material.
    of_material = pl.when(pl.col("own_origin_shares").is_null()).then(material[0]).otherwise(material[1])
    rows = _with_number(rows, "supply", [(pl.col("mix_number"), size), (of_material, 1 + material[1])])
    rows = _with_number(rows.drop("mix_number"), "scope", [material, *others])
    return _with_number(rows, "gate", [(pl.col("supply"), size), (pl.col("scope"), size)])


def _with_number(rows: pl.DataFrame, name: str, parts: Sequence[tuple[pl.Expr, int]]) -> pl.DataFrame:
    return rows.with_columns((packed(parts).rank("dense") - 1).cast(pl.UInt32).alias(name))


def _firsts(rows: pl.DataFrame, number: str, columns: Sequence[str]) -> pl.DataFrame:
    """One row for each number, in their order, with columns that rows of one number agree in."""
    at = pl.int_range(rows.height, dtype=pl.UInt32, eager=True)
    count = rows.select(pl.col(number).max() + 1).item() if rows.height else 0
    places = pl.zeros(count, pl.UInt32, eager=True).scatter(rows[number], at)
    return rows.select(number, *columns)[places]


def _behind(named: pl.DataFrame, flows: pl.DataFrame, walked: pl.DataFrame) -> pl.LazyFrame:
    """The feeds that stand in, by the mixes × materials behind which they stand."""
    stale = (
        flows.lazy()
        .select("gate", "way")
        .join(standing_in.behind_ways(walked).lazy(), on="way", how="inner", validate="m:m")
    )
    mixes = named.lazy().select("gate", *paths.MIX).unique("gate", keep="any")
    return stale.drop("way").unique().join(mixes, on="gate", how="left", validate="m:1")


def _flows(named: pl.DataFrame, shares: pl.DataFrame) -> pl.DataFrame:
    """One row a gate × origin with its share, and the number of its way. Sorted by gate."""
    gate_list = _firsts(named, "gate", ["supply", "scope"]).lazy()
    of_supply = shares.lazy().select("supply", "origin", "use_share")
    flows = gate_list.join(of_supply, on="supply", how="inner", validate="m:m", maintain_order="left").drop("supply")
    rows = collected(flows)
    return _with_number(rows, "way", [(pl.col("scope"), 1 + named.height), coded(rows["origin"])])


def _way_costs(met: pl.DataFrame, walked: pl.DataFrame, duties: pl.DataFrame) -> pl.DataFrame:
    """Per way, in their order: its duty rate, whether that is assumed, and whether a feed crosses a border."""
    key = ["material_id", "importer_area", "origin"]
    rated = duties.lazy().select(*key, "duty_rate", "duty_assumed")
    fed = pl.col("feed_area").is_not_null() & (pl.col("feed_area") != pl.col("origin_area"))
    crosses = walked.lazy().group_by("way").agg(feed_crosses=fed.any())
    rows = met.lazy().select("way", *key).join(rated, on=key, how="left", validate="m:1").drop(key)
    return collected(rows.join(crosses, on="way", how="left", validate="1:1").sort("way"))


def _costed(named: pl.DataFrame, flows: pl.DataFrame, of_way: pl.DataFrame, goods: pl.DataFrame) -> pl.DataFrame:
    """Adds duty and premium of one unit to each profile × material, and what of them is assumed."""
    of_gate = cost.mean_rates(flows.select("gate", "use_share").hstack(of_way.drop("way")[flows["way"]]))
    of_goods = goods.select("purchase_factor", "unit_value_usd_per_kg", "premium_usd_per_kg")
    rows = named.hstack(of_gate[named["gate"]]).hstack(of_goods[named["scope"]])
    return collected(cost.material_costs(rows.lazy()))


def _laws(
    walked: pl.DataFrame, scopes: pl.DataFrame, own: pl.DataFrame, world: World
) -> tuple[pl.DataFrame, pl.DataFrame]:
    crossings, governing = ways.crossings_and_rules(walked.lazy(), world)
    crossed, governed = collected(crossings), collected(governing)
    gaps.refuse(gaps.regime_gaps(crossed, governed, world))
    gated = collected(ways.gated_ways(crossed.lazy(), governed.lazy()))
    laws = collected(ways.laws(gated.lazy(), scopes.lazy(), own.lazy(), world))
    gaps.refuse(gaps.element_gaps(laws, world))
    return gated, laws


def _materials(named: pl.DataFrame) -> pl.DataFrame:
    fractions = [terms.own_evidence(signal).alias(f"own_{signal}") for signal in terms.OWN_EVIDENCE]
    return named.select("profile", "material_id", "gate", *fractions, "unit_duty_usd", "unit_premium_usd")


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

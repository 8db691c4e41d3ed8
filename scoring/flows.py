"""Who is bought from under whose rules, as whole numbers: supplies, scopes, gates and the ways between."""

import polars as pl

from scoring import applications, cost, paths, standing_in, terms, ways
from scoring.collecting import collected
from scoring.numbering import coded, dense, firsts, numbered
from scoring.profiles import Encoded
from scoring.world import World


def named_terms(profiles: pl.DataFrame, book: Encoded, files: pl.DataFrame, world: World) -> pl.DataFrame:
    """One row a profile × material with its words, and the numbers of its mix, supply, scope and gate. Sorted."""
    stated = terms.material_terms(profiles.lazy(), book.stated.lazy(), world)
    rows = collected(applications.with_file_company(paths.choose_mix(stated, world), files))
    mixes, _ = numbered(rows, ["mix"])
    size = 1 + rows.height
    material, *others = coded(rows, ways.SCOPE)
    # Shares that a company stated are the same whatever the material.
    of_material = pl.when(pl.col("own_origin_shares").is_null()).then(material[0]).otherwise(material[1])
    told = rows.lazy().with_columns(
        supply=dense([(pl.lit(mixes), size), (of_material, 1 + material[1])]), scope=dense([material, *others])
    )
    return collected(told.with_columns(gate=dense([(pl.col("supply"), size), (pl.col("scope"), size)])))


def feeds_behind(named: pl.DataFrame, flows: pl.DataFrame, walked: pl.DataFrame) -> pl.LazyFrame:
    """The feeds that stand in, by the mixes × materials behind which they stand."""
    stale = (
        flows.lazy()
        .select("gate", "way")
        .join(standing_in.behind_ways(walked).lazy(), on="way", how="inner", validate="m:m")
    )
    mixes = named.lazy().select("gate", *paths.MIX).unique("gate", keep="any")
    return stale.drop("way").unique().join(mixes, on="gate", how="left", validate="m:1")


def flows_of(named: pl.DataFrame, shares: pl.DataFrame) -> pl.DataFrame:
    """One row a gate × origin with its share, and the number of its way. Sorted by gate."""
    gate_list = firsts(named, "gate", ["supply", "scope"]).lazy()
    of_supply = shares.lazy().select("supply", "origin", "use_share")
    flows = gate_list.join(of_supply, on="supply", how="inner", validate="m:m", maintain_order="left").drop("supply")
    way = dense([(pl.col("scope"), 1 + named.height), (pl.col("origin").to_physical(), 1 + shares.height)])
    return collected(flows.with_columns(way=way))


def ways_of(flows: pl.DataFrame, scopes: pl.DataFrame) -> pl.DataFrame:
    """One row a way, in their order: its scope with all that tells it, and its origin."""
    met = firsts(flows, "way", ["scope", "origin"])
    return met.with_columns(pl.col("origin").cast(pl.String)).hstack(scopes.drop("scope")[met["scope"]])


def way_costs(met: pl.DataFrame, walked: pl.DataFrame, duties: pl.DataFrame) -> pl.LazyFrame:
    """Per way, in their order: its duty rate, whether that is assumed, and whether a feed crosses a border."""
    key = ["material_id", "importer_area", "origin"]
    rated = duties.lazy().select(*key, "duty_rate", "duty_assumed")
    fed = pl.col("feed_area").is_not_null() & (pl.col("feed_area") != pl.col("origin_area"))
    crosses = walked.lazy().group_by("way").agg(feed_crosses=fed.any())
    rows = met.lazy().select("way", *key).join(rated, on=key, how="left", validate="m:1").drop(key)
    return rows.join(crosses, on="way", how="left", validate="1:1").sort("way")


def costed(named: pl.DataFrame, flows: pl.DataFrame, of_way: pl.DataFrame, goods: pl.DataFrame) -> pl.DataFrame:
    """Adds duty and premium of one unit to each profile × material, and what of them is assumed."""
    of_gate = cost.mean_rates(flows.select("gate", "use_share").hstack(of_way.drop("way")[flows["way"]]))
    of_goods = goods.select("purchase_factor", "unit_value_usd_per_kg", "premium_usd_per_kg")
    rows = named.hstack(of_gate[named["gate"]]).hstack(of_goods[named["scope"]])
    return collected(cost.material_costs(rows.lazy()))

"""The outlook: scores under each future side by side, the mixture of their losses, and each origin offline."""

from collections.abc import Sequence

import polars as pl

from scoring import paths
from scoring.collecting import collected
from scoring.companies import LOSSES
from scoring.engine import companies_in
from scoring.exact import MONEY_SCALE, POINT_SCALE, divided, fixed, unfixed
from scoring.futures import OFFLINE
from scoring.method import Method
from scoring.points import band, score_points
from scoring.portfolio import Portfolio
from scoring.scenarios import STATUS_QUO, Scenario, under
from scoring.world import World

MIXED = tuple(f"{name}_loss_usd" for name in LOSSES)
LOSS = "expected_annual_loss_usd"
FIGURES = ("company_id", "company_name", "revenue_usd", "score", "band", *MIXED, LOSS, "lost_days", "reason")
TOLERANCE = 1e-9


def side_by_side(world: World, portfolio: Portfolio, scenarios: Sequence[Scenario]) -> pl.DataFrame:
    """One row a company × scenario: its figures, and how far score and loss are from the status quo.

    `world` is the status quo; it is scored too where it is not among the scenarios.
    """
    named = [one for one in scenarios if one.scenario_id != STATUS_QUO.scenario_id]
    quo = [one for one in scenarios if one.scenario_id == STATUS_QUO.scenario_id] or [STATUS_QUO]
    rows = [_scored(world, portfolio, scenario) for scenario in (*quo, *named)]
    base = rows[0].select("company_id", base_score="score", base_loss=LOSS)
    together = pl.concat(rows).join(base, on="company_id", how="left", validate="m:1", maintain_order="left")
    return together.with_columns(
        score_difference=pl.col("score") - pl.col("base_score"),
        loss_difference_usd=pl.col(LOSS) - pl.col("base_loss"),
    ).drop("base_score", "base_loss")


def mixture(rows: pl.DataFrame, method: Method) -> pl.DataFrame:
    """One row a company: losses and lost days mixed by the odds of the futures, and the score of the mixed loss.

    `rows` as from `side_by_side`; those without odds stay outside. The three losses sum to the mixed loss exactly.
    Raises ValueError where the odds of a company do not sum to 1.
    """
    futures = rows.filter(pl.col("probability").is_not_null()).sort("company_id", "scenario_id")
    odds = futures.group_by("company_id").agg(pl.col("probability").sum())
    if odds.is_empty() or ((odds["probability"] - 1).abs() > TOLERANCE).any():
        raise ValueError("the odds of the futures do not sum to 1")
    weighed = {name: (pl.col("probability") * pl.col(name)).sum() for name in MIXED}
    unknown = pl.col(LOSS).is_null().any()
    summed = futures.group_by("company_id", maintain_order=True).agg(
        pl.col("company_name", "revenue_usd", "reason").first(),
        lost_days=pl.when(~unknown).then((pl.col("probability") * pl.col("lost_days")).sum()),
        scored=pl.col("score").is_not_null().all(),
        **{name: pl.when(~unknown).then(fixed(value, MONEY_SCALE)) for name, value in weighed.items()},
    )
    mixed = summed.with_columns(pl.sum_horizontal(*MIXED, ignore_nulls=False).alias(LOSS)).with_columns(
        unfixed(pl.col(name), MONEY_SCALE).alias(name) for name in (*MIXED, LOSS)
    )
    score = divided((score_points(pl.col(LOSS), pl.col("revenue_usd"), method) * POINT_SCALE).round(), POINT_SCALE)
    return (
        mixed.with_columns(score=pl.when("scored").then(score))
        .with_columns(band=band(pl.col("score"), method))
        .select(FIGURES)
    )


def offline_each(world: World, portfolio: Portfolio) -> pl.DataFrame:
    """One row a company × customs area its goods or their feed come from: its figures with that area offline.

    The area that costs most comes first (`origin`); differences are from the status quo.
    """
    used = origins_used(world, portfolio)
    areas = used["origin"].unique().sort().to_list()
    scenarios = [Scenario(f"{OFFLINE}:{area}", area, offline_origin=area) for area in areas]
    rows = side_by_side(world, portfolio, scenarios).filter(pl.col("scenario_id") != STATUS_QUO.scenario_id)
    own = rows.with_columns(origin="title").join(used, on=["company_id", "origin"], how="semi")
    return own.sort("company_id", LOSS, "origin", descending=[False, True, False], nulls_last=True)


def origins_used(world: World, portfolio: Portfolio) -> pl.DataFrame:
    """One row a company × customs area that one of its materials, or a feed behind it, comes from."""
    named = collected(paths.choose_mix(_bought(world, portfolio), world))
    supplies = named.select(*paths.MIX, "own_origin_shares").unique().with_row_index("supply")
    mixes = paths.origin_mixes(supplies.lazy(), paths.origin_shares(supplies, world), world)
    feeds = paths.feed_paths(mixes.select("material_id", "origin").unique(), world)
    walked = paths.supply_paths(mixes, feeds).filter(pl.col("path_share") > 0)
    met = named.lazy().select("company_id", *paths.MIX).unique().join(walked, on=paths.MIX, how="inner", validate="m:m")
    areas = pl.concat([met.select("company_id", origin=name) for name in ("origin_area", "feed_area")])
    return collected(areas.drop_nulls().unique().sort("company_id", "origin"))


def _bought(world: World, portfolio: Portfolio) -> pl.LazyFrame:
    """One row a product line × material, with the origin shares stated for the material, else for the line."""
    line = ["company_id", "product_id", "importer"]
    stated = portfolio.overrides.lazy().select(*line, "material_id", own_origin_shares="origin_shares")
    areas = world.areas.lazy().select(importer="country", importer_area="customs_area")
    rows = portfolio.lines.lazy().select(*line, "origin_shares").join(areas, on="importer", how="left", validate="m:1")
    built = world.product_materials.lazy().select("product_id", "material_id")
    rows = rows.join(built, on="product_id", how="inner", validate="m:m")
    rows = rows.join(stated, on=[*line, "material_id"], how="left", validate="1:1")
    return rows.with_columns(pl.coalesce("own_origin_shares", "origin_shares").alias("own_origin_shares"))


def _scored(world: World, portfolio: Portfolio, scenario: Scenario) -> pl.DataFrame:
    figures = companies_in(under(world, scenario), portfolio).select(FIGURES)
    return figures.select(
        pl.lit(scenario.scenario_id).alias("scenario_id"),
        pl.lit(scenario.title).alias("title"),
        pl.lit(scenario.probability, pl.Float64).alias("probability"),
        pl.all(),
    )

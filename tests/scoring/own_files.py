"""A maker of electric cars with licence applications of its own, on 2026-03-01."""

from datetime import date

import polars as pl

from reference_data.loader import Tables
from scoring.engine import score
from scoring.levels import Levels
from scoring.method import METHOD
from scoring.portfolio import APPLICATION_COLUMNS, Portfolio
from tests.scoring.small_world import Row, ev_maker, table

DAY = date(2026, 3, 1)
LEVELS = ("company", "line", "delay", "cost", "contribution")
SHARE: Row = {"observation_id": "FIT", "file_group": "s", "kind": "share", "approved_share": 0.6, "elapsed_days": 84.0}
MAKER: Row = {
    "company_id": "maker",
    "company_name": "Maker",
    "product_id": "ev",
    "importer": "USA",
    "annual_units": 1.0,
    "annual_revenue_usd": 13.5e9,
}


def file(filed_on: date, outcome: str = "pending", decided_on: date | None = None, **more: object) -> Row:
    usual = {"company_id": "maker", "material_id": "magnet_dy", "origin": "CHN"}
    return {**usual, "filed_on": filed_on, "decided_on": decided_on, "outcome": outcome, **more}


#        filed on           outcome     decided on            days  after a lag of 14
FOUR = [
    file(date(2025, 11, 1), "approved", date(2025, 12, 31)),  # 60    46
    file(date(2025, 11, 1), "approved", date(2026, 1, 30)),  # 90    76
    file(date(2025, 12, 1), "denied", date(2026, 1, 14)),  # 44    30
    file(date(2025, 11, 21)),  # 100   86 and still waiting
]


def world_with(observations: list[Row], regime: Row | None = None, measures: list[Row] | None = None) -> Tables:
    """The maker's world with other evidence on the magnets under licence."""
    base = ev_maker()
    changed = {name: pl.lit(value) for name, value in (regime or {}).items()}
    held = pl.col("regime_id") == "DY"
    regimes = base["licence_regimes"].with_columns(
        pl.when(held).then(value).otherwise(pl.col(name)).alias(name) for name, value in changed.items()
    )
    tables = {
        "licence_observations": table("licence_observations", observations),
        "licence_measures": table("licence_measures", measures or []),
        "licence_regimes": regimes,
    }
    return Tables({**base, **tables}, "own-files")


def applications(files: list[Row]) -> pl.DataFrame:
    return pl.DataFrame(files, schema=APPLICATION_COLUMNS)


def scored(world: Tables, files: list[Row], *lines: Row, as_of: date = DAY, known_at: date = DAY) -> Levels:
    portfolio = Portfolio.of(pl.DataFrame(lines or [MAKER]), None, applications(files))
    return score(portfolio, world, METHOD, as_of=as_of, known_at=known_at)


def waits(levels: Levels) -> Row:
    """The one licence wait of the maker."""
    return levels.signals["licences"].row(0, named=True)

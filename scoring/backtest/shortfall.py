"""Magnet exports against a usual month, and what the wait model expects of them, both in days."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from reference_data.loader import Tables
from scoring.wait import WAIT_COLUMNS, Wait

CONTROL_BEGAN = date(2025, 4, 4)

Tonnes = Mapping[date, float]
"""First day of a month → exports of the month."""


@dataclass(frozen=True)
class Baseline:
    """A usual month and where it is from."""

    tonnes_a_month: float
    words: str


def missing_days(exports: Tonnes, months: Sequence[date], usual: float) -> list[float]:
    """Cumulative shortfall by the end of each month, in normal days: tonnes short ÷ the usual tonnes of one day."""
    days = [(usual - exports[month]) / (usual / monthrange(month.year, month.month)[1]) for month in months]
    return [sum(days[: i + 1]) for i in range(len(days))]


def blocked_days(wait: Mapping[str, float], until: Sequence[date]) -> list[float]:
    """B of the method without cover: expected days blocked from the day control began to the end of each month."""
    spells = [float(days_to_end(month)) for month in until]
    lag, shape, scale, denied, refile = (pl.lit(wait[name]) for name in WAIT_COLUMNS)
    blocked = Wait(lag, shape, scale, denied, refile).missing_days(pl.col("spell"))
    return pl.DataFrame({"spell": spells}).select(blocked=blocked)["blocked"].to_list()


def days_to_end(month: date) -> int:
    """Days from the first day of control to the end of a month."""
    return (month.replace(day=monthrange(month.year, month.month)[1]) - CONTROL_BEGAN).days + 1


def exports_to(tables: Tables, destination: str) -> Tonnes:
    """Chinese magnet exports to a destination, or to all (*), by month."""
    rows = tables["magnet_exports"].filter(pl.col("destination") == destination).sort("month")
    return dict(rows.select("month", "tonnes").iter_rows())


def average_month(tables: Tables, destination: str, begins: date, ends: date, months: int) -> float:
    """Chinese magnet exports to a destination in a period of so many months, per month."""
    flows = tables["export_flows"]
    magnets = (pl.col("item") == "rare_earth_magnets") & (pl.col("origin") == "CHN")
    place = (pl.col("destination") == destination) & (pl.col("period_from") == begins) & (pl.col("period_to") == ends)
    return float(flows.filter(magnets & place)["tonnes"].item()) / months


def baselines(tables: Tables) -> tuple[Baseline, Baseline, Baseline]:
    """Usual months before control: all destinations in 2024 and in its first half, and the USA in 2024."""
    first, middle, last = date(2024, 1, 1), date(2024, 7, 1), date(2025, 1, 1)
    year, half = average_month(tables, "*", first, last, 12), average_month(tables, "*", first, middle, 6)
    usa = average_month(tables, "USA", first, last, 12)
    return (
        Baseline(year, f"average of 2024, {year:,.0f} t a month"),
        Baseline(half, f"average of the first half of 2024, {half:,.0f} t a month"),
        Baseline(usa, f"average of 2024, {usa:,.0f} t a month"),
    )

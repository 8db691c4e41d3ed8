"""Governance of countries on a day: one data year of one edition, never a mixture."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import fsum

import polars as pl

from reference_data.contracts.published import DIMENSIONS
from reference_data.loader import Tables
from scoring.duty import customs_areas

UNNAMED = "ROW"
WORLD_AVERAGE = 0.0
"""Estimates are scaled so that the world averages 0: what origins that a source does not name are taken to have."""


@dataclass(frozen=True)
class Governance:
    """Estimates of the countries of the world in one data year of one edition."""

    estimates: dict[str, float]
    edition_year: int
    data_year: int
    source_ids: tuple[str, ...]
    assumed: bool
    """True where no edition was known by the day, so that the first one serves."""


def governance_on(tables: Tables, as_of: date, known_at: date, dimensions: Sequence[str] = DIMENSIONS) -> Governance:
    """Each country's average over some dimensions, in the newest data year that gives all of them.

    A customs union averages its members; origins without a name have the world's average. Empty where the table is.
    """
    named = [f"{name}_estimate" for name in dimensions]
    whole = tables["governance"].drop_nulls(named)
    known = whole.filter(pl.col("known_from") <= known_at, pl.col("valid_from") <= as_of)
    serving = known if known.height else whole.filter(pl.col("known_from") == pl.col("known_from").min())
    year = _year(serving, as_of)
    rows = serving.filter(pl.col("valid_from") == year).with_columns(mean=pl.mean_horizontal(named))
    estimates = dict(rows.select("country", "mean").iter_rows())
    return Governance(
        estimates={**_unions(estimates, customs_areas(tables, as_of)), **estimates, UNNAMED: WORLD_AVERAGE},
        edition_year=rows["edition_year"][0] if rows.height else 0,
        data_year=year.year if year else 0,
        source_ids=tuple(rows["source_id"].unique().sort()),
        assumed=not known.height,
    )


def _year(rows: pl.DataFrame, as_of: date) -> date | None:
    begun = rows.filter(pl.col("valid_from") <= as_of)["valid_from"]
    year = begun.max() if begun.len() else rows["valid_from"].min()
    return year if isinstance(year, date) else None


def _unions(estimates: dict[str, float], areas: dict[str, str]) -> dict[str, float]:
    """Customs areas of several countries with the average of those that have an estimate."""
    members: dict[str, list[float]] = {}
    for country, area in areas.items():
        if country != area and country in estimates:
            members.setdefault(area, []).append(estimates[country])
    return {area: fsum(found) / len(found) for area, found in members.items() if area not in estimates}

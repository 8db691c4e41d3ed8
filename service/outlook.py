"""A company's outlook: all futures of a day side by side, their mixture, and each of its origins offline."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from reference_data.loader import Tables
from scoring.futures import not_stated, scenarios_on
from scoring.method import METHOD
from scoring.outlook import LOSS, mixture, offline_each, side_by_side
from scoring.portfolio import Portfolio
from scoring.scenarios import STATUS_QUO
from scoring.world import world_on

Row = Mapping[str, Any]
JUDGEMENT = (
    "Futures, their odds and what they change are our own judgement, stated as dated assumptions with their reasoning; "
    "they are no forecast anybody else has made, and the score itself does not use them."
)
INTERVAL = "score_low"
"""Begins the reason for an empty interval."""
OFFLINE_MEANS = (
    "Each origin offline in turn: nothing leaves its customs area until the material is requalified elsewhere. It says "
    "what an outage would cost, not how likely one is; goods used where they are made go on, and prices stay."
)


@dataclass(frozen=True)
class CompanyOutlook:
    """Rows of one company: futures (status quo first, then by loss), their mixture or why there is none, origins."""

    futures: Sequence[Row]
    mixture: Row | None
    reason: str | None
    offline: Sequence[Row]
    areas: Mapping[str, str]
    """customs area → its name"""

    @property
    def status_quo(self) -> Row:
        """The company as the tables have the day."""
        return self.futures[0]


def outlook_of(portfolio: Portfolio, tables: Tables, as_of: date, known_at: date) -> CompanyOutlook:
    """The outlook of the one company in a portfolio; on a day without stated futures only its status quo and origins.

    Raises GapError where the tables do not say enough to score it.
    """
    world = world_on(tables, METHOD, as_of, known_at)
    reason, stated = not_stated(tables, as_of, known_at), scenarios_on(tables, as_of, known_at)
    rows = side_by_side(world, portfolio, stated)
    quo = pl.col("scenario_id") == STATUS_QUO.scenario_id
    rows = rows.with_columns(reason=_of_figures())
    mixed = None if reason else _with_differences(mixture(rows, METHOD), rows.filter(quo))
    return CompanyOutlook(
        futures=rows.sort(~quo, LOSS, "scenario_id").to_dicts(),
        mixture=mixed,
        reason=reason,
        offline=offline_each(world, portfolio).with_columns(reason=_of_figures()).to_dicts(),
        areas=dict(world.areas.select("country", "name").iter_rows()),
    )


def _of_figures() -> pl.Expr:
    """The reasons that are about figures of the outlook, which has no intervals."""
    parts = pl.col("reason").str.split("; ")
    kept = parts.list.filter(~pl.element().str.starts_with(INTERVAL)).list.join("; ")
    return pl.when(kept != "").then(kept)


def _with_differences(mixed: pl.DataFrame, quo: pl.DataFrame) -> Row:
    base = quo.select("company_id", base_score="score", base_loss=LOSS)
    rows = mixed.join(base, on="company_id", how="left", validate="1:1")
    return rows.with_columns(
        score_difference=pl.col("score") - pl.col("base_score"),
        loss_difference_usd=pl.col(LOSS) - pl.col("base_loss"),
    ).row(0, named=True)

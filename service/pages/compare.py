"""What the page of companies side by side shows: their figures, their biggest drivers, and each two of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from service.api.company_answers import demonstration
from service.api.comparison import compared_pairs
from service.comparing import MOST
from service.interval_words import interval_reason
from service.pages.addresses import address
from service.pages.names import Names
from service.pages.tables import PageTable, table
from service.pages.waterfall import waterfall
from service.runs.lookup import Entry

HEADLINE = (
    "score",
    "score_low",
    "score_high",
    "revenue_usd",
    "covered_revenue_share",
    "expected_annual_loss_usd",
    "revenue_at_risk_usd",
    "lost_days",
    "delay_points",
    "duty_points",
    "premium_points",
    "delay_loss_usd",
    "duty_loss_usd",
    "premium_loss_usd",
)
SIDE = {
    **dict.fromkeys(("company_id", "company_name", "portfolio", "band", "data_grade"), pl.String),
    "demonstration": pl.Boolean,
    **dict.fromkeys(HEADLINE, pl.Float64),
    "defaults_count": pl.Int64,
    "defaults_used": pl.String,
    **dict.fromkeys(("driver_signal", "driver_material", "driver_authority"), pl.String),
    "driver_points": pl.Float64,
    "driver_loss_usd": pl.Float64,
    "reason": pl.String,
}
PAIR = {
    **dict.fromkeys(("first", "second", "first_name", "second_name"), pl.String),
    "score_difference": pl.Float64,
    "shared_part": pl.Float64,
    "distinguishable": pl.Boolean,
    "reason": pl.String,
}
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Comparison:
    """All the page shows."""

    sides: Sequence[Row]
    """A row a company, in the order they were chosen"""
    pairs: Sequence[Row]
    without: Mapping[str, str]
    """Company → address of the page without it"""
    choosing: str
    """Address of the list with these companies ticked"""
    demonstration: bool

    @property
    def apart(self) -> int:
        """Pairs whose scores can be told apart."""
        return sum(pair["distinguishable"] is True for pair in self.pairs)

    @property
    def too_many(self) -> int:
        """Companies that have to be taken out before the others fit side by side."""
        return max(len(self.sides) - MOST, 0)

    @property
    def tables(self) -> list[PageTable]:
        """The tables of the page."""
        made = {"companies": (self.sides, SIDE), "pairs": (self.pairs, PAIR)}
        return [table(name, pl.DataFrame(rows, schema=schema, orient="row")) for name, (rows, schema) in made.items()]


def comparison(entries: Sequence[Entry], contributions: Sequence[Row], names: Names) -> Comparison:
    """The page of some companies of a run, with what their scores are made of."""
    headlines = [entry.headline for entry in entries]
    ids = [row["company_id"] for row in headlines]
    sides = [
        _side(row, entry, [part for part in contributions if part["company_id"] == row["company_id"]], names)
        for row, entry in zip(headlines, entries, strict=True)
    ]
    known = {row["company_id"]: row["company_name"] for row in headlines}
    pairs = [
        {**pair.model_dump(), "first_name": known[pair.first], "second_name": known[pair.second]}
        for pair in compared_pairs(headlines)
    ]
    return Comparison(
        sides=sides,
        pairs=pairs,
        without={each: address("/compare", _chosen([other for other in ids if other != each])) for each in ids},
        choosing=address("/", _chosen(ids)),
        demonstration=any(side["demonstration"] for side in sides),
    )


def _chosen(ids: Sequence[str]) -> dict[str, Sequence[str]]:
    return {"company_id": ids} if ids else {}


def _side(row: Row, entry: Entry, contributions: Sequence[Row], names: Names) -> dict[str, Any]:
    from_portfolio = demonstration(entry.ground.portfolio)
    defaults = [name for name in (row["defaults_used"] or "").split(";") if name]
    reasons = filter(None, (row["reason"], interval_reason(row)))
    return {
        **{
            name: row[name] for name in ("company_id", "company_name", "band", "data_grade", "defaults_used", *HEADLINE)
        },
        "portfolio": from_portfolio.portfolio,
        "demonstration": from_portfolio.demonstration,
        "defaults_count": len(defaults) if row["score"] is not None else None,
        **_driver(contributions, names),
        "reason": "; ".join(reasons) or None,
    }


def _driver(contributions: Sequence[Row], names: Names) -> dict[str, Any]:
    """The driver with the most points; empty where nothing drives a score."""
    firsts = [(signal, signal.steps[0]) for signal in waterfall(contributions, names.materials)]
    if not firsts:
        return {}
    signal, step = max(firsts, key=lambda first: first[1].points)
    return {
        "driver_signal": signal.key,
        "driver_material": step.title,
        "driver_authority": step.authority or None,
        "driver_points": step.points,
        "driver_loss_usd": step.loss_usd,
    }

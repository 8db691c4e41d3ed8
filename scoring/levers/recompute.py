"""Scores many cases of one company in one pass of the engine: each under a company id of its own."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from scoring.engine import companies_in
from scoring.gaps import GapError
from scoring.levers.case import Case, portfolio_of
from scoring.portfolio import Portfolio
from scoring.world import World


@dataclass(frozen=True)
class Outcome:
    """What a case scores, or why it has no score."""

    score: float | None
    band: str | None
    expected_annual_loss_usd: float | None
    reason: str | None


@dataclass(frozen=True)
class Engine:
    """All that cases of one company are scored with; `world` knows the designs that the cases name."""

    world: World
    applications: pl.DataFrame


def recomputed(cases: Sequence[Case], engine: Engine) -> list[Outcome]:
    """One outcome a case, in order. A case over which the tables are silent has the gaps for a reason, not a number."""
    if not cases:
        return []
    try:
        return _in_one_pass(cases, engine)
    except GapError as error:
        if len(cases) == 1:
            return [Outcome(None, None, None, "; ".join(error.gaps))]
        half = len(cases) // 2
        return [*recomputed(cases[:half], engine), *recomputed(cases[half:], engine)]


def _in_one_pass(cases: Sequence[Case], engine: Engine) -> list[Outcome]:
    clones = [_clone(case, place, engine.applications) for place, case in enumerate(cases)]
    everybody = Portfolio(
        pl.concat([clone.lines for clone in clones]),
        pl.concat([clone.overrides for clone in clones]),
        pl.concat([clone.applications for clone in clones]),
    )
    rows = companies_in(engine.world, everybody).rows_by_key("company_id", named=True, unique=True)
    return [_outcome(rows[_id(place)]) for place in range(len(cases))]


def _clone(case: Case, place: int, applications: pl.DataFrame) -> Portfolio:
    own = portfolio_of(case, applications)
    named = pl.lit(_id(place)).alias("company_id")
    return Portfolio(*(frame.with_columns(named) for frame in (own.lines, own.overrides, own.applications)))


def _id(place: int) -> str:
    return f"case-{place:06d}"


def _outcome(row: dict[str, object]) -> Outcome:
    return Outcome(**{name: row[name] for name in Outcome.__dataclass_fields__})  # type: ignore[arg-type]

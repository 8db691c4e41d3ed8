"""Makes answers about companies from the rows of a run."""

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any, Literal

from pydantic_core import to_json

from service.api.about import About
from service.api.grounding import Grounds
from service.api.models.companies import (
    DIRECTION,
    Company,
    Contribution,
    Contributions,
    Demonstration,
    Interval,
    Listed,
    Past,
    Score,
)
from service.api.models.scenarios import ScenarioTold
from service.api.models.stamp import Stamped
from service.interval_words import interval_reason
from service.portfolio.demo import DEMO
from service.runs.lookup import Entry, Ground

Row = Mapping[str, Any]
Computed = Literal["snapshot", "on demand"]
LISTED = tuple(name for name in Listed.model_fields if name != "demonstration")
NOTICE = "Demonstration from public volumes and default sourcing; no assessment of the company named."


def listed(row: Row) -> Listed:
    """A row of the ranked list."""
    return Listed(**{name: row[name] for name in LISTED}, demonstration=row["portfolio"] == DEMO)


def score_answer(
    stamp: Stamped, headline: Row, known: About, computed: Computed, scenario: ScenarioTold | None = None
) -> Score:
    """A company's headline with all that qualifies it."""
    company = Company(**{name: headline[name] for name in Company.model_fields})
    ground = Ground(known.portfolio, company.defaults_used, "")
    entry = Entry(company.model_dump_json(), company.score, company.score_low, company.score_high, ground)
    return Score.model_validate_json(score_text(stamp, entry, known, computed, scenario))


def score_text(
    stamp: Stamped, entry: Entry, known: About, computed: Computed, scenario: ScenarioTold | None = None
) -> str:
    """The JSON of a `Score`, put together from texts most of which are the same for many companies."""
    parts = (
        entry.company,
        stamp.as_json,
        _text(direction=DIRECTION, currency="USD"),
        _interval_text(entry.score, entry.score_low, entry.score_high),
        _defaults_text(entry.ground.defaults_used, entry.ground.portfolio),
        known.text,
        _text(computed=computed),
        _text(scenario=None) if scenario is None else to_json({"scenario": scenario}).decode(),
    )
    return f"{{{','.join([part[1:-1] for part in parts])}}}"


def demonstration(portfolio: str | None) -> Demonstration:
    """Which portfolio a company is from, and the notice it has to carry."""
    demo = portfolio == DEMO
    return Demonstration(portfolio=portfolio, demonstration=demo, notice=NOTICE if demo else None)


def contributions_answer(stamp: Stamped, record: Row, areas: Mapping[str, str]) -> Contributions:
    """Every part of a company's score with what it was computed from."""
    row, signals, grounds = record["headline"], record["signals"], Grounds(record, areas)
    return Contributions(
        **stamp.model_dump(),
        **{name: row[name] for name in ("company_id", "company_name", "score", "expected_annual_loss_usd", "reason")},
        data=[_contribution(part, grounds) for part in record["contributions"]],
        **{name: signals[name] for name in ("regimes", "duty_layers", "prices", "shares", "inputs", "sources")},
    )


def past(row: Row) -> Past:
    """A company's headline in one run."""
    return Past(**{name: row[name] for name in Past.model_fields})


def _contribution(part: Row, grounds: Grounds) -> Contribution:
    made = {
        "authority": part["authority"] or None,
        "inputs": grounds.inputs(part),
        "source_ids": grounds.source_ids(part),
    }
    return Contribution.model_validate({**part, **made})


@cache
def _text(**constants: str | None) -> str:
    return to_json(constants).decode()


@lru_cache(maxsize=4096)
def _interval_text(score: float | None, low: float | None, high: float | None) -> str:
    reason = interval_reason({"score": score, "score_low": low, "score_high": high})
    interval = Interval(low=low, high=high, reason=reason)
    return to_json({"interval": interval}).decode()


@lru_cache(maxsize=4096)
def _defaults_text(defaults_used: str | None, portfolio: str | None) -> str:
    names = [name for name in (defaults_used or "").split(";") if name]
    return to_json({"defaults": names, "portfolio": demonstration(portfolio)}).decode()

"""Makes answers about companies from the rows of a run."""

from collections.abc import Mapping
from typing import Any, Literal

from service.api.about import About
from service.api.grounding import Grounds
from service.api.models.companies import (
    Company,
    Contribution,
    Contributions,
    Demonstration,
    Interval,
    Listed,
    Past,
    Score,
)
from service.api.models.stamp import Stamped
from service.interval_words import interval_reason
from service.portfolio.demo import DEMO

Row = Mapping[str, Any]
Computed = Literal["snapshot", "on demand"]
NOTICE = "Demonstration from public volumes and default sourcing; no assessment of the company named."


def listed(row: Row) -> Listed:
    """A row of the ranked list."""
    names = set(Listed.model_fields) - {"demonstration"}
    return Listed(**{name: row[name] for name in names}, demonstration=row["portfolio"] == DEMO)


def score_answer(stamp: Stamped, headline: Row, known: About, computed: Computed) -> Score:
    """A company's headline with all that qualifies it."""
    low, high = headline["score_low"], headline["score_high"]
    return Score(
        **stamp.model_dump(),
        **{name: headline[name] for name in Company.model_fields},
        interval=Interval(low=low, high=high, reason=interval_reason(headline)),
        defaults=[name for name in (headline["defaults_used"] or "").split(";") if name],
        portfolio=demonstration(known.portfolio),
        newest_evidence_on=known.newest_evidence_on,
        evidence=list(known.evidence),
        stand_ins=list(known.stand_ins),
        computed=computed,
    )


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

"""What a company's page shows: the headline, what drives it, and where each figure comes from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scoring.standing_in import is_stand_in
from service.api.licence_answers import HOLIDAYS, application, licence_wait
from service.api.models.changes import Changes
from service.api.models.companies import Score
from service.api.models.licences import Application, LicenceWait
from service.pages.changes import Moved, moved
from service.pages.grounds import Act, Duty, Supply, acts, defaults, duties, supplies
from service.pages.names import Names
from service.pages.waterfall import Signal, waterfall

GRADES = {
    "A": "at least three quarters of the loss rest on the company's own figures",
    "B": "at least half of the loss rests on the company's own figures",
    "C": "at least a quarter of the loss rests on the company's own figures",
    "D": "less than a quarter of the loss rests on the company's own figures",
}
MOST_DUTIES = 12
"""Duty rates shown; a maker in many countries pays dozens, most of them cents."""


@dataclass(frozen=True)
class CompanyPage:
    """All the company page shows."""

    score: Score
    loss_share: float | None
    grade: str
    reasons: Sequence[str]
    drivers: Sequence[Signal]
    scale: float
    acts: Sequence[Act]
    duties: Sequence[Duty]
    more_duties: int
    prices: Sequence[Mapping[str, Any]]
    supplies: Sequence[Supply]
    defaults: Sequence[tuple[str, list[float]]]
    waits: Sequence[LicenceWait]
    applications: Sequence[Application]
    holidays: str
    lines: Sequence[Mapping[str, Any]]
    moved: Moved | None
    names: Names
    sources: Mapping[str, Mapping[str, Any]]


def company_page(score: Score, record: Mapping[str, Any], names: Names, changes: Changes | None = None) -> CompanyPage:
    """The page of a company from its score, all that the run says of it, and what moved it since the run before."""
    paid = [duty for duty in duties(record, names) if duty.loss_usd > 0]
    loss, revenue = score.expected_annual_loss_usd, score.revenue_usd
    return CompanyPage(
        score=score,
        loss_share=loss / revenue if loss is not None and revenue else None,
        grade=GRADES.get(score.data_grade or "", "nothing to grade"),
        reasons=(score.reason or "").split("; ") if score.reason else [],
        drivers=waterfall(record["contributions"], names.materials),
        scale=score.score or 1.0,
        acts=acts(record, names, score.as_of),
        duties=paid[:MOST_DUTIES],
        more_duties=max(len(paid) - MOST_DUTIES, 0),
        prices=record["signals"]["prices"],
        supplies=supplies(record, names),
        defaults=defaults(record, [name for name in score.defaults if not is_stand_in(name)]),
        waits=[licence_wait(row) for row in record["licences"]],
        applications=[application(row) for row in record["applications"]],
        holidays=HOLIDAYS,
        lines=record["lines"],
        moved=moved(changes) if changes else None,
        names=names,
        sources={source["source_id"]: source for source in record["signals"]["sources"]},
    )

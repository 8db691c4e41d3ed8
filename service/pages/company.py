"""What a company's page shows: the headline, what drives it, and where each figure comes from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Any

from service.api.models.companies import Score
from service.pages.grounds import Duty, Regime, Supply, defaults, duties, regimes, supplies
from service.pages.names import Names
from service.pages.waterfall import Step, waterfall

GRADES = {
    "A": "at least three quarters of the loss rest on the company's own figures",
    "B": "at least half of the loss rests on the company's own figures",
    "C": "at least a quarter of the loss rests on the company's own figures",
    "D": "less than a quarter of the loss rests on the company's own figures",
}


@dataclass(frozen=True)
class CompanyPage:
    """All the company page shows."""

    score: Score
    loss_share: float | None
    grade: str | None
    steps: Sequence[Step]
    scale: float
    regimes: Sequence[Regime]
    duties: Sequence[Duty]
    prices: Sequence[Mapping[str, Any]]
    supplies: Sequence[Supply]
    defaults: Sequence[tuple[str, list[float]]]
    lines: Sequence[Mapping[str, Any]]
    names: Names
    sources: Mapping[str, Mapping[str, Any]]

    @property
    def points(self) -> float:
        """What the steps add up to."""
        return fsum(step.points for step in self.steps)

    @property
    def loss_usd(self) -> float:
        """What the losses of the steps add up to."""
        return fsum(step.loss_usd for step in self.steps)


def company_page(score: Score, record: Mapping[str, Any], names: Names) -> CompanyPage:
    """The page of a company from its score and all that the run says of it."""
    loss, revenue = score.expected_annual_loss_usd, score.revenue_usd
    return CompanyPage(
        score=score,
        loss_share=loss / revenue if loss is not None and revenue else None,
        grade=GRADES.get(score.data_grade or ""),
        steps=waterfall(record["contributions"], names.materials),
        scale=score.score or 1.0,
        regimes=regimes(record, names, score.as_of),
        duties=duties(record, names),
        prices=record["signals"]["prices"],
        supplies=supplies(record, names),
        defaults=defaults(record, score.defaults),
        lines=record["lines"],
        names=names,
        sources={source["source_id"]: source for source in record["signals"]["sources"]},
    )

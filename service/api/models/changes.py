"""Answers on why a score moved between two runs or days."""

from datetime import date
from typing import Any, Literal

from pydantic import Field

from service.api.models.bands import Band
from service.api.models.stamp import Answer, Stamped


class ChangeSide(Answer):
    """A company's headline on one side and what it was made from; figures are null where it is in no portfolio."""

    run_id: str | None = Field(description="published run; null for a day that was computed")
    as_of: date
    known_at: date
    method: str
    tables_version: str
    score: float | None
    band: Band | None
    expected_annual_loss_usd: float | None
    covered_revenue_share: float | None


class ChangeCause(Answer):
    """One figure that differs between the two sides and that the company's score rests on."""

    group: str
    table: str = Field(description="reference table; lines, overrides or applications of the company; or method")
    key: str = Field(description="key of the row, its columns joined by a slash")
    column: str
    before: str | None = Field(description="figure as text; null where the row was not there")
    after: str | None = Field(description="figure as text; null where the row is gone")
    since: date | None = Field(description="first day it both held and was known; of a row that is gone, its last day")
    source_id: str | None = Field(description="null for the company's own figures and constants of the method")


class ChangePart(Answer):
    """What one group of figures moved: its exact Shapley part of the difference."""

    group: str = Field(
        description="portfolio, law, waits, prices, other_tables or method; joined by a plus where no state between "
        "the two sides can tell them apart"
    )
    points: float
    expected_annual_loss_usd: float
    causes: list[ChangeCause] = Field(description="rows and cells behind the company's figures that differ")


class Changes(Stamped):
    """Why a company's score moved: parts by group that sum to the difference exactly, each with the rows behind it."""

    company_id: str
    company_name: str
    before: ChangeSide
    after: ChangeSide
    points: float | None = Field(description="difference of the scores; null with a reason")
    expected_annual_loss_usd: float | None = Field(description="difference of the losses; null with a reason")
    reason: str | None = Field(description="why there is no difference")
    data: list[ChangePart] = Field(description="groups that moved it, in a fixed order; empty where nothing did")
    sources: list[dict[str, Any]] = Field(description="publications and acts named above")
    computed: Literal["stored", "on demand"]

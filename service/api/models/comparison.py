"""Answers about companies side by side."""

from pydantic import Field

from service.api.models.bands import Band
from service.api.models.companies import DIRECTION
from service.api.models.stamp import Answer, Stamped


class Compared(Answer):
    """One of the companies compared."""

    company_id: str
    company_name: str
    score: float | None
    band: Band | None
    score_low: float | None = Field(description="5 % end of the interval; null with a reason")
    score_high: float | None = Field(description="95 % end of the interval; null with a reason")
    expected_annual_loss_usd: float | None
    reason: str | None = Field(description="why a figure is null, or why a score lies outside its interval")


class ComparedPair(Answer):
    """Two of the companies, in the order they were asked for."""

    first: str
    second: str
    score_difference: float | None = Field(description="score of the first less that of the second")
    shared_part: float | None = Field(description="part of the shorter interval that both share: 0 apart, 1 within")
    distinguishable: bool | None = Field(
        description="false where more than half of the shorter interval is shared; null where one has no interval"
    )
    reason: str | None = Field(description="why the pair cannot be compared")


class Comparison(Stamped):
    """Companies side by side, and which of them can be told apart."""

    direction: str = DIRECTION
    data: list[Compared]
    pairs: list[ComparedPair]

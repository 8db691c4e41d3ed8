"""Licences against duties: which speed and which points leave a company's expected loss as it is."""

from typing import Literal

from pydantic import Field

from service.api.models.stamp import Answer, Stamped


class Exchanged(Answer):
    """A speed of licences and points of duty that cancel out."""

    licence_speed: float | None = Field(description="times as fast as now; null with a reason")
    duty_points: float | None = Field(
        description="percentage points on top of each duty on goods of controlling origins at all the company's "
        "importers, negative for a cut; no duty falls below 0; null with a reason"
    )
    expected_annual_loss_usd: float | None = Field(description="as it is now, and with both")
    reason: str | None
    words: str


class IsoExposure(Stamped, Exchanged):
    """What a speed of licences is worth to a company in points of duty, or the other way round."""

    company_id: str
    company_name: str
    asked: Literal["licence_speed", "duty_points"] = Field(description="which of the two was given")
    computed: Literal["on demand"] = "on demand"

"""Scenarios: those of the table with their reasoning, one that a user defines, and a company's outlook."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from service.api.models.bands import Band
from service.api.models.reference import Source
from service.api.models.stamp import Answer, Stamped
from service.api.parameters import Country


class UserScenario(BaseModel):
    """A scenario somebody defines: what is left out stays as the tables have it."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    title: Annotated[str, Field(min_length=1, max_length=200)] = "a scenario of your own"
    deal_state: float | None = Field(
        None, ge=-3, le=3, description="0 as today, 1 a deal carried out: moves licence speed and duties together"
    )
    licence_speed: float | None = Field(
        None, ge=0.01, le=100, description="waits are divided by it; as deal_state has it where left out"
    )
    onset_factor: float = Field(1.0, ge=0, le=100, description="odds of potential regimes times this, to 1 at most")
    suspended_onset_probability: float | None = Field(
        None, ge=0, le=1, description="odds of regimes whose act is suspended; as the tables have them where left out"
    )
    added_duty_rate: float | None = Field(
        None,
        ge=-1,
        le=5,
        description="points on top of duties on goods of controlling origins; as deal_state has it where left out",
    )
    duty_importers: tuple[Country, ...] = Field(
        (), max_length=300, description="customs areas whose duties move; all of them where left out"
    )
    premium_factor: float = Field(
        1.0, ge=0, le=100, description="share bought at quoted outside prices times this, to all of it at most"
    )
    offline_origin: Country | None = Field(
        None, description="country or customs area that nothing leaves until requalification"
    )


class ScenarioTold(Answer):
    """A scenario with all it changes, why, and what it rests on."""

    scenario_id: str
    title: str
    judgement: Literal["our own assumption"] = "our own assumption"
    probability: float | None = Field(description="our odds of it; null where it is not one of the futures mixed")
    deal_state: float | None = Field(description="0 as today, 1 a deal carried out; null where it is not placed so")
    licence_speed: float = Field(description="waits are divided by it")
    onset_factor: float = Field(description="odds of potential regimes are multiplied by it, to 1 at most")
    suspended_onset_probability: float | None = Field(
        description="odds of regimes whose act is suspended; null where they are as the tables have them"
    )
    added_duty_rate: float = Field(
        description="points on top of duties on goods of controlling origins; a duty never falls below 0"
    )
    duty_importers: list[str] = Field(description="customs areas whose duties move with it; empty: all of them")
    premium_factor: float = Field(description="share bought at quoted outside prices is multiplied by it")
    offline_origin: str | None = Field(description="area that nothing leaves; * in the template for any of them")
    override_reason: str | None = Field(description="why speed or duty differ from what deal_state gives")
    reasoning: str
    valid_from: date | None
    valid_to: date | None
    known_from: date | None
    source_id: str | None
    locator: str | None
    confidence: str | None
    basis: str | None
    verified_on: date | None
    note: str | None


class DealSlope(Answer):
    """What one unit of the deal state moves, and why we take it so."""

    moves: str
    slope: float
    valid_from: date
    source_id: str
    confidence: str
    basis: str
    note: str | None


class Scenarios(Stamped):
    """The scenarios of a day with their odds, reasoning and sources."""

    notice: str
    reason: str | None = Field(description="why no futures are mixed on the day; null where there are some")
    data: list[ScenarioTold]
    deal_slopes: list[DealSlope]
    sources: list[Source]


class Figures(Answer):
    """A company's figures in one state of the world, and how far they are from the status quo."""

    score: float | None = Field(description="0 to 100; higher is riskier; null with a reason")
    band: Band | None
    expected_annual_loss_usd: float | None
    delay_loss_usd: float | None
    duty_loss_usd: float | None
    premium_loss_usd: float | None
    lost_days: float | None
    score_difference: float | None = Field(description="points above the status quo")
    loss_difference_usd: float | None = Field(description="loss above that of the status quo")
    reason: str | None = Field(description="why a figure is null or only partial")


class Future(Figures):
    """A company in one named future."""

    scenario_id: str
    title: str
    probability: float | None = Field(description="our odds; null where none were stated for the day")


class Offline(Figures):
    """A company with one of its origins offline."""

    scenario_id: str = Field(description="asks for the same as ?scenario=")
    origin: str = Field(description="customs area that nothing leaves")
    origin_name: str


class Outlook(Stamped):
    """A company under all futures side by side, their mixture, and each of its origins offline."""

    company_id: str
    company_name: str
    direction: Literal["higher is riskier"] = "higher is riskier"
    currency: Literal["USD"] = "USD"
    notice: str
    futures: list[Future] = Field(description="status quo first, then by loss")
    outlook: Figures | None = Field(
        description="losses mixed by the odds of the futures, scored as mixed; null with a reason"
    )
    outlook_reason: str | None = Field(description="why there is no outlook for the day")
    offline_notice: str
    offline: list[Offline] = Field(description="each origin that its paths use taken offline, the costliest first")
    scenarios: list[ScenarioTold] = Field(description="what each future changes, and why")
    sources: list[Source]
    computed: Literal["on demand"] = "on demand"


def told_of(row: dict[str, Any]) -> ScenarioTold:
    """A row of the scenarios table as it is shown."""
    return ScenarioTold(**{name: row[name] for name in ScenarioTold.model_fields if name != "judgement"})

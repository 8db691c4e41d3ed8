"""Answers about companies: headline, list, contributions and history."""

from datetime import date
from typing import Any, Literal

from pydantic import Field

from service.api.models.bands import Band
from service.api.models.scenarios import ScenarioTold
from service.api.models.stamp import Answer, Stamped

Grade = Literal["A", "B", "C", "D"]
DIRECTION: Literal["higher is riskier"] = "higher is riskier"


class Company(Answer):
    """The company level, column by column as in the CSV export."""

    company_id: str
    company_name: str
    revenue_usd: float | None = Field(description="yearly revenue of all scored lines")
    score: float | None = Field(description="0 to 100; higher is riskier; null with a reason")
    band: Band | None
    score_low: float | None = Field(description="5 % end of the interval; null with a reason")
    score_high: float | None = Field(description="95 % end of the interval; null with a reason")
    data_grade: Grade | None = Field(description="share of the loss resting on the company's own evidence, A best")
    covered_revenue_share: float | None = Field(description="scored revenue over all revenue")
    delay_points: float | None
    duty_points: float | None
    premium_points: float | None
    delay_loss_usd: float | None
    duty_loss_usd: float | None
    premium_loss_usd: float | None
    expected_annual_loss_usd: float | None
    lost_days: float | None = Field(description="days of the year lost, weighted by revenue")
    revenue_at_risk_usd: float | None
    defaults_used: str | None = Field(description="inputs taken from defaults, joined by semicolons")
    reason: str | None = Field(description="why a figure is null or only partial")


class Listed(Company):
    """A company in the ranked list, with what it was found by."""

    portfolio: str | None
    demonstration: bool = Field(description="from public volumes and default sourcing; no assessment of the company")
    categories: list[str]
    importers: list[str]
    elements: list[str]


class Companies(Stamped):
    """One page of the ranked list."""

    total: int = Field(description="companies that match, on all pages")
    has_more: bool
    next_url: str | None = Field(description="address of the next page; null on the last")
    data: list[Listed]


class Interval(Answer):
    """The range the score lies in nine times in ten, given how uncertain its inputs are; or why there is none."""

    low: float | None
    high: float | None
    reason: str | None


class Demonstration(Answer):
    """Whether the company is part of the demonstration, and what that means."""

    portfolio: str | None
    demonstration: bool
    notice: str | None


class Evidence(Answer):
    """How fresh a figure's evidence is on the day of the score."""

    subject: str = Field(description="what the evidence is about, such as a licence regime or a price")
    newest_evidence_on: date | None = Field(description="null where the figure rests on an assumption alone")
    days_past: int | None = Field(description="days between the newest evidence and the day of the score")
    notice: str | None = Field(description="says so where the day of the score is past the newest evidence")
    status: str | None = Field(
        default=None,
        description="where the act behind a licence regime stands on the day; disputed where claimants differ about it",
    )
    status_words: str | None = Field(default=None, description="the status in words, with who claims what")


class StandIn(Answer):
    """A figure that serves though none was known by the day, or though its period has ended."""

    default: str = Field(description="its name among the defaults, such as earliest:use_shares")
    words: str = Field(description="what serves, since when it is known, and why")


class Score(Stamped, Company):
    """A company's headline with all that qualifies it."""

    direction: Literal["higher is riskier"] = DIRECTION
    currency: Literal["USD"] = "USD"
    interval: Interval
    defaults: list[str] = Field(description="inputs taken from defaults")
    portfolio: Demonstration
    newest_evidence_on: date | None = Field(description="newest evidence on licences behind the score")
    evidence: list[Evidence]
    stand_ins: list[StandIn] = Field(description="figures that were not known by the day, or whose period has ended")
    computed: Literal["snapshot", "on demand"] = Field(
        description="read from the run, or computed for another day or a scenario"
    )
    scenario: ScenarioTold | None = Field(
        description="the future the score is of, with its reasoning; null where it is of the tables as they stand"
    )


class Contribution(Answer):
    """One part of loss and score; the points of all parts sum to the score."""

    line_id: str
    product_id: str
    importer: str | None
    signal: Literal["delay", "duty", "premium"]
    authority: str | None = Field(description="who controls; null for duty and premium")
    material_id: str
    origin: str
    element: str
    loss_usd: float
    points: float | None
    inputs: list[dict[str, Any]] = Field(description="rows of the delay or cost level it was computed from")
    source_ids: list[str] = Field(description="keys into sources")


class Contributions(Stamped):
    """Every part of a company's score, with inputs and citations."""

    company_id: str
    company_name: str
    score: float | None
    expected_annual_loss_usd: float | None
    reason: str | None
    data: list[Contribution]
    regimes: list[dict[str, Any]] = Field(description="licence regimes behind the delay, with act, wait and evidence")
    duty_layers: list[dict[str, Any]] = Field(description="layers of each duty rate used, with citation")
    prices: list[dict[str, Any]]
    shares: list[dict[str, Any]] = Field(description="where each material comes from")
    inputs: list[dict[str, Any]] = Field(description="mass and unit value of each product's materials")
    sources: list[dict[str, Any]] = Field(description="publications and acts named above")


class Past(Answer):
    """A company's headline in one run."""

    run_id: str
    as_of: date
    known_at: date
    method: str
    tables_version: str
    score: float | None
    band: Band | None
    data_grade: Grade | None
    expected_annual_loss_usd: float | None
    delay_points: float | None
    duty_points: float | None
    premium_points: float | None
    reason: str | None


class History(Stamped):
    """A company run by run, oldest first; one row a run, nothing averaged."""

    company_id: str
    data: list[Past]

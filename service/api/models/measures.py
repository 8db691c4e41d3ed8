"""Answers about acts on exports: what they cover, since when, and where they stand on a day."""

from datetime import date

from pydantic import Field

from service.api.models.reference import Source
from service.api.models.stamp import Answer, Stamped


class MeasureClaim(Answer):
    """What one party says about a disputed date of an act."""

    claim_id: str
    fact: str = Field(description="the date in dispute: suspended_to or valid_to")
    claimant: str
    claim_kind: str = Field(description="act: its own text; party: somebody else")
    claimed_on: date = Field(description="first day after, as claimed")
    said_on: date
    scenario_id: str = Field(description="the future in which the claimant is right")
    source_id: str
    locator: str | None
    confidence: str = Field(description="in that this was claimed: high, medium or low")
    basis: str = Field(description="reported, or assumption where no public address holds the claim")
    note: str | None


class Measure(Answer):
    """One act of a government on exports and its status on the day, as known on the other."""

    measure_id: str
    authority: str
    legal_ref: str
    title: str
    origin: str
    destinations: list[str] = Field(description="customs areas it is aimed at; * is any")
    end_use: str
    measure_kind: str
    status: str = Field(description="announced, in_force, suspended, disputed, ended or called_off")
    status_words: str
    end_disputed: bool = Field(description="the claimants known by then name different ends")
    elements: list[str]
    forms: list[str]
    control_codes: list[str]
    hs_codes: list[str]
    announced_on: date | None
    valid_from: date
    valid_to: date | None
    suspended_from: date | None
    suspended_to: date | None = Field(description="first day after the suspension by the text of the act")
    known_from: date
    end_known_from: date | None
    evidence_on: date | None = Field(description="newest evidence on what became of it, known by then")
    statutory_review_working_days: int | None
    claims: list[MeasureClaim]
    confidence: str
    basis: str
    verified_on: date
    note: str | None
    source_ids: list[str]


class Measures(Stamped):
    """Acts on exports known on a day, with their status."""

    data: list[Measure]
    sources: list[Source]

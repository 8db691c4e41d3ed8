"""Answers about concentration: who supplies an element at a stage, and how that is governed."""

from pydantic import Field

from service.api.models.reference import Source
from service.api.models.stamp import Answer, Stamped


class Concentration(Answer):
    """One element at one stage as one importer meets it; context beside the score, never a part of it."""

    element: str
    stage: str = Field(description="mining, separation, metal, magnet or compound")
    importer: str
    herfindahl: float = Field(description="sum of squared shares of world supply: 1 is one country alone")
    largest_origin: str
    largest_share: float = Field(description="share of world supply")
    supply_of: str = Field(description="element or goods whose world shares these are")
    supply_year: int = Field(description="oldest data year among the world shares")
    supply_edition: str = Field(description="in_force, stale, or earliest: none was known by the day")
    geopolrisk: float | None = Field(
        description="world concentration times the political instability of what is imported, 0 to 1"
    )
    use_year: int | None = Field(description="oldest data year of the importer's mix; null where there is none")
    stability_edition: int = Field(description="edition of the governance indicators behind geopolrisk")
    stability_year: int
    eu_supply_risk: float | None = Field(description="the European Commission's formula with the shares of the day")
    governance_edition: int = Field(description="edition of the governance indicators behind eu_supply_risk")
    governance_year: int
    reason: str | None = Field(description="why an index is null, and which figures stand in for unknown ones")
    source_ids: list[str]


class Concentrations(Stamped):
    """Concentration per element, stage and importer on a day."""

    data: list[Concentration]
    sources: list[Source]

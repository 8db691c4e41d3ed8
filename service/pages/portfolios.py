"""What the overview of portfolios shows: spread, money at stake, on what losses hang, and who is not counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from service.overview import COMPANY, Concentration, Overview
from service.pages.names import Names
from service.pages.tables import PageTable, table
from service.pages.twins import FORMS
from service.portfolio.demo import DEMO

MOST_COMPANIES = 10
MOST_HELD = 5
MOST_INCOMPLETE = 50
TITLES = {
    "company": "Company",
    "signal": "Kind of loss",
    "authority": "Authority that licenses",
    "material_id": "Material",
    "origin": "Origin",
    "element": "Element",
    "importer": "Assembled in",
}
SIGNALS = {"delay": "licence delay", "duty": "duty", "premium": "price premium"}
NO_KEY = {"authority": "none: duties and price premiums", "importer": "not stated"}
HIGH, MODERATE = 0.25, 0.15
"""Herfindahl indices from which competition authorities have called a market highly and moderately concentrated."""


@dataclass(frozen=True)
class Held:
    """How concentrated losses are in one respect, and the largest parts with their names."""

    title: str
    name: str
    found: Concentration
    top: Sequence[Mapping[str, Any]]
    more: int
    rest_share: float

    @property
    def words(self) -> str:
        """The index in a word."""
        index = self.found.herfindahl
        if index is None:
            return "nothing lost"
        return "high" if index >= HIGH else "moderate" if index >= MODERATE else "low"


@dataclass(frozen=True)
class PortfoliosPage:
    """All the overview shows, of one portfolio or of all together."""

    name: str | None
    overview: Overview
    portfolios: Sequence[Mapping[str, Any]]
    """all portfolios side by side; empty on the page of one"""
    held: Sequence[Held]
    exposures: Sequence[Mapping[str, Any]]
    incomplete: Sequence[Mapping[str, Any]]
    most_in_a_bin: int
    files: Mapping[str, str]
    """Form → address of the tables as a file"""

    @property
    def no_score(self) -> int:
        """Companies that cannot be scored."""
        return self.overview.companies - self.overview.scored

    @property
    def in_part(self) -> int:
        """Companies scored for a part of their revenue."""
        return self.overview.incomplete.height - self.no_score

    @property
    def top_share(self) -> float | None:
        """Share of the loss that the companies shown have together."""
        return self.exposures[-1]["running_share"] if self.exposures else None


def portfolios_page(name: str | None, found: Overview, names: Names) -> PortfoliosPage:
    """The overview page of a portfolio, or of all where none is named."""
    path = f"/portfolios/{name}" if name else "/portfolios"
    return PortfoliosPage(
        name=name,
        overview=found,
        portfolios=[] if name else _marked(found.portfolios).to_dicts(),
        held=[_held(one, found, names) for one in found.concentrations],
        exposures=found.exposures.head(MOST_COMPANIES).to_dicts(),
        incomplete=found.incomplete.head(MOST_INCOMPLETE).to_dicts(),
        most_in_a_bin=int(found.bins["companies"].max() or 0),  # type: ignore[arg-type]
        files={form: f"{path}.{form}" for form in FORMS},
    )


def page_tables(page: PortfoliosPage, names: Names) -> list[PageTable]:
    """The tables of the page, the companies by loss first."""
    found = page.overview
    frames = {
        "exposures": found.exposures,
        **({} if page.name else {"portfolios": _marked(found.portfolios)}),
        "bands": found.bands,
        "scores": found.bins,
        "grades": found.grades,
        "concentration": pl.DataFrame(
            [
                (one.name, one.found.herfindahl, one.found.as_many_as, one.found.held["share"].max())
                for one in page.held
            ],
            schema={"held_by": pl.String, "herfindahl": pl.Float64, "as_many_as": pl.Float64, "top_share": pl.Float64},
            orient="row",
        ),
        **{f"by_{one.name}": _named(one.found, found, names) for one in page.held if one.name != COMPANY},
        "incomplete": found.incomplete,
    }
    return [table(name, frame) for name, frame in frames.items()]


def _marked(portfolios: pl.DataFrame) -> pl.DataFrame:
    return portfolios.with_columns(demonstration=pl.col("portfolio").eq_missing(pl.lit(DEMO)))


def _held(one: Concentration, found: Overview, names: Names) -> Held:
    rows = _named(one, found, names)
    top = rows.head(MOST_HELD).to_dicts()
    rest = rows["share"].slice(MOST_HELD).sum()
    short = one.dimension.removesuffix("_id")
    return Held(TITLES[one.dimension], short, one, top, max(rows.height - MOST_HELD, 0), float(rest))


def _named(one: Concentration, found: Overview, names: Names) -> pl.DataFrame:
    """What losses hang on with names, the largest first: key, name, loss_usd, share."""
    known: dict[str, Mapping[str, str]] = {
        "signal": SIGNALS,
        "material_id": names.materials,
        "origin": names.countries,
        "element": names.elements,
        "importer": names.countries,
    }
    if one.dimension == COMPANY:
        known[COMPANY] = dict(found.exposures.select("company_id", "company_name").iter_rows())
    told, nothing = known.get(one.dimension, {}), NO_KEY.get(one.dimension, "none")
    words = [nothing if key is None else told.get(key, key) for key in one.held["key"]]
    return one.held.select("key", pl.Series("name", words, dtype=pl.String), "loss_usd", "share")

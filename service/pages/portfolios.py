"""What the overview of portfolios shows: spread, money at stake, on what losses hang, and who is not counted."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from service.overview import COMPANY, Concentration, Overview, exposures, incomplete
from service.pages.names import Names
from service.pages.tables import PageTable, table
from service.pages.twins import FORMS
from service.portfolio.demo import DEMO

MOST_HELD = 5
TITLES = {
    "company": "Company",
    "signal": "Kind of loss",
    "authority": "Authority that licenses",
    "act": "Act behind the licences",
    "material_id": "Material",
    "origin": "Origin",
    "element": "Element",
    "importer": "Assembled in",
}
SIGNALS = {"delay": "licence delay", "duty": "duty", "premium": "price premium"}
MAY_COME = "may come"
"""What stands for the act of regimes that no act has laid down yet."""
NO_KEY = {
    "authority": "none: duties and price premiums",
    "act": "none: duties and price premiums",
    "importer": "not stated",
}
HIGH, MODERATE = 0.25, 0.15
"""Herfindahl indices from which competition authorities have called a market highly and moderately concentrated."""

Row = Mapping[str, Any]
Words = Mapping[str, Mapping[str, str]]
"""Dimension → key → how it reads."""


@dataclass(frozen=True)
class Held:
    """How concentrated losses are in one respect, and all parts with their names, the largest first."""

    title: str
    name: str
    found: Concentration
    parts: pl.DataFrame
    """key, name, loss_usd, share"""

    @property
    def top(self) -> Sequence[Row]:
        """The parts shown."""
        return self.parts.head(MOST_HELD).to_dicts()

    @property
    def more(self) -> int:
        """Parts that are not shown."""
        return max(self.parts.height - MOST_HELD, 0)

    @property
    def rest_share(self) -> float:
        """Share of the parts not shown."""
        return float(self.parts["share"].slice(MOST_HELD).sum())

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
    portfolios: Sequence[Row]
    """all portfolios side by side; empty on the page of one"""
    held: Sequence[Held]
    exposures: Sequence[Row]
    incomplete: Sequence[Row]
    most_in_a_bin: int
    files: Mapping[str, str]
    """Form → address of the tables as a file"""

    @property
    def no_score(self) -> int:
        """Companies that cannot be scored."""
        return self.overview.companies - self.overview.scored

    @property
    def lacking(self) -> int:
        """Companies without a score or scored in part."""
        return self.no_score + self.overview.in_part

    @property
    def top_share(self) -> float | None:
        """Share of the loss that the companies shown have together."""
        return self.exposures[-1]["running_share"] if self.exposures else None


def portfolios_page(name: str | None, found: Overview, words: Words) -> PortfoliosPage:
    """The overview page of a portfolio, or of all where none is named."""
    path = f"/portfolios/{name}" if name else "/portfolios"
    return PortfoliosPage(
        name=name,
        overview=found,
        portfolios=[] if name else _marked(found.portfolios).to_dicts(),
        held=[_held(one, words) for one in found.concentrations],
        exposures=found.exposures.to_dicts(),
        incomplete=found.incomplete.to_dicts(),
        most_in_a_bin=max(found.bins["companies"].to_list()),
        files={form: f"{path}.{form}" for form in FORMS},
    )


def page_tables(page: PortfoliosPage, listed: Callable[[], pl.DataFrame]) -> list[PageTable]:
    """The tables of the page, companies by loss first; `listed` reads all of them once a file is asked for."""

    def companies(of: Callable[[pl.DataFrame], pl.DataFrame]) -> Callable[[], Iterator[pl.DataFrame]]:
        return lambda: iter([of(listed())])

    found = page.overview
    held = {f"by_{one.name}": one.parts for one in page.held if one.name != COMPANY}
    beside = {} if page.name else {"portfolios": _marked(found.portfolios)}
    spread = {"bands": found.bands, "scores": found.bins, "grades": found.grades}
    frames = {**beside, **spread, "concentration": _indices(page.held), **held}
    return [
        PageTable("exposures", companies(exposures)),
        *(table(name, frame) for name, frame in frames.items()),
        PageTable("incomplete", companies(incomplete)),
    ]


def words_of(names: Names, regimes: Sequence[Row]) -> Words:
    """What the keys that losses hang on mean, with the names in a run and its regimes."""
    acts = {row["measure_id"]: row["legal_ref"] or row["title"] or row["measure_id"] for row in regimes}
    return {
        "signal": SIGNALS,
        "act": {**acts, MAY_COME: "controls not laid down yet, by their odds"},
        "material_id": names.materials,
        "origin": names.countries,
        "element": names.elements,
        "importer": names.countries,
    }


def acts_of(regimes: Sequence[Row]) -> dict[str, str]:
    """The act of each regime of a run."""
    return {row["regime_id"]: row["measure_id"] or MAY_COME for row in regimes}


def _marked(portfolios: pl.DataFrame) -> pl.DataFrame:
    return portfolios.with_columns(demonstration=pl.col("portfolio").eq_missing(pl.lit(DEMO)))


def _indices(held: Sequence[Held]) -> pl.DataFrame:
    rows = [(one.name, one.found.herfindahl, one.found.as_many_as, one.parts["share"].max()) for one in held]
    figures = dict.fromkeys(("herfindahl", "as_many_as", "top_share"), pl.Float64)
    return pl.DataFrame(rows, schema={"held_by": pl.String, **figures}, orient="row")


def _held(one: Concentration, words: Words) -> Held:
    told, nothing = words.get(one.dimension, {}), NO_KEY.get(one.dimension, "none")
    named = [nothing if key is None else told.get(key, key) for key in one.held["key"]]
    parts = one.held.select("key", pl.Series("name", named, dtype=pl.String), "loss_usd", "share")
    return Held(TITLES[one.dimension], one.dimension.removesuffix("_id"), one, parts)

"""The choices by which the list of companies is narrowed, each with the companies it would find."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from service.api.models.bands import Band
from service.runs.company_query import FACETS, UNSCORED
from service.runs.facets import Counts
from service.runs.snapshot import Snapshot

TITLES = {
    "category": "Market",
    "band": "Band",
    "element": "Element",
    "importer": "Assembled in",
    "portfolio": "Portfolio",
}
Names = Mapping[str, Mapping[str, str]]
"""Facet → its values that have a name of their own, and the name."""


@dataclass(frozen=True)
class Choice:
    """One value of a facet: how it reads, how many companies it finds under the other filters, whether it is on."""

    value: str
    title: str
    companies: int
    on: bool


@dataclass(frozen=True)
class Facet:
    """One way to narrow the list."""

    name: str
    title: str
    choices: Sequence[Choice]

    @property
    def on(self) -> Sequence[Choice]:
        """The choices that are on."""
        return [choice for choice in self.choices if choice.on]


def value_names(snapshot: Snapshot) -> Names:
    """Names of elements and countries as a run has them, and of companies without a band."""
    elements = {row["element"]: f"{row['element']}, {row['name']}" for row in snapshot.signals.rows("elements")}
    countries = {row["country"]: row["name"] for row in snapshot.signals.rows("areas")}
    return {"element": elements, "importer": countries, "band": {UNSCORED: "no score"}}


def facets(found: Counts, everywhere: Counts, chosen: Mapping[str, Sequence[str]], names: Names) -> list[Facet]:
    """Every facet with all values that occur in the run, counted under the other filters.

    A facet with a single value tells no company from another and is left out, unless it is chosen from.
    """
    made = []
    for name in FACETS:
        on = chosen.get(name, ())
        values = _ordered(name, {*everywhere[name], *on}, names.get(name, {}))
        choices = [Choice(value, title, found[name].get(value, 0), value in on) for value, title in values.items()]
        if len(choices) > 1 or on:
            made.append(Facet(name, TITLES[name], choices))
    return made


def _ordered(facet: str, values: set[str], names: Mapping[str, str]) -> dict[str, str]:
    titles = {value: names.get(value, value if facet == "portfolio" else value.replace("_", " ")) for value in values}
    if facet == "band":
        return {band: titles[band] for band in (*reversed(get_args(Band)), UNSCORED) if band in titles}
    return dict(sorted(titles.items(), key=lambda item: (item[1].casefold(), item[0])))

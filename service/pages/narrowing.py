"""The filters that are on, in words, and the ways to the list without them."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.pages.addresses import Parameters, address, put
from service.pages.facets import Facet


@dataclass(frozen=True)
class Taken:
    """One filter that is on, in words, and the address of the list without it."""

    words: str
    without: str


def taken(name: str | None, facets: Sequence[Facet], here: Parameters) -> list[Taken]:
    """Each filter that is on, with the way to the list without it; `here` is what the list's address asks for."""
    found = [Taken(f"“{name}” in name or id", address("/", put(here, "q", [])))] if name else []
    for facet in facets:
        for choice in facet.on:
            left = [other.value for other in facet.on if other != choice]
            found.append(Taken(f"{facet.title}: {choice.title}", address("/", put(here, facet.name, left))))
    return found


def told(name: str | None, facets: Sequence[Facet]) -> str:
    """The filters that are on as the end of a sentence: “ with band high or severe”."""
    said = [f"{facet.name} {' or '.join(choice.title for choice in facet.on)}" for facet in facets if facet.on]
    said += [f"“{name}” in name or id"] if name else []
    return f" with {', '.join(said)}" if said else ""

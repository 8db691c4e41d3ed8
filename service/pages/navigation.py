"""The links every page begins and ends with, in one list; a page that is not served has none."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app, request, url_for


@dataclass(frozen=True)
class Place:
    """One page of the site: its title, its endpoint, and what the addresses of the pages below it begin with."""

    title: str
    endpoint: str
    below: tuple[str, ...] = ()


@dataclass(frozen=True)
class Link:
    """A place as whoever asks sees it: its address, and what a page says of it in `aria-current`, if anything."""

    title: str
    address: str
    current: str


HEAD = (
    Place("Companies", "pages.ranking", ("/companies/", "/compare")),
    Place("Portfolios", "pages.portfolios", ("/portfolios/",)),
    Place("Measures", "pages.measures"),
    Place("Licence clock", "pages.licence_clock"),
    Place("Import", "pages.imports", ("/import/",)),
    Place("Runs", "pages.runs", ("/runs/", "/jobs")),
    Place("Method", "pages.method"),
)
"""What people come for, in the order they need it."""

FOOT = (
    Place("Evidence", "pages.evidence"),
    Place("Data dictionary", "pages.dictionary"),
    Place("API", "docs.docs"),
)
"""What backs it."""


def links(places: Sequence[Place]) -> list[Link]:
    """The places that are served, the current one marked."""
    served = current_app.view_functions
    return [Link(place.title, url_for(place.endpoint), _current(place)) for place in places if place.endpoint in served]


def _current(place: Place) -> str:
    if request.endpoint == place.endpoint:
        return "page"
    return "true" if request.path.startswith(place.below) else ""

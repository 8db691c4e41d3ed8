"""Names of what ids stand for, as a run has them."""

from collections.abc import Mapping
from dataclasses import dataclass

from service.runs.signals import SignalBook
from service.runs.snapshot import Snapshot


@dataclass(frozen=True)
class Names:
    """Id → name, and country → customs area."""

    products: Mapping[str, str]
    materials: Mapping[str, str]
    countries: Mapping[str, str]
    elements: Mapping[str, str]
    areas: Mapping[str, str]

    def area(self, code: str) -> str:
        """A country or customs area as a place goods go to or come from."""
        return "anywhere" if code == "*" else self.countries.get(code, code)


def names_of(snapshot: Snapshot) -> Names:
    """The names in a run."""
    return names_in(snapshot.signals)


def names_in(signals: SignalBook) -> Names:
    """The names among the signals of a run or an answer."""

    def column(table: str, key: str, value: str = "name") -> dict[str, str]:
        return {row[key]: row[value] for row in signals.rows(table)}

    return Names(
        products=column("products", "product_id"),
        materials=column("materials", "material_id"),
        countries=column("areas", "country"),
        elements=column("elements", "element"),
        areas=column("areas", "country", "customs_area"),
    )

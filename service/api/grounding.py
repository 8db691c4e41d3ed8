"""What each contribution rests on: the delay or cost rows it was computed from, and the sources of those."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]
Index = Mapping[tuple[Any, ...], list[Row]]

DELAY_KEY = ("line_id", "material_id", "authority")
COST_KEY = ("line_id", "material_id", "origin", "element")
DUTY_INPUTS = ("tariff_line", "customs_value_usd", "duty_rate", "duty_borne_share", "duty_loss_usd")
PREMIUM_INPUTS = (
    "element_kg",
    "price_outside_usd_per_kg",
    "price_inside_usd_per_kg",
    "quoted_share",
    "premium_loss_usd",
)
PRICE_SOURCES = ("price_inside_source_id", "price_outside_source_id", "quoted_share_source_id")


class Grounds:
    """The rows and signals of one company, indexed by what its contributions point at."""

    def __init__(self, record: Mapping[str, Any], areas: Mapping[str, str]) -> None:
        signals = record["signals"]
        self._areas = areas
        self._delays = _index(record["delays"], DELAY_KEY)
        self._costs = _index(record["costs"], COST_KEY)
        self._regimes = _index(signals["regimes"], ("regime_id",))
        self._layers = _index(signals["duty_layers"], ("importer", "origin", "tariff_line"))
        self._prices = _index(signals["prices"], ("element",))
        self._shares = _index(signals["shares"], ("mix", "material_id", "origin"))
        self._masses = _index(signals["inputs"], ("product_id", "material_id"))

    def inputs(self, part: Row) -> list[dict[str, Any]]:
        """The figures a contribution was computed from."""
        if part["signal"] == "delay":
            return [dict(row) for row in self._rows(part)]
        names = DUTY_INPUTS if part["signal"] == "duty" else PREMIUM_INPUTS
        return [{name: row[name] for name in names} for row in self._rows(part)]

    def source_ids(self, part: Row) -> list[str]:
        """Ids of all sources behind those figures, each once, the telling ones first."""
        found = {"delay": self._of_delay, "duty": self._of_duty, "premium": self._of_premium}[part["signal"]](part)
        return list(dict.fromkeys(source for source in (*found, *self._of_supply(part)) if source))

    def _rows(self, part: Row) -> Sequence[Row]:
        index, key = (self._delays, DELAY_KEY) if part["signal"] == "delay" else (self._costs, COST_KEY)
        return index.get(tuple(part[name] for name in key), [])

    def _of_delay(self, part: Row) -> Iterable[str]:
        for row in self._rows(part):
            for regime in self._regimes.get((row["regime_id"],), []):
                yield from regime["source_ids"]

    def _of_duty(self, part: Row) -> Iterable[str]:
        for row in self._rows(part):
            request = (self._area(part["importer"]), self._area(part["origin"]), row["tariff_line"])
            yield from (layer["source_id"] for layer in self._layers.get(request, []))

    def _of_premium(self, part: Row) -> Iterable[str]:
        for price in self._prices.get((part["element"],), []):
            yield from (price[name] for name in PRICE_SOURCES)

    def _of_supply(self, part: Row) -> Iterable[str]:
        importer, material = part["importer"], part["material_id"]
        for mix in (f"use {importer}", f"use {self._area(importer)}", "world"):
            if shares := self._shares.get((mix, material, part["origin"])):
                yield from (share["source_id"] for share in shares)
                break
        for mass in self._masses.get((part["product_id"], material), []):
            yield from (mass["source_id"], mass["unit_value_source_id"])

    def _area(self, country: str) -> str:
        return self._areas.get(country, country)


def _index(rows: Iterable[Row], key: tuple[str, ...]) -> Index:
    index: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        index.setdefault(tuple(row[name] for name in key), []).append(row)
    return index

"""Figures that stand in for ones nobody knew by the day, or for editions that have ended, in words."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from scoring.in_force import EARLIEST
from scoring.standing_in import stand_in_name

Row = Mapping[str, Any]
GOODS = {
    "product_materials": "mass of materials in products",
    "materials": "unit values of materials",
    "material_compositions": "composition of materials",
    "use_shares": "origins of what importers use",
    "supply_shares": "origins of world supply",
    "feed_shares": "origins of feed",
    "prices": "prices of elements",
    "premium_shares": "share bought at quoted prices",
    "line_defaults": "defaults of product lines",
}


def stand_in_words(rows: Iterable[Row], as_of: date, known_at: date) -> dict[str, str]:
    """Name of each default that stands in, such as `earliest:use_shares` → what serves and why."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(stand_in_name(row), []).append(row)
    return {name: _words(name, found[name], as_of, known_at) for name in sorted(found)}


def _words(name: str, rows: list[Row], as_of: date, known_at: date) -> str:
    state, table = name.split(":")
    if state != EARLIEST:
        return (
            f"{GOODS[table]}: last figure on record, of {_span(rows, 'valid_from')}, used though its period has ended"
        )
    why = "" if known_at == as_of else f" for {as_of}"
    known = _span(rows, "known_from")
    return (
        f"{GOODS[table]}: earliest figure on record, known from {known}, used because none{why} was known by {known_at}"
    )


def _span(rows: list[Row], column: str) -> str:
    days = sorted({row[column] for row in rows})
    return str(days[0]) if len(days) == 1 else f"{days[0]} to {days[-1]}"

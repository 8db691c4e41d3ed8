"""What the figures of one company rest on: the rows of the published signals that its own rows point at."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import polars as pl

from service.runs.identity import STAMP_COLUMNS
from service.runs.layout import signal_file

Row = dict[str, Any]
Detail = Mapping[str, Sequence[Row]]

SIGNALS = ("regimes", "prices", "stand_ins")
"""Signals whose rows are counted for each company, in the order of the three lists of `behind`."""

OWN_MIX = "company "
"""How mixes begin that a company stated itself: they rest on no source."""


class SignalBook:
    """The signals of one run or answer, indexed by what points at them; small, and each read once."""

    def __init__(self, read: Callable[[str], list[Row]]) -> None:
        self._read = read
        self.rows = cache(read)

    def of_company(self, detail: Detail) -> dict[str, list[Row]]:
        """Per signal (regimes, duty_layers, prices, shares, inputs, sources) the rows behind one company's figures."""
        costs, delays = detail["costs"], detail["delays"]
        found = {
            "regimes": _pick(self._regimes, (row["regime_id"] for row in delays)),
            "duty_layers": _pick(self._duty_layers, map(self._request, costs)),
            "prices": _pick(self._prices, (row["element"] for row in costs)),
            "shares": self._shares_of(costs),
            "inputs": _pick(self._inputs, ((row["product_id"], row["material_id"]) for row in costs)),
        }
        return found | {"sources": _pick(self._sources, _source_ids(found))}

    def behind(self, numbers: str) -> dict[str, list[Row]]:
        """The rows of regimes, prices and stand_ins that `behind` counts for a company."""
        return {
            name: [self._counted[name][number] for number in found]
            for name, found in zip(SIGNALS, json.loads(numbers), strict=True)
        }

    def _request(self, cost: Row) -> tuple[str, str, str]:
        return self._area(cost["importer"]), self._area(cost["origin"]), cost["tariff_line"]

    def _shares_of(self, costs: Sequence[Row]) -> list[Row]:
        """The mixes whose shares the cost rows carry: the importer's, else its customs area's, else the world's."""
        used: dict[tuple[str, str], set[tuple[str, float]]] = defaultdict(set)
        for row in costs:
            used[row["importer"], row["material_id"]].add((row["origin"], row["use_share"]))
        rows = []
        for (importer, material), shares in used.items():
            mixes = (f"use {importer}", f"use {self._area(importer)}", "world")
            candidates = (self._shares.get((mix, material), []) for mix in mixes)
            rows += next((c for c in candidates if {(row["origin"], row["use_share"]) for row in c} == shares), [])
        return list({id(row): row for row in rows}.values())

    def _area(self, country: str) -> str:
        return self._areas.get(country, country)

    @cached_property
    def _counted(self) -> dict[str, list[Row]]:
        return {name: self.rows(name) for name in SIGNALS}

    @cached_property
    def _areas(self) -> dict[str, str]:
        return {row["country"]: row["customs_area"] for row in self.rows("areas")}

    @cached_property
    def _regimes(self) -> dict[Any, list[Row]]:
        return _index(self.rows("regimes"), "regime_id")

    @cached_property
    def _duty_layers(self) -> dict[Any, list[Row]]:
        return _index(self.rows("duty_layers"), "importer", "origin", "tariff_line")

    @cached_property
    def _prices(self) -> dict[Any, list[Row]]:
        return _index(self.rows("prices"), "element")

    @cached_property
    def _shares(self) -> dict[Any, list[Row]]:
        # Mixes of companies are many, and not worth keeping.
        stated = (row for row in self._read("shares") if not row["mix"].startswith(OWN_MIX))
        return _index(stated, "mix", "material_id")

    @cached_property
    def _inputs(self) -> dict[Any, list[Row]]:
        return _index(self.rows("inputs"), "product_id", "material_id")

    @cached_property
    def _sources(self) -> dict[Any, list[Row]]:
        return _index(self.rows("sources"), "source_id")


def signals_in(folder: Path) -> SignalBook:
    """The signals of the run in a folder; a signal the run does not have has no rows."""

    def read(signal: str) -> list[Row]:
        path = folder / signal_file(signal)
        return pl.read_parquet(path).drop(STAMP_COLUMNS).to_dicts() if path.is_file() else []

    return SignalBook(read)


def signals_of(frames: Mapping[str, pl.DataFrame]) -> SignalBook:
    """The signals of an answer that is no published run."""
    return SignalBook(lambda signal: frames[signal].to_dicts() if signal in frames else [])


def _index(rows: Iterable[Row], *columns: str) -> dict[Any, list[Row]]:
    index: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        key = tuple(row[column] for column in columns)
        index[key[0] if len(key) == 1 else key].append(row)
    return dict(index)


def _pick(index: Mapping[Any, list[Row]], keys: Iterable[Any]) -> list[Row]:
    return [row for key in dict.fromkeys(keys) for row in index.get(key, [])]


def _source_ids(found: Mapping[str, list[Row]]) -> Iterable[str]:
    for row in (row for rows in found.values() for row in rows):
        for column, value in row.items():
            if column.endswith("source_id") and value:
                yield value
            elif column.endswith("source_ids"):
                yield from value or []

"""Element by stage: who supplies it, to the world and to where this company assembles, and which rule bears on it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Any, Literal

from scoring.concentration import herfindahl
from scoring.mixes import Mix
from service.pages.names import Names
from service.stage_supply import StageSupply

CHAIN = ("mining", "separation", "metal", "magnet")
BEFORE = {"separation": 2, "metal": 3, "compound": 2}
"""Stage of goods → how many stages of CHAIN an element has passed in them; all of them where it is not here."""

SHADES = (0.3, 0.5, 0.7, 0.9)
"""Shares of the largest origin at which the shade of a cell deepens."""

Row = Mapping[str, Any]
Rule = Literal["prohibition in force", "licence in force", "licence may come", "no licence on record"]


@dataclass(frozen=True)
class Cell:
    """One element at one stage. Shares are of one; None where nobody knows."""

    element: str
    stage: str
    passed: bool
    """whether any of the company's goods with the element have been at this stage"""
    largest_origin: str | None
    largest_share: float | None
    herfindahl: float | None
    used_share: float | None
    """that origin's share of what the places of assembly use, weighted by the company's kilograms"""
    rule: Rule
    met: bool
    """whether goods of this company meet such a rule on their way"""
    regime_ids: Sequence[str]
    supply_year: int | None
    edition: str | None
    source_ids: Sequence[str]

    @property
    def shade(self) -> int:
        """0 to 4: how much of world supply the largest origin has."""
        return sum(self.largest_share >= step for step in SHADES) if self.largest_share is not None else 0


@dataclass(frozen=True)
class HeatMap:
    """A row of cells for each element, in the order of stages."""

    stages: Sequence[str]
    rows: Sequence[tuple[str, Sequence[Cell]]]


def heat_map(record: Mapping[str, Any], rules: Sequence[Row], supply: StageSupply, names: Names) -> HeatMap:
    """The heat map of a company's elements; `rules` are all licence regimes of the day, its own among them."""
    bought: dict[str, list[Row]] = {}
    for row in record["costs"]:
        bought.setdefault(row["element"], []).append(row)
    at = {supply.stage_of.get(row["material_id"], "") for row in record["costs"]}
    stages = [*CHAIN, "compound"] if "compound" in at else [*CHAIN]
    met = {rule["regime_id"] for rule in record["signals"]["regimes"]}
    order = sorted(bought, key=lambda element: (-_kg(bought[element]), element))
    cells = {e: [_cell(e, stage, bought[e], (rules, met), supply, names) for stage in stages] for e in order}
    return HeatMap(stages, list(cells.items()))


def _cell(
    element: str,
    stage: str,
    goods: Sequence[Row],
    law: tuple[Sequence[Row], set[str]],
    supply: StageSupply,
    names: Names,
) -> Cell:
    mix = supply.world.get((element, stage))
    largest = min(mix.shares, key=lambda origin: (-mix.shares[origin], origin)) if mix else None
    bearing = [rule for rule in law[0] if _bears(rule, element, stage, supply)]
    own = [rule for rule in bearing if rule["regime_id"] in law[1]]
    return Cell(
        element=element,
        stage=stage,
        passed=any(_passed(row, stage, supply) for row in goods),
        largest_origin=largest,
        largest_share=mix.shares[largest] if mix and largest else None,
        herfindahl=herfindahl(mix.shares.values()) if mix else None,
        used_share=_used(largest, stage, goods, supply, names) if largest else None,
        rule=_rule(own or bearing),
        met=bool(own),
        regime_ids=[rule["regime_id"] for rule in own or bearing],
        supply_year=mix.year if mix else None,
        edition=mix.edition if mix else None,
        source_ids=mix.source_ids if mix else (),
    )


def _passed(row: Row, stage: str, supply: StageSupply) -> bool:
    at = supply.stage_of.get(row["material_id"], "")
    return stage == at or stage in CHAIN[: BEFORE.get(at, len(CHAIN))]


def _used(origin: str, stage: str, goods: Sequence[Row], supply: StageSupply, names: Names) -> float | None:
    """What the goods themselves say at the stage they are traded at; else what is used where they are assembled."""
    traded = [row for row in goods if supply.stage_of.get(row["material_id"]) == stage]
    if traded:
        return _part((_kg([row]), float(row["origin"] == origin)) for row in traded)
    by_importer: dict[str, list[Row]] = {}
    for row in goods:
        by_importer.setdefault(row["importer"], []).append(row)
    parts = []
    for importer, rows in by_importer.items():
        mix = _used_mix(rows[0]["element"], stage, importer, supply, names)
        if mix is None:
            return None
        parts.append((_kg(rows), mix.shares.get(origin, 0.0)))
    return _part(parts)


def _used_mix(element: str, stage: str, importer: str, supply: StageSupply, names: Names) -> Mix | None:
    own = supply.used.get((element, stage, importer))
    return own or supply.used.get((element, stage, names.areas.get(importer, importer)))


def _part(parts: Iterable[tuple[float, float]]) -> float | None:
    weighted = list(parts)
    whole = fsum(weight for weight, _ in weighted)
    return fsum(weight * share for weight, share in weighted) / whole if whole > 0 else None


def _bears(rule: Row, element: str, stage: str, supply: StageSupply) -> bool:
    classes = rule["material_classes"] or ()
    return element in (rule["elements"] or ()) and any(
        stage in supply.stages_of_class.get(name, ()) for name in classes
    )


def _rule(rules: Sequence[Row]) -> Rule:
    kinds = {rule["regime_kind"] for rule in rules if not rule["potential"]}
    if kinds:
        return "prohibition in force" if "prohibition" in kinds else "licence in force"
    return "licence may come" if rules else "no licence on record"


def _kg(rows: Sequence[Row]) -> float:
    return fsum(row["element_kg"] or 0.0 for row in rows)

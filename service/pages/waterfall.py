"""The score as steps that add up: one bar for each driver, starting where the one before it ends."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import fsum
from typing import Any

SIGNALS = {"delay": "Licence delay", "duty": "Duty", "premium": "Price premium"}

Row = Mapping[str, Any]
Group = tuple[str, str, str]


@dataclass(frozen=True)
class Step:
    """One driver: signal, who controls, the material, its points and loss, and where its bar starts, in points."""

    signal: str
    authority: str
    material: str
    points: float
    loss_usd: float
    start: float


def waterfall(contributions: Iterable[Row], materials: Mapping[str, str]) -> list[Step]:
    """Steps by signal, authority and material, signals in order, the largest first; the last ends at the score."""
    steps: list[Step] = []
    for (signal, authority, material), rows in sorted(_grouped(contributions).items(), key=_order):
        start = steps[-1].start + steps[-1].points if steps else 0.0
        points, loss = fsum(row["points"] or 0.0 for row in rows), fsum(row["loss_usd"] for row in rows)
        steps.append(Step(SIGNALS[signal], authority, materials.get(material, material), points, loss, start))
    return steps


def _grouped(contributions: Iterable[Row]) -> dict[Group, list[Row]]:
    groups: dict[Group, list[Row]] = {}
    for row in contributions:
        groups.setdefault((row["signal"], row["authority"] or "", row["material_id"]), []).append(row)
    return groups


def _order(group: tuple[Group, list[Row]]) -> tuple[int, float, str]:
    (signal, _, material), rows = group
    return list(SIGNALS).index(signal), -fsum(row["points"] or 0.0 for row in rows), material

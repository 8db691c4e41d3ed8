"""The score as steps that add up: one bar for each driver, starting where the one before it ends."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Any

SIGNALS = {"delay": "Licence delay", "duty": "Duty", "premium": "Price premium"}
LEAST_POINTS = 0.005
"""Drivers that would read 0.00 are drawn as one."""

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Step:
    """One driver: what it is, who controls it, its points and loss, and where its bar starts, in points."""

    title: str
    authority: str
    points: float
    loss_usd: float
    start: float
    may_come: bool
    """whether no licence is in force yet, and the authority may only come to require one"""


@dataclass(frozen=True)
class Signal:
    """The drivers of one signal, the largest first, and what they add up to."""

    key: str
    title: str
    points: float
    loss_usd: float
    steps: Sequence[Step]


def waterfall(
    contributions: Iterable[Row], materials: Mapping[str, str], coming: Collection[tuple[str, str]] = ()
) -> list[Signal]:
    """The signals of a score with their drivers by authority and material; the last bar ends at the score.

    `coming`: authority and material of what waits for nothing yet, see `only_coming`.
    """
    rows = list(contributions)
    signals: list[Signal] = []
    for key in SIGNALS:
        start = fsum(signal.points for signal in signals)
        drivers = _drivers([row for row in rows if row["signal"] == key])
        if drivers:
            signals.append(_signal(key, drivers, materials, start, coming))
    return signals


def only_coming(delays: Iterable[Row]) -> set[tuple[str, str]]:
    """Authority and material of delays of which every regime is one that may come."""
    kinds: dict[tuple[str, str], set[str]] = {}
    for row in delays:
        kinds.setdefault((row["authority"], row["material_id"]), set()).add(row["regime_kind"])
    return {case for case, found in kinds.items() if found == {"potential"}}


def _drivers(rows: Sequence[Row]) -> list[tuple[str, str, float, float]]:
    """Authority, material, points and loss, the largest first."""
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        groups.setdefault((row["authority"] or "", row["material_id"]), []).append(row)
    sums = [(*key, fsum(row["points"] or 0.0 for row in group), _loss(group)) for key, group in groups.items()]
    return sorted(sums, key=lambda driver: (-driver[2], driver[:2]))


def _loss(rows: Iterable[Row]) -> float:
    return fsum(row["loss_usd"] for row in rows)


def _signal(
    key: str,
    drivers: Sequence[tuple[str, str, float, float]],
    materials: Mapping[str, str],
    start: float,
    coming: Collection[tuple[str, str]],
) -> Signal:
    large = [driver for driver in drivers if driver[2] >= LEAST_POINTS] or list(drivers[:1])
    steps: list[Step] = []
    for authority, material, points, loss in large:
        may_come = (authority, material) in coming
        steps.append(Step(materials.get(material, material), authority, points, loss, start, may_come))
        start += points
    small = drivers[len(large) :]
    points, loss = fsum(driver[2] for driver in small), fsum(driver[3] for driver in small)
    if small:
        title = "1 smaller driver" if len(small) == 1 else f"{len(small)} smaller drivers"
        steps.append(Step(title, "", points, loss, start, False))
    return Signal(key, SIGNALS[key], fsum(step.points for step in steps), fsum(step.loss_usd for step in steps), steps)

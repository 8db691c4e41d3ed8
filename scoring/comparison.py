"""Whether two scores can be told apart, given how uncertain both are."""

from collections.abc import Sequence
from dataclasses import dataclass

MOST_SHARED = 0.5
"""Part of the shorter interval that two may share and still count as distinguishable."""


@dataclass(frozen=True)
class Ranged:
    """A company's score and the ends of its interval; all empty where it has no score."""

    company_id: str
    score: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Pair:
    """Two companies side by side; `shared` and `distinguishable` are empty, with a reason, without both intervals."""

    first: str
    second: str
    shared: float | None
    distinguishable: bool | None
    reason: str | None


def shared_part(first: tuple[float, float], second: tuple[float, float]) -> float:
    """The part of the shorter of two intervals that lies within the other: 0 apart, 1 within it.

    An interval of one point is shared wholly or not at all.
    """
    low, high = max(first[0], second[0]), min(first[1], second[1])
    shorter = min(first[1] - first[0], second[1] - second[0])
    if high < low:
        return 0.0
    return (high - low) / shorter if shorter > 0 else 1.0


def compared(companies: Sequence[Ranged]) -> list[Pair]:
    """Each pair in the order given: not distinguishable where more than half of the shorter interval is shared."""
    return [_pair(first, second) for place, first in enumerate(companies) for second in companies[place + 1 :]]


def _pair(first: Ranged, second: Ranged) -> Pair:
    if first.low is None or first.high is None or second.low is None or second.high is None:
        without = [one.company_id for one in (first, second) if one.low is None or one.high is None]
        return Pair(first.company_id, second.company_id, None, None, f"no interval of {' and '.join(without)}")
    shared = shared_part((first.low, first.high), (second.low, second.high))
    return Pair(first.company_id, second.company_id, shared, shared <= MOST_SHARED, None)

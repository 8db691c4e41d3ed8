"""What the model says of a snapshot of files the day before it is known, drawn with a fixed seed."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, lgamma, log

from reference_data.loader import Tables
from scoring.backtest.snapshots import Snapshot, wait_before
from scoring.method import Method

DRAWS = 2000
SEED = 20250404
TAILS = (0.1, 0.9)
"""Ends of the 80 % interval."""

Chances = Sequence[float]
"""One a draw of the hazards: the chance that a file still open is approved by the day of the snapshot."""


@dataclass(frozen=True)
class Forecast:
    """What the model says of a snapshot the day before it is known."""

    snapshot: Snapshot
    chances: Chances
    mean: float
    low: float
    high: float
    """Approved share of all files: its mean, and the ends of the 80 % interval."""


def forecast(tables: Tables, method: Method, snapshot: Snapshot) -> Forecast:
    """Seeded draws of the approval and denial hazards, then of as many correlated files as are still open."""
    rng = random.Random(SEED)
    drawn = chances(tables, method, snapshot, rng)
    shares = sorted(_drawn_share(rng, snapshot, chance, method) for chance in drawn)
    low, high = (shares[round(tail * (DRAWS - 1))] for tail in TAILS)
    return Forecast(snapshot, drawn, sum(shares) / DRAWS, low, high)


def chances(tables: Tables, method: Method, snapshot: Snapshot, rng: random.Random) -> Chances:
    """Draws of the chance that a file open before is approved by the day of the snapshot."""
    shape, scale, denied = wait_before(tables, method, snapshot)
    return [_chance(rng, shape, scale, denied, snapshot.late_days) for _ in range(DRAWS)]


def log_score(chances: Chances, files: int, approved: int, correlation: float) -> float:
    """Log of how likely the count was held, against a forecast that holds every count equally likely (0).

    Beta-binomial with the correlation of files: its variance is that of n·f independent ones.
    """
    spread = (1 - correlation) / correlation
    ways = lgamma(files + 1) - lgamma(approved + 1) - lgamma(files - approved + 1)
    base = ways + lgamma(spread) - lgamma(files + spread)
    likely = [exp(base + _rising(approved, p * spread) + _rising(files - approved, (1 - p) * spread)) for p in chances]
    return log((files + 1) * sum(likely) / len(likely))


def _chance(rng: random.Random, shape: float, scale: float, denied: float, days: float) -> float:
    approvals, denials = (rng.gammavariate(part, 1 / scale) for part in (shape * (1 - denied), shape * denied))
    both = approvals + denials
    share = approvals / both * (1 - exp(-both * days)) if both > 0 else 0.0
    return min(max(share, 1e-9), 1 - 1e-9)


def _drawn_share(rng: random.Random, snapshot: Snapshot, chance: float, method: Method) -> float:
    spread = (1 - method.file_correlation) / method.file_correlation
    common = rng.betavariate(chance * spread, (1 - chance) * spread)
    approved = sum(rng.random() < common for _ in range(snapshot.open_files))
    return (snapshot.files - snapshot.open_files - snapshot.denied_before + approved) / snapshot.files


def _rising(count: int, weight: float) -> float:
    return lgamma(count + weight) - lgamma(weight)

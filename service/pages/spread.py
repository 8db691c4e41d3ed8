"""How scores are spread over the scale, as bars that are drawn by the server."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.runs.facets import BINS

BANDS = 5
"""Parts of the scale that are told in words, one a band."""


@dataclass(frozen=True)
class Bar:
    """Companies with a score in one part of the scale: of those found and of all, in per cent of the tallest bar."""

    band: str
    found: float
    everywhere: float


@dataclass(frozen=True)
class Spread:
    """The bars from 0 to 100, and what they say."""

    bars: Sequence[Bar]
    words: str


def spread(found: Mapping[str, int], everywhere: Mapping[str, int], bands: Sequence[str]) -> Spread | None:
    """How the scores found are spread, among all scores of the run; none where nobody has a score.

    `found`, `everywhere`: number of the part → companies. `bands`: the five bands, the lowest first.
    """
    tallest = max(everywhere.values(), default=0)
    if not tallest:
        return None
    counts = [(found.get(str(part), 0), everywhere.get(str(part), 0)) for part in range(BINS)]
    wide = BINS // BANDS
    bars = [
        Bar(bands[part // wide], 100 * own / tallest, 100 * every / tallest) for part, (own, every) in enumerate(counts)
    ]
    sums = [sum(own for own, _ in counts[band * wide : (band + 1) * wide]) for band in range(BANDS)]
    told = [f"{total:,} {bands[band]}" for band, total in enumerate(sums)]
    return Spread(bars, f"Scores of these companies from 0 to 100: {', '.join(told)}")

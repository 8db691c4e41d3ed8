"""Origin shares in one cell: `CHN:0.8;JPN:0.2`."""

import math
import re
from collections.abc import Mapping

from service.portfolio.faults import Problem, shown
from service.portfolio.nearest import Search

SUM_TOLERANCE = 1e-6
FORM = "write country:share pairs with ; between, such as CHN:0.8;JPN:0.2"
_PAIR = re.compile(r"\s*([^:;]*?)\s*:\s*([0-9]+\.?[0-9]*|\.[0-9]+)\s*")


def origin_shares_problem(text: str, countries: Mapping[str, str], search: Search) -> Problem | None:
    """What is wrong with the origins or their shares, or none."""
    matches = [_PAIR.fullmatch(pair) for pair in text.split(";")]
    if any(match is None for match in matches):
        wrong = next(pair for pair, match in zip(text.split(";"), matches, strict=True) if match is None)
        return Problem("origin_shares", f"{shown(wrong)} is not a pair of country and share", FORM)
    pairs = [(match[1], float(match[2])) for match in matches if match]
    return _origin_problem([origin for origin, _ in pairs], countries, search) or _share_problem(pairs)


def canonical_origin_shares(text: str) -> str:
    """Checked shares by origin, without blanks and zero shares, so that equal shares are equal text."""
    pairs = [pair.split(":") for pair in text.split(";")]
    shares = sorted((origin.strip(), float(share)) for origin, share in pairs)
    return ";".join(f"{origin}:{share!r}" for origin, share in shares if share > 0)


def _origin_problem(origins: list[str], countries: Mapping[str, str], search: Search) -> Problem | None:
    for place, origin in enumerate(origins):
        if origin not in countries:
            near = search.country(origin, countries)
            meant = f"did you mean {' or '.join(near)}?" if near else "give ISO 3166-1 alpha-3 codes such as CHN"
            return Problem("unknown_origin", f"{shown(origin)} is no known origin", meant, near)
        if origin in origins[:place]:
            return Problem("origin_twice", f"origin {origin} stands twice", "give each origin once, with all its share")
    return None


def _share_problem(pairs: list[tuple[str, float]]) -> Problem | None:
    total = math.fsum(share for _, share in pairs)
    if abs(total - 100) <= 100 * SUM_TOLERANCE:
        meant = ";".join(f"{origin}:{share / 100:g}" for origin, share in pairs)
        return Problem("share_range", "shares sum to 100, they look like per cent", f"did you mean {meant}?", (meant,))
    for origin, share in pairs:
        if share > 1:
            return Problem(
                "share_range", f"the share of {origin}, {share:g}, is above 1", "give each share as a part of 1"
            )
    if abs(total - 1) > SUM_TOLERANCE:
        return Problem(
            "shares_sum", f"shares sum to {total:.6g}, not 1", "name every origin; ROW stands for those you cannot name"
        )
    return None

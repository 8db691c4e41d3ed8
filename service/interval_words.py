"""How the interval of a score reads: why there is none, and what to think of a score outside its own."""

from collections.abc import Mapping
from typing import Any

OUTSIDE = (
    "the score lies {} its own interval: it is taken at the middle of each input, and most outcomes of the inputs "
    "together lie {} that; score and interval are published as computed"
)


def interval_reason(row: Mapping[str, Any]) -> str | None:
    """Why a company's interval is empty or does not hold its score; empty where neither is so."""
    score, low, high = row["score"], row["score_low"], row["score_high"]
    if score is None:
        return "no score, and so no interval"
    if low is None or high is None:
        return "this run was published before there were intervals"
    if score < low:
        return OUTSIDE.format("below", "above")
    return OUTSIDE.format("above", "below") if score > high else None

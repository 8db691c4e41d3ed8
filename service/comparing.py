"""Companies side by side, from rows of the company level."""

from collections.abc import Mapping, Sequence
from typing import Any

from scoring.comparison import Pair, Ranged, compared

LEAST, MOST = 2, 10
"""Companies compared at a time."""


def ranged(row: Mapping[str, Any]) -> Ranged:
    """A company's score and interval from its row."""
    return Ranged(row["company_id"], row["score"], row["score_low"], row["score_high"])


def comparison_lines(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """A line a company with score and interval, then a line a pair that says whether the scores can be told apart."""
    names = {row["company_id"]: row["company_name"] for row in rows}
    return [_side(row) for row in rows] + [_pair(pair, names) for pair in compared([ranged(row) for row in rows])]


def _side(row: Mapping[str, Any]) -> str:
    if row["score"] is None:
        return f"{row['company_name']}: no score ({row['reason']})"
    return (
        f"{row['company_name']}: score {row['score']:.1f}, nine times in ten {row['score_low']:.1f} to "
        f"{row['score_high']:.1f} ({row['band']}; higher is riskier)"
    )


def _pair(pair: Pair, names: Mapping[str, str]) -> str:
    both = f"{names[pair.first]} and {names[pair.second]}"
    if pair.shared is None:
        return f"{both}: cannot be compared, {pair.reason}"
    told = "distinguishable" if pair.distinguishable else "not distinguishable"
    return f"{both}: {told}, {pair.shared:.0%} of the shorter interval is shared"

"""Why an interval is empty, and what is said of a score outside its own."""

import pytest

from service.comparing import comparison_lines
from service.interval_words import interval_reason


@pytest.mark.parametrize(
    ("score", "low", "high", "said"),
    [
        (50.0, 40.0, 60.0, None),
        (40.0, 40.0, 60.0, None),
        (60.0, 40.0, 60.0, None),
        (None, None, None, "no score, and so no interval"),
        (50.0, None, None, "this run was published before there were intervals"),
        (39.9, 40.0, 60.0, "the score lies below its own interval: "),
        (60.1, 40.0, 60.0, "the score lies above its own interval: "),
    ],
)
def test_the_reason(score, low, high, said):
    reason = interval_reason({"score": score, "score_low": low, "score_high": high})
    assert reason is None if said is None else reason.startswith(said)


def test_companies_with_and_without_a_score_side_by_side():
    known = {
        "company_id": "a",
        "company_name": "A",
        "score": 50.0,
        "score_low": 40.0,
        "score_high": 60.0,
        "band": "moderate",
    }
    unknown = dict.fromkeys(known) | {"company_id": "b", "company_name": "B", "reason": "score: nothing"}
    assert comparison_lines([known, unknown]) == [
        "A: score 50.0, nine times in ten 40.0 to 60.0 (moderate; higher is riskier)",
        "B: no score (score: nothing)",
        "A and B: cannot be compared, no interval of b",
    ]

"""The demonstration's scores on three dates; a moved number needs an entry in the changelog."""

from collections.abc import Callable
from datetime import date

import pytest

from scoring.levels import Levels
from tests.real.golden import DAYS, golden_file, golden_rows


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_scores_are_those_on_file(demo_on: Callable[[date], Levels], day: date) -> None:
    expected = golden_file(day).read_text(encoding="utf-8")
    assert golden_rows(demo_on(day)) == expected, (
        "if the move is meant: python -m tests.real.golden, and say it in CHANGELOG.md"
    )

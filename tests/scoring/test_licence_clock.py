"""The licence clock, counted by hand on a calendar."""

from datetime import date

import pytest

from scoring.levels import Levels
from tests.scoring.own_files import FOUR, file, scored, world_with
from tests.scoring.small_world import Row

PROMISE = {"measure_id": "ACT", "statutory_review_working_days": 45}
SUNDAY = date(2026, 3, 1)


def clock(*files: Row, as_of: date = SUNDAY, known_at: date = SUNDAY) -> list[Row]:
    world = world_with([], {"measure_id": "ACT"}, [PROMISE])
    levels: Levels = scored(world, list(files), as_of=as_of, known_at=known_at)
    return levels.signals["applications"].to_dicts()


#  filed on                  days  working days                     due                       overdue
PENDING = [
    # Friday: 5 January is day 1; eight weeks to Friday 27 February; day 45 is Friday 6 March.
    (date(2026, 1, 2), 58, 8 * 5, date(2026, 3, 6), 0),
    # Saturday: Monday 3 November is day 1; seventeen weeks; day 45 is Friday 2 January.
    (date(2025, 11, 1), 120, 17 * 5, date(2026, 1, 2), 40),
    # Day 45 is Friday 27 February, the last working day: not overdue. Filed on Friday 26 December.
    (date(2025, 12, 26), 65, 9 * 5, date(2026, 2, 27), 0),
    # One working day earlier, Thursday: overdue by one.
    (date(2025, 12, 25), 66, 9 * 5 + 1, date(2026, 2, 26), 1),
    # Filed on the day itself.
    (SUNDAY, 0, 0, date(2026, 5, 1), 0),
]


@pytest.mark.parametrize(("filed_on", "days", "working", "due", "overdue"), PENDING)
def test_a_pending_file_against_the_promise(filed_on: date, days: int, working: int, due: date, overdue: int) -> None:
    (row,) = clock(file(filed_on))
    found = [row[name] for name in ("elapsed_days", "elapsed_working_days", "promise_due_on", "overdue_working_days")]
    assert found == [days, working, due, overdue]
    assert (row["promised_working_days"], row["outcome"], row["reason"]) == (45, "pending", None)


def test_the_clock_of_a_decided_file_stopped_on_the_day_of_the_decision() -> None:
    """Filed Saturday 1 November, approved Friday 30 January: 90 days, thirteen weeks of working days, 20 too many."""
    (row,) = clock(FOUR[1])
    assert (row["elapsed_days"], row["elapsed_working_days"], row["overdue_working_days"]) == (90, 65, 20)


def test_the_clock_stands_at_the_day_looked_at_or_the_last_day_known() -> None:
    early = date(2025, 12, 1)
    for as_of, known_at in ((early, SUNDAY), (SUNDAY, early)):
        rows = clock(*FOUR, as_of=as_of, known_at=known_at)
        assert {row["outcome"] for row in rows} == {"pending"}
        assert [row["elapsed_days"] for row in rows] == [30, 30, 10, 0]
    assert clock(FOUR[0], as_of=date(2025, 10, 31)) == []


def test_the_model_says_how_many_files_still_wait_after_as_long() -> None:
    """100 days, 86 after the lag: S = (117 / (117 + 86))^1.18 under the bare prior."""
    (row,) = clock(FOUR[3])
    assert row["undecided_share"] == pytest.approx((117 / 203) ** 1.18)


def test_pending_files_come_first_and_the_oldest_of_them() -> None:
    newer = file(date(2026, 2, 1))
    rows = clock(FOUR[0], newer, FOUR[3], FOUR[2])
    assert [row["outcome"] for row in rows] == ["pending", "pending", "approved", "denied"]
    assert [row["filed_on"] for row in rows[:2]] == [FOUR[3]["filed_on"], newer["filed_on"]]


def test_without_a_promise_nothing_is_overdue() -> None:
    levels = scored(world_with([], {"measure_id": "ACT"}, [{**PROMISE, "statutory_review_working_days": None}]), FOUR)
    row = levels.signals["applications"].row(0, named=True)
    promise = [row[name] for name in ("promised_working_days", "promise_due_on", "overdue_working_days")]
    assert promise == [None, None, None]
    assert row["elapsed_working_days"] > 0

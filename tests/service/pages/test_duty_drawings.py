"""The drawings of a duty: its steps through time, what is known of it by a day, and lines found by their goods."""

from datetime import date, timedelta
from itertools import pairwise

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from reference_data.loader import load_tables
from scoring.duty_history import duty_history
from service.pages.duties import knowledge_day
from service.pages.step_chart import FLOOR, TOP, chart
from service.pages.tariff_names import found, lines_of, near


def periods(*rows):
    days = [date.fromisoformat(day) for day, _, _ in rows]
    return pl.DataFrame(
        {
            "valid_from": days,
            "valid_to": [*days[1:], None],
            "scored_rate": [rate for _, rate, _ in rows],
            "assumed": [assumed for _, _, assumed in rows],
        }
    )


MOVING = periods(
    ("2010-01-01", 0.02, True), ("2018-01-01", 0.02, False), ("2025-01-01", 0.4, False), ("2026-01-01", 0.1, False)
)


def test_the_drawing_runs_from_quiet_years_to_the_end_of_the_last():
    drawn = chart(MOVING, date(2026, 6, 1))
    assert (drawn.begins, drawn.ends) == (date(2023, 1, 1), date(2027, 1, 1))
    assert chart(MOVING, date(2015, 6, 1)).begins == date(2013, 1, 1)
    assert chart(MOVING, date(2010, 1, 1)).begins == date(2010, 1, 1)


def test_steps_follow_one_another_across_the_whole_width():
    drawn = chart(MOVING, date(2026, 6, 1))
    assert drawn.steps[0].span.left == 0
    assert drawn.steps[-1].span.right == 100
    for before, after in zip(drawn.steps, drawn.steps[1:], strict=False):
        assert before.span.right == after.span.left
        assert after.before == before.level


def test_the_highest_rate_stays_below_the_top_and_zero_lies_on_the_floor():
    drawn = chart(MOVING, date(2026, 6, 1))
    assert drawn.marks[0] == (FLOOR, 0)
    assert drawn.marks[-1][0] == TOP
    assert all(TOP <= step.level <= FLOOR for step in drawn.steps)
    height = {step.row["scored_rate"]: FLOOR - step.level for step in drawn.steps}
    assert height[0.4] / height[0.1] == pytest.approx(4)


def test_nothing_due_is_drawn_on_the_floor():
    assert [step.level for step in chart(periods(("2010-01-01", 0.0, False)), date(2026, 6, 1)).steps] == [FLOOR]


def test_a_day_long_layer_can_be_seen():
    drawn = chart(MOVING, date(2026, 6, 1))
    assert drawn.span(date(2025, 4, 9), date(2025, 4, 10)).width > 0.3


@pytest.fixture(scope="module")
def lines():
    return lines_of(load_tables(), "USA")


def test_goods_are_found_by_every_word_of_their_names(lines):
    names = [name for name, _ in found(lines, "WIND geared")]
    assert names
    assert all("wind" in name.lower() and "geared" in name.lower() for name in names)


def test_a_misspelt_name_finds_the_nearest(lines):
    assert any("Cerium" in name for name, _ in found(lines, "cerum oxide"))


def test_lines_near_one_that_is_not_on_record_share_its_heading(lines):
    assert {one.line[:6] for one in near(lines, "8505119999")} == {"850511"}
    assert near(lines, "0101210000") == []


def test_an_area_without_lines_of_its_own_has_six_digits():
    own = lines_of(load_tables(), "KEN")
    assert {len(one.line) for one in own} == {6}


def history(tables, known_at):
    return duty_history(tables, importer="USA", origin="CHN", tariff_line="8505110070", known_at=known_at)


def test_nothing_more_is_known_until_the_next_day_of_knowledge():
    tables = load_tables()
    days = [date(2018, 6, 1) + timedelta(days=number) for number in range(3_200)]
    since = [knowledge_day(tables, "USA", day) for day in days]
    turns = [place for place, (before, after) in enumerate(pairwise(since)) if before != after]
    assert len(turns) > 10
    assert all(known <= day for known, day in zip(since, days, strict=True))
    for place in turns:
        asked, served = history(tables, days[place]), history(tables, since[place])
        assert_frame_equal(asked.periods, served.periods)
        assert_frame_equal(asked.layers, served.layers)


def test_before_anything_is_known_a_day_stands_for_itself():
    assert knowledge_day(load_tables(), "USA", date(1900, 1, 1)) == date(1900, 1, 1)

"""The trend: one point a day, events that concern the company, and a reason where nothing can be drawn."""

from datetime import date, timedelta

import pytest

from service.pages.names import Names
from service.pages.trend import MOST_EVENTS, MOST_MARKS, TOP, concerning
from service.pages.trend import trend as trend_of
from service.runs.lately import MOST_RUNS, RunByRun

NAMES = Names(products={}, materials={}, countries={}, elements={}, areas={"DEU": "EU27"})
RECORD = {
    "lines": [{"importer": "DEU"}, {"importer": None}],
    "costs": [{"element": "Dy", "origin": "JPN"}],
}
START = date(2026, 1, 1)


def run(days, score, **given):
    day = START + timedelta(days=days)
    ends = {"score_low": None, "score_high": None}
    return {"run_id": f"{day}-{score}", "as_of": day, "known_at": day, "score": score, **ends, **given}


def trend(runs, events, published=2):
    return trend_of(RunByRun(runs, published), events, "2026-01-11-60.0")


def event(number=1, days=10, places=("*",), concerns=("magnets",), magnitude=1.0, known=None):
    day = START + timedelta(days=days)
    return {
        "event_id": f"E{number:02}", "event_on": day, "title": f"Event {number}", "destinations": list(places),
        "concerns": list(concerns), "magnitude": magnitude, "known_from": known or day,
    }  # fmt: skip


def test_the_last_run_of_a_day_that_has_a_score_is_its_point_and_none_is_averaged():
    runs = [run(0, 40.0), run(10, 60.0), run(10, 62.0), run(10, None), run(20, None), run(40, 100.0)]
    found = trend(runs, [])
    assert [(point.day, point.score) for point in found.points] == [
        (runs[at]["as_of"], runs[at]["score"]) for at in (0, 2, 5)
    ]
    assert [row["score"] for row in found.runs] == [100.0, None, None, 62.0, 60.0, 40.0]
    assert [row["score"] for row in found.runs if row["served"]] == [60.0]
    assert found.points[-1].y == TOP
    first, second, last = found.points
    assert (second.x - first.x) / (last.x - first.x) == pytest.approx(10 / 40)


def test_an_interval_is_drawn_where_there_is_one():
    found = trend([run(0, 40.0, score_low=30.0, score_high=50.0), run(1, 41.0)], [])
    assert found.points[0].y_high < found.points[0].y < found.points[0].y_low
    assert (found.points[1].y_low, found.points[1].y_high) == (None, None)


@pytest.mark.parametrize("runs", [[], [run(0, 40.0)], [run(0, 40.0), run(0, 41.0)], [run(0, None), run(9, None)]])
def test_without_two_days_nothing_is_drawn_but_every_run_is_listed(runs):
    found = trend(runs, [event()])
    assert (found.points, found.marks) == ([], [])
    assert len(found.runs) == len(runs)


def test_only_events_between_the_runs_are_marked_with_their_number_in_the_list():
    events = [event(3, 99), event(2, 10), event(1, -5)]
    (mark,) = trend([run(0, 40.0), run(20, 41.0)], events).marks
    assert (mark.number, mark.title) == (2, "Event 2")


def test_numbers_of_events_close_to_each_other_stand_at_two_heights():
    events = [event(n, day) for n, day in ((4, 90), (3, 12), (2, 11), (1, 10))]
    marks = trend([run(0, 40.0), run(100, 41.0)], events).marks
    assert [(mark.number, mark.raised) for mark in marks] == [(4, False), (3, True), (2, False), (1, False)]


def test_of_many_events_the_weightiest_that_are_listed_are_marked():
    events = [event(n, 20 - n, magnitude=3.0 if n == 11 else 1.0) for n in range(20)]
    marks = trend([run(0, 40.0), run(20, 41.0)], events).marks
    assert len(marks) == MOST_MARKS
    assert 12 in {mark.number for mark in marks}
    assert all(mark.number <= MOST_EVENTS for mark in marks)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({}, True),
        ({"places": ("EU27",)}, True),
        ({"places": ("JPN",)}, True),
        ({"places": ("USA",)}, False),
        ({"places": ()}, True),
        ({"concerns": ("Dy", "Ga")}, True),
        ({"concerns": ("Ga", "Ge")}, False),
        ({"concerns": ("Ga", "magnets")}, True),
        ({"concerns": ()}, True),
        ({"days": 31}, False),
        ({"known": date(2026, 3, 1)}, False),
    ],
)
def test_an_event_is_shown_where_it_may_concern_the_company_and_was_known(given, shown):
    found = concerning([event(**given)], RECORD, NAMES, START + timedelta(days=30), START + timedelta(days=30))
    assert bool(found) is shown


def test_a_company_without_goods_has_no_events():
    assert concerning([event()], {"lines": [], "costs": []}, NAMES, date(2027, 1, 1), date(2027, 1, 1)) == []


def test_the_newest_event_comes_first():
    found = concerning([event(1, 1), event(2, 9)], RECORD, NAMES, date(2027, 1, 1), date(2027, 1, 1))
    assert [row["event_id"] for row in found] == ["E02", "E01"]


@pytest.mark.parametrize(("published", "more"), [(MOST_RUNS, False), (MOST_RUNS + 1, True)])
def test_runs_that_are_left_out_are_told(published, more):
    assert trend([run(0, 40.0), run(1, 41.0)], [], published).more is more

"""Scores at dated events: windows, moves, hits, misses and the control, on figures made up for the purpose."""

from datetime import date, timedelta

import polars as pl
import pytest

from reference_data.contracts import TABLES
from reference_data.loader import Tables
from scoring.backtest.events import (
    Event,
    days_scored,
    events_part,
    expected_events,
    five_companies,
    month_ends,
    move,
    right_way,
    window,
)
from scoring.portfolio import Portfolio

VERIFIED = date(2025, 12, 31)


def event(day: date, direction: str, *destinations: str, exact: bool = True) -> dict[str, object]:
    return {
        "event_id": f"EV-{day}-{direction}",
        "event_on": day,
        "date_precision": "day" if exact else "month",
        "title": "Something happens",
        "event_kind": "control",
        "destinations": list(destinations),
        "direction": direction,
        "source_id": "gazette",
        "verified_on": VERIFIED,
    }


def tables(*events: dict[str, object]) -> Tables:
    frames = {name: pl.DataFrame(schema=table.schema) for name, table in TABLES.items()}
    schema = TABLES["events"].schema
    areas = [{"country": c, "name": c, "customs_area": a, "valid_from": date(2000, 1, 1)} for c, a in AREAS.items()]
    countries = TABLES["countries"].schema
    return Tables(
        frames
        | {
            "events": pl.DataFrame([{n: row.get(n) for n in schema} for row in events], schema=schema),
            "countries": pl.DataFrame([{n: row.get(n) for n in countries} for row in areas], schema=countries),
        },
        "made-up",
    )


AREAS = {"USA": "USA", "DEU": "EU27", "JPN": "JPN", "EU27": "EU27"}
PORTFOLIO = Portfolio.of(
    pl.DataFrame({"company_id": ["ford", "volkswagen", "stranger"], "importer": ["USA", "DEU", "JPN"]})
)
BEFORE, DAY, AFTER = date(2025, 4, 3), date(2025, 4, 4), date(2025, 4, 11)


def series(ford: tuple[float, float], volkswagen: tuple[float, float]) -> dict[str, dict[date, float]]:
    """Scores on the day before the event and a week after it."""
    return {
        "ford": dict(zip((BEFORE, AFTER), ford, strict=True)),
        "volkswagen": dict(zip((BEFORE, AFTER), volkswagen, strict=True)),
    }


def test_month_ends_know_leap_years_and_stop_in_the_last_month() -> None:
    assert month_ends(2024, date(2024, 3, 2)) == [date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31)]
    assert len(month_ends(2010, date(2026, 12, 31))) == 17 * 12


def test_a_day_is_watched_from_the_day_before_to_a_week_after() -> None:
    assert window(Event(DAY, True, "", "control", "up", (), "")) == (BEFORE, AFTER)


def test_a_month_is_watched_from_its_eve_to_its_end() -> None:
    assert window(Event(date(2024, 2, 11), False, "", "control", "up", (), "")) == (
        date(2024, 1, 31),
        date(2024, 2, 29),
    )


def test_the_move_is_the_mean_over_the_companies_concerned() -> None:
    scores = series(ford=(40.0, 43.0), volkswagen=(50.0, 49.0))
    assert move(scores, ["ford", "volkswagen"], (BEFORE, AFTER)) == pytest.approx((3.0 - 1.0) / 2)
    assert move(scores, [], (BEFORE, AFTER)) is None


@pytest.mark.parametrize(
    ("change", "direction", "hit"),
    [
        (0.05, "up", True),
        (0.049, "up", False),
        (-0.05, "down", True),
        (0.05, "down", False),
        (0.0, "down", False),
        (None, "up", None),
    ],
)
def test_a_hit_moves_the_expected_way_by_what_would_show(
    change: float | None, direction: str, hit: bool | None
) -> None:
    assert right_way(change, direction) is hit


def test_neutral_events_and_those_to_come_expect_nothing() -> None:
    law = tables(event(DAY, "neutral", "*"), event(DAY, "up", "*"), event(date(2026, 1, 1), "up", "*"))
    assert [(found.day, found.direction) for found in expected_events(law, VERIFIED)] == [(DAY, "up")]


def test_only_companies_whose_goods_enter_there_are_concerned() -> None:
    law = tables(event(DAY, "up", "EU27"))
    (check,) = events_part(law, PORTFOLIO, series(ford=(40.0, 30.0), volkswagen=(50.0, 52.0))).checks
    assert (check.predicted, check.hit, check.note) == (pytest.approx(2.0), True, "volkswagen")


def test_an_event_that_concerns_none_of_them_is_context() -> None:
    (check,) = events_part(tables(event(DAY, "up", "JPN")), PORTFOLIO, series((40.0, 41.0), (50.0, 51.0))).checks
    assert check.hit is None
    assert check.note == "none of the five is concerned"


def test_the_control_gives_events_each_others_dates() -> None:
    # One event at which the score rises, one at which it falls: exchanged, both are misses.
    later = date(2025, 9, 8)
    law = tables(event(DAY, "up", "*"), event(later, "down", "*"))
    up_then_down = {BEFORE: 40.0, AFTER: 60.0, later - timedelta(days=1): 60.0, later + timedelta(days=7): 50.0}
    part = events_part(law, PORTFOLIO, {"ford": up_then_down, "volkswagen": up_then_down})
    (control,) = part.controls
    assert [check.hit for check in part.checks] == [True, True]
    assert control.real == 1.0
    assert set(control.shuffled) == {0.0, 1.0}
    assert control.share_as_good == pytest.approx(0.5, abs=0.15)


def test_every_day_the_part_looks_at_is_scored() -> None:
    days = days_scored(tables(event(DAY, "up", "*")))
    assert {BEFORE, AFTER, date(2010, 1, 31), VERIFIED} <= set(days)
    assert days == sorted(set(days))


def test_strangers_are_not_followed() -> None:
    assert set(five_companies(PORTFOLIO).lines["company_id"]) == {"ford", "volkswagen"}

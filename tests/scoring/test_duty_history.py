"""The rate through the years says on every day what the rate of that day says."""

from datetime import date, timedelta
from itertools import pairwise

import polars as pl
import pytest

from reference_data.loader import load_tables
from scoring.duty import default_duties, duty_answer, duty_rates
from scoring.duty_history import duty_history
from scoring.in_force import FIRST_DAY, in_force

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def tables():
    return load_tables()


def on(periods, day):
    held = periods.filter(pl.col("valid_from") <= day, pl.col("valid_to").is_null() | (pl.col("valid_to") > day))
    return held.row(0, named=True)


CASES = [
    ("USA", "CHN", "8505110070", TODAY),
    ("USA", "CHN", "8505110070", date(2025, 4, 9)),
    ("USA", "JPN", "8505110070", TODAY),
    ("USA", "MMR", "28469080", TODAY),
    ("CHN", "USA", "850511", TODAY),
    ("EU27", "CHN", "85051110", TODAY),
    ("KEN", "CHN", "850511", TODAY),
]


@pytest.mark.parametrize(("importer", "origin", "line", "known_at"), CASES)
def test_every_day_has_the_rate_of_that_day(tables, importer, origin, line, known_at):
    history = duty_history(tables, importer=importer, origin=origin, tariff_line=line, known_at=known_at)
    turns = history.periods["valid_from"].to_list()
    for day in {*turns, *(turn - timedelta(days=1) for turn in turns[1:]), TODAY}:
        asked = {"importer": importer, "origin": origin, "tariff_line": line}
        found = duty_answer(tables, **asked, as_of=day, known_at=known_at)
        law = in_force(tables["tariff_layers"], day, known_at).lazy()
        defaults = default_duties(tables, day, known_at).lazy()
        scored = duty_rates(pl.LazyFrame({name: [value] for name, value in asked.items()}), law, defaults).collect()
        row = on(history.periods, day)
        assert row["rate"] == found.rate, day
        assert row["scored_rate"] == scored["duty_rate"].item(), day
        assert row["assumed"] == scored["duty_assumed"].item(), day
        assert set(found.layers["layer_id"]) <= set(history.layers["layer_id"])


def test_periods_follow_one_another_and_differ(tables):
    history = duty_history(tables, importer="USA", origin="CHN", tariff_line="8505110070", known_at=TODAY)
    rows = history.periods.to_dicts()
    assert rows[0]["valid_from"] == FIRST_DAY
    assert rows[-1]["valid_to"] is None
    for before, after in pairwise(rows):
        assert before["valid_to"] == after["valid_from"]
        assert [before[name] for name in ("rate", "scored_rate")] != [
            after[name] for name in ("rate", "scored_rate")
        ] or (before["assumed"] != after["assumed"])


def test_what_came_to_be_known_later_is_not_there(tables):
    asked = {"importer": "USA", "origin": "CHN", "tariff_line": "8505110070"}
    then, now = (duty_history(tables, **asked, known_at=day) for day in (date(2025, 3, 31), TODAY))
    assert then.periods["rate"].max() < now.periods["rate"].max()
    assert then.layers["known_from"].max() <= date(2025, 3, 31)


def test_inside_one_customs_area_nothing_is_due(tables):
    history = duty_history(tables, importer="EU27", origin="EU27", tariff_line="850511", known_at=TODAY)
    assert history.periods.to_dicts() == [
        {"valid_from": FIRST_DAY, "valid_to": None, "rate": 0.0, "scored_rate": 0.0, "assumed": False}
    ]
    assert history.layers.is_empty()


def test_editions_of_default_rates_end_periods(tables):
    rows = tables["default_duties"].filter(importer="KEN").height
    assert rows == 0
    turned = date(2020, 1, 1)
    any_line = tables["default_duties"].filter(pl.col("importer") == "*", pl.col("tariff_line") == "*")
    later = any_line.with_columns(valid_from=pl.lit(turned), rate=pl.lit(0.5))
    edited = {**tables, "default_duties": pl.concat([tables["default_duties"], later])}
    history = duty_history(edited, importer="KEN", origin="CHN", tariff_line="870899", known_at=TODAY)
    assert history.periods.select("valid_from", "scored_rate").rows() == [
        (FIRST_DAY, any_line["rate"].item()),
        (turned, 0.5),
    ]

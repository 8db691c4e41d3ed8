"""When a figure has outlived the shelf life of its table, worked by hand: prices keep 120 days, duty layers 60."""

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from scoring.freshness import stale_rows
from tests.scoring.small_world import tables

TOLD = date(2026, 1, 1)
PRICE = {
    "item": "Dy",
    "side": "inside",
    "price_usd_per_kg": 1.0,
    "valid_from": TOLD,
    "known_from": TOLD,
    "verified_on": date(2026, 4, 1),
}
LAYER = {"layer_id": "T", "importer": "USA", "rate": 0.1, "verified_on": date(2026, 4, 1)}


def stale(on: date, **rows: Any) -> dict[str, tuple[date | None, int]]:
    """Key → day of the newest figure and age, of prices and duty layers."""
    found = stale_rows(tables(**rows), on).filter(pl.col("table").is_in(["prices", "tariff_layers"]))
    return {key: (day, age) for key, day, age in found.select("key", "newest_data_on", "age_days").iter_rows()}


@pytest.mark.parametrize(("days", "expected"), [(120, {}), (121, {"Dy, inside": (TOLD, 121)})])
def test_a_price_keeps_for_120_days(days: int, expected: dict[str, tuple[date, int]]) -> None:
    assert stale(TOLD + timedelta(days), prices=[PRICE]) == expected


def test_a_newer_price_makes_the_item_fresh_and_one_not_told_yet_does_not() -> None:
    newer, on = {**PRICE, "valid_from": date(2026, 4, 1)}, date(2026, 5, 20)
    assert stale(on, prices=[PRICE, {**newer, "known_from": date(2026, 4, 2)}]) == {}
    late = {**newer, "known_from": date(2026, 6, 1)}
    assert stale(on, prices=[PRICE, late]) == {"Dy, inside": (TOLD, 139)}


def test_a_price_nobody_has_looked_at_since_is_stale_by_that_day() -> None:
    forgotten = {**PRICE, "valid_from": date(2026, 4, 1), "verified_on": date(2025, 12, 2)}
    assert stale(date(2026, 5, 1), prices=[forgotten]) == {"Dy, inside": (date(2026, 4, 1), 150)}


@pytest.mark.parametrize(("day", "expected"), [(date(2026, 5, 31), {}), (date(2026, 6, 1), {"T": (None, 61)})])
def test_law_keeps_for_60_days_from_its_verification_however_old_it_is(day: date, expected: dict[str, Any]) -> None:
    assert stale(day, tariff_layers=[LAYER]) == expected


def test_law_that_has_ended_needs_no_verification() -> None:
    ended = {**LAYER, "valid_to": date(2026, 5, 1)}
    assert stale(date(2026, 8, 1), tariff_layers=[ended]) == {}


def test_a_price_that_has_ended_without_a_successor_goes_on_serving_and_ages() -> None:
    ended = {**PRICE, "valid_to": date(2026, 2, 1)}
    assert stale(date(2026, 6, 1), prices=[ended]) == {"Dy, inside": (TOLD, 151)}

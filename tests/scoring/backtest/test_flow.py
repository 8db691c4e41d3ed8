"""Missing exports and blocked days, worked by hand, and the shipped figures with the known miss of April."""

from datetime import date

import polars as pl
import pytest

from reference_data.loader import Tables, load_tables
from scoring.backtest.finding import Check
from scoring.backtest.flow import MONTHS, flow_part
from scoring.backtest.shortfall import blocked_days, days_to_end, missing_days
from scoring.method import METHOD

LARGE = {
    "wait_lag_days": 14.0,
    "wait_shape": 5.0,
    "wait_scale_days": 150.0,
    "denial_share": 0.05,
    "refile_days": 90.0,
}


def test_tonnes_short_are_counted_in_normal_days() -> None:
    """300 t a month is 10 t a day in April and 300/31 in May: 150 t short are 15 days, 100 t over are 10.33 back."""
    exports = {date(2025, 4, 1): 150.0, date(2025, 5, 1): 400.0}
    assert missing_days(exports, sorted(exports), 300.0) == pytest.approx([15.0, 15.0 - 100 / (300 / 31)])


def test_april_has_twenty_seven_days_of_control() -> None:
    assert [days_to_end(month) for month in MONTHS] == [27, 27 + 31, 27 + 31 + 30]


def test_blocked_days_without_cover_are_those_of_the_method() -> None:
    """I(z) = 14 + 150/4·[1 − (1 + (z − 14)/150)^−4]; a denied file waits all of the first 90 days."""
    plain = [14 + 150 / 4 * (1 - (1 + (z - 14) / 150) ** -4) for z in (27, 58, 88)]
    expected = [0.95 * days + 0.05 * z for days, z in zip(plain, (27, 58, 88), strict=True)]
    assert blocked_days(LARGE, MONTHS) == pytest.approx(expected)


def whole_flow(shipped: Tables, who: str) -> list[Check]:
    return [check for check in flow_part(shipped, METHOD).checks if check.subject.endswith(f": {who}")]


def test_the_whole_flow_of_large_buyers_misses_april_and_says_that_it_is_in_sample() -> None:
    checks = whole_flow(load_tables(), "large buyer, all magnets, all destinations")
    assert [round(check.predicted or 0) for check in checks] == [25, 39, 46]
    assert [round(check.observed or 0) for check in checks] == [14, 37, 47]
    assert [check.hit for check in checks] == [False, True, True]
    assert all(check.in_sample for check in checks)


def test_the_prior_alone_was_too_slow() -> None:
    checks = whole_flow(load_tables(), "prior alone, all magnets, all destinations")
    assert [(check.hit, check.in_sample) for check in checks] == [(False, False)] * 3
    assert all((check.predicted or 0) > (check.observed or 0) for check in checks)


def test_another_month_of_april_moves_april_and_all_that_follows() -> None:
    """4,846 t a month, 161.5 t a day: 1,000 t more in April are 6.2 days less by April, May and June."""
    shipped = load_tables()
    april = (pl.col("month") == MONTHS[0]) & (pl.col("destination") == "*")
    more = shipped["magnet_exports"].with_columns(tonnes=pl.col("tonnes") + pl.when(april).then(1000.0).otherwise(0.0))
    who = "large buyer, all magnets, all destinations"
    pairs = zip(
        whole_flow(shipped, who), whole_flow(Tables({**shipped, "magnet_exports": more}, "more"), who), strict=True
    )
    moved = [(before.observed or 0) - (after.observed or 0) for before, after in pairs]
    assert moved == pytest.approx([1000 / (58152 / 12 / 30)] * 3)


def test_months_in_another_order_fit_worse() -> None:
    control = flow_part(load_tables(), METHOD).controls[0]
    assert not control.higher_is_better
    assert control.share_as_good < 0.05
    assert control.real == pytest.approx(4.7, abs=0.1)

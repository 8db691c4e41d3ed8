"""The wait at a given rate: against numerical integration, and averaged over rates against the method's own U."""

from random import Random

import numpy as np
import polars as pl
import pytest

from scoring.wait import (
    WAIT_COLUMNS,
    Wait,
    blocked_days_in_force,
    blocked_days_potential,
    blocked_days_prohibited,
    blocked_days_prohibition_looming,
)
from scoring.wait_draws import (
    Rated,
    blocked_in_force,
    blocked_looming,
    blocked_potential,
    blocked_prohibited,
    denial_shares,
    rates,
)

HORIZON = 365.0
CASES = range(40)


def case(number: int) -> dict[str, float]:
    rng = Random(number)
    return {
        "wait_lag_days": rng.choice([0.0, 14.0, 60.0]),
        "wait_shape": 10 ** rng.uniform(-0.5, 1.2),
        "wait_scale_days": 10 ** rng.uniform(1, 4),
        "denial_share": rng.choice([0.0, 0.05, rng.random(), 1.0]),
        "refile_days": rng.choice([0.0, 90.0, 200.0]),
        "spell": rng.uniform(50, 365),
        "cover": rng.uniform(0, 200),
        "odds": rng.random(),
    }


def method_days(row: dict[str, float]) -> tuple[float, float]:
    """U in force and potential, as the engine has them."""
    wait = Wait(*(pl.col(name) for name in WAIT_COLUMNS))
    h, c, p = pl.col("spell"), pl.col("cover"), pl.col("odds")
    days = pl.DataFrame([row]).select(
        held=blocked_days_in_force(wait, h, c), coming=blocked_days_potential(wait, h, c, p, HORIZON)
    )
    return days.row(0)


def constant(value: float) -> np.ndarray:
    return np.array([[value]])


def rated(row: dict[str, float], rate: np.ndarray, denied: np.ndarray) -> Rated:
    return Rated(constant(row["wait_lag_days"]), rate, denied, constant(row["refile_days"]))


@pytest.mark.parametrize("number", CASES)
def test_averaged_over_its_rates_it_is_the_wait_of_the_method(number: int) -> None:
    row = case(number)
    position = ((np.arange(40_000) + 0.5) / 40_000).reshape(1, -1)
    rate = rates(np.array([row["wait_shape"]]), np.array([row["wait_scale_days"]]), position)
    # Days are linear in the denial share, which is independent of the rate: its mean stands for it.
    wait = rated(row, rate, constant(row["denial_share"]))
    h, c = constant(row["spell"]), constant(row["cover"])
    held, coming = method_days(row)
    assert blocked_in_force(wait, h, c).mean() == pytest.approx(held, rel=2e-4, abs=2e-3)
    assert blocked_potential(wait, h, c, constant(row["odds"]), HORIZON).mean() == pytest.approx(
        coming, rel=2e-4, abs=2e-3
    )


@pytest.mark.parametrize("number", CASES)
def test_given_a_rate_it_is_the_integral_of_what_is_missing(number: int) -> None:
    row = case(number)
    rate = row["wait_shape"] / row["wait_scale_days"]
    wait = rated(row, constant(rate), constant(row["denial_share"]))
    days = np.linspace(0.0, row["spell"], 400_001)
    step = days[1] - days[0]

    def undecided(at: np.ndarray) -> np.ndarray:
        return np.exp(-rate * np.maximum(at - row["wait_lag_days"], 0.0))

    denied = row["denial_share"]
    missing = (1 - denied) * undecided(days) + denied * np.where(
        days < row["refile_days"], 1.0, undecided(np.maximum(days - row["refile_days"], 0.0))
    )
    summed = np.concatenate([[0.0], np.cumsum((missing[1:] + missing[:-1]) / 2 * step)])
    h, c = row["spell"], min(row["cover"], row["spell"])
    before = np.interp(c, days, summed)
    beyond = np.where(days >= c, summed - before, 0.0)
    held = max(summed[-1] - before, 0.0)
    coming = row["odds"] * ((HORIZON - h) * held + ((beyond[1:] + beyond[:-1]) / 2 * step).sum()) / HORIZON
    assert blocked_in_force(wait, constant(h), constant(row["cover"])).item() == pytest.approx(held, abs=1e-3)
    found = blocked_potential(wait, constant(h), constant(row["cover"]), constant(row["odds"]), HORIZON).item()
    assert found == pytest.approx(coming, abs=1e-3)


def test_a_rate_near_nothing_decides_nothing() -> None:
    row = {**case(1), "wait_lag_days": 0.0, "denial_share": 0.0}
    wait = rated(row, rates(np.array([1e-3]), np.array([100.0]), constant(1e-9)), constant(0.0))
    assert blocked_in_force(wait, constant(200.0), constant(50.0)).item() == pytest.approx(150.0)
    # Half of the horizon's days of onset leave the whole spell; the rest of it is cut off by the horizon.
    looming = blocked_looming(constant(200.0), constant(50.0), constant(0.5), HORIZON).item()
    assert blocked_potential(wait, constant(200.0), constant(50.0), constant(0.5), HORIZON).item() == pytest.approx(
        looming
    )


def test_few_expected_decisions_join_the_series_smoothly() -> None:
    days = [
        blocked_potential(
            Rated(constant(0.0), constant(rate), constant(0.0), constant(90.0)),
            constant(100.0),
            constant(0.0),
            constant(1.0),
            HORIZON,
        ).item()
        for rate in (0.999999e-4, 1e-4, 1.000001e-4)
    ]
    assert days[0] > days[1] > days[2]
    assert days[0] - days[1] == pytest.approx(days[1] - days[2], rel=1e-3)


def test_prohibitions_are_those_of_the_engine() -> None:
    row = pl.DataFrame({"h": [200.0], "c": [50.0], "p": [0.3]})
    held, coming = row.select(
        held=blocked_days_prohibited(pl.col("h"), pl.col("c")),
        coming=blocked_days_prohibition_looming(pl.col("h"), pl.col("c"), pl.col("p"), HORIZON),
    ).row(0)
    assert blocked_prohibited(constant(200.0), constant(50.0)).item() == held
    assert blocked_looming(constant(200.0), constant(50.0), constant(0.3), HORIZON).item() == pytest.approx(coming)


def test_with_cover_beyond_the_spell_nothing_is_lost() -> None:
    row = case(2)
    wait = rated(row, constant(0.01), constant(0.05))
    assert blocked_in_force(wait, constant(100.0), constant(np.inf)).item() == 0
    assert blocked_potential(wait, constant(100.0), constant(np.inf), constant(1.0), HORIZON).item() == 0


def test_denial_shares_average_to_the_share_on_record() -> None:
    position = ((np.arange(20_000) + 0.5) / 20_000).reshape(1, -1)
    shares = denial_shares(np.array([5.0, 5.0, 5.0]), np.array([0.05, 0.0, 1.0]), position)
    assert shares[0].mean() == pytest.approx(0.05, rel=1e-3)
    assert (shares[1] == 0).all()
    assert (shares[2] == 1).all()

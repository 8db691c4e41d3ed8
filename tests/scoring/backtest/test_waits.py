"""Shares foretold before each snapshot, worked by hand; what becomes known later changes nothing."""

import random
from dataclasses import replace
from datetime import date
from math import log

import polars as pl
import pytest

from reference_data.loader import Tables, load_tables
from scoring.backtest.foretold import chances, forecast, log_score
from scoring.backtest.snapshots import Snapshot, snapshots, wait_before
from scoring.backtest.waits import waits_part
from scoring.method import METHOD
from tests.scoring.small_world import Row, tables

FIRST = date(2025, 6, 4)
SECOND = date(2025, 6, 27)


def snapshot(observation_id: str, known: date, **more: object) -> Row:
    usual = {"file_group": "g", "kind": "share", "observed_on": known, "known_from": known, "source_id": "s"}
    return {"observation_id": observation_id, **usual, **more}


def world(**second: object) -> Tables:
    """A quarter approved after 61 days, six in ten of the same files after 84; lag 14 days."""
    later = {"approved_share": 0.6, "elapsed_days": 84.0, **second}
    return tables(
        licence_regimes=[
            {"regime_id": "R", "material_classes": ["dy"], "elements": ["Dy"], "evidence": ["A", "B"], "borrowed": []}
        ],
        licence_observations=[
            snapshot("A", FIRST, approved_share=0.25, elapsed_days=61.0),
            snapshot("B", SECOND, **later),
        ],
    )


def seen(given: Tables) -> dict[str, Snapshot]:
    return {found.observation_id: found for found in snapshots(given, METHOD)}


def test_only_files_still_open_can_move() -> None:
    """20 files: 5 approved at first, 15 open; 12 approved later, 7 since, in 84 − 61 days."""
    first, second = seen(world())["A"], seen(world())["B"]
    assert (first.files, first.open_files, first.approved_since, first.late_days) == (20, 20, 5, 61.0 - 14)
    assert (second.files, second.open_files, second.approved_since, second.late_days) == (20, 15, 12 - 5, 84.0 - 61)


@pytest.mark.parametrize(
    "other",
    [{"approved_share": 0.1}, {"filed_count": 40.0}, {"elapsed_days": 50.0}],
    ids=["fewer approved", "another number of files", "waiting less long"],
)
def test_a_snapshot_that_cannot_be_of_the_same_files_starts_anew(other: dict[str, object]) -> None:
    second = seen(world(**other))["B"]
    assert second.open_files == second.files


def test_the_first_snapshot_is_foretold_from_the_prior_and_the_second_from_the_first() -> None:
    """First seen: k 5 of 20, W = 5·47/2 + 15·47, f = 1/(1 + 19·0.2) = 1/4.8."""
    found = seen(world())
    assert wait_before(world(), METHOD, found["A"]) == pytest.approx((1.18, 117.0, 0.05))
    shape, scale, denied = wait_before(world(), METHOD, found["B"])
    assert (shape, scale) == pytest.approx((1.18 + 5 / 4.8, 117 + (5 * 47 / 2 + 15 * 47) / 4.8))
    assert denied == pytest.approx(1.18 * 0.05 / shape)


def test_the_chance_of_approval_agrees_with_the_closed_form() -> None:
    """Mean over hazards of the share approved within 47 days: (1 − d)·(1 − (b/(b + 47))^a)."""
    drawn = chances(world(), METHOD, seen(world())["A"], random.Random(1))
    assert sum(drawn) / len(drawn) == pytest.approx(0.95 * (1 - (117 / (117 + 47)) ** 1.18), abs=0.02)


def test_files_of_one_ministry_scatter_as_fewer_independent_ones() -> None:
    """Two files with chance ½ and correlation 0.2: both approved with ½·½ + 0.2·¼ = 0.30; times 3 equal counts."""
    assert log_score([0.5], files=2, approved=2, correlation=0.2) == pytest.approx(log(3 * 0.30))
    assert log_score([0.5], files=2, approved=1, correlation=0.2) == pytest.approx(log(3 * 0.40))
    assert log_score([0.2, 0.4], files=1, approved=1, correlation=0.2) == pytest.approx(log(2 * 0.3))


@pytest.mark.parametrize("other", [{"approved_share": 1.0}, {"elapsed_days": 200.0}, {"filed_count": 500.0}])
def test_nothing_known_later_changes_a_forecast(other: dict[str, object]) -> None:
    assert forecast(world(), METHOD, seen(world())["A"]) == forecast(world(**other), METHOD, seen(world(**other))["A"])


def test_the_outcome_itself_is_not_used_to_foretell_it() -> None:
    """All rows from the snapshot on say something else: mean and interval of its forecast stay."""
    shipped = load_tables()
    for found in snapshots(shipped, METHOD)[::4]:
        later = pl.col("known_from") >= found.known_from
        observations = shipped["licence_observations"].with_columns(
            pl.when(later).then(pl.col(name) * 0).otherwise(pl.col(name)).alias(name)
            for name in ("approved_count", "approved_share", "wait_shape")
        )
        changed = Tables({**shipped, "licence_observations": observations}, "changed")
        before, after = forecast(shipped, METHOD, found), forecast(changed, METHOD, replace(found, approved_share=0))
        assert (before.mean, before.low, before.high) == (after.mean, after.low, after.high)


def test_the_shipped_snapshots_foretold_with_their_misses() -> None:
    part = waits_part(load_tables())
    missed = [check.subject for check in part.checks if not check.hit]
    assert len(part.checks) == 17
    assert [words.split("(")[-1].rstrip(")") for words in missed] == ["US-FLOW-2025-07", "US-YSC-2025-11"]
    june = next(check for check in part.checks if "EU-CLEPA-2025-06-27" in check.subject)
    assert (june.observed, june.in_sample) == (0.6, True)
    assert june.predicted == pytest.approx(0.37, abs=0.02)
    assert "EU-CLEPA-2025-06-27" in part.lines[2]
    control = part.controls[0]
    assert control.real == pytest.approx(0.52, abs=0.02)
    assert control.share_as_good < 0.1

"""Futures on record: on every day their odds sum to 1 and mix to those of the headline; a row has its reason."""

from datetime import date

import polars as pl
import pytest

from reference_data.checks import table_faults
from reference_data.contracts import TABLES
from reference_data.loader import load_tables
from reference_data.scenario_checks import scenario_faults

Frames = dict[str, pl.DataFrame]
NOW = pl.col("valid_to").is_null()


@pytest.fixture(scope="module")
def frames() -> Frames:
    return {name: frame.with_row_index("line", 2) for name, frame in load_tables().items()}


def put(frame: pl.DataFrame, where: pl.Expr, **values: object) -> pl.DataFrame:
    return frame.with_columns(
        pl.when(where).then(pl.lit(value, frame.schema[name])).otherwise(pl.col(name)).alias(name)
        for name, value in values.items()
    )


def of(scenario_id: str) -> pl.Expr:
    return NOW & (pl.col("scenario_id") == scenario_id)


def faults(frames: Frames, **changed: pl.DataFrame) -> list[str]:
    return [str(fault) for fault in scenario_faults({**frames, **changed})]


def test_the_shipped_futures_are_without_fault(frames: Frames) -> None:
    assert faults(frames) == []


def test_the_futures_mix_to_the_odds_of_the_suspended_package(frames: Frames) -> None:
    # 0.06·0.5 + 0.10·0.1 + 0.10·0 + 0.20·0.03 + (0.09 + 0.05)·1 + 0.24·0.1 + 0.16·0.25 = 0.25
    surer = put(frames["scenarios"], of("pause_to_2027"), suspended_onset_probability=0.2)
    said = faults(frames, scenarios=surer)
    assert len(said) == 2
    assert all("probability is 0.25, the scenarios of 2026-11-25 mix to 0.274" in fault for fault in said)


def test_odds_that_change_without_the_futures_contradict_them(frames: Frames) -> None:
    odds = frames["onset_odds"]
    suspended = NOW & pl.col("regime_id").str.starts_with("CHN-POT57-SUSPENDED")
    later = odds.filter(suspended).with_columns(valid_from=pl.lit(date(2027, 1, 10)), probability=pl.lit(0.4))
    followed = pl.concat([put(odds, suspended, valid_to=date(2027, 1, 10)), later])
    said = faults(frames, onset_odds=followed)
    # What is told of the package, 0.21, and the sixteenth part of it that is not, 0.16·0.4.
    assert said
    assert all("probability is 0.4, the scenarios of 2027-01-10 mix to 0.274" in fault for fault in said)


def test_the_futures_leave_the_other_odds_as_they_are_on_average(frames: Frames) -> None:
    gloomier = put(frames["scenarios"], of("status_quo"), onset_factor=1.5)
    assert faults(frames, scenarios=gloomier) == [
        "scenarios.csv:0: onset_factor on 2026-11-25 averages 1.08, not 1: the futures contradict the odds"
    ]


def test_the_odds_of_every_edition_sum_to_one(frames: Frames) -> None:
    earlier = put(frames["scenarios"], (pl.col("scenario_id") == "escalation") & ~NOW, probability=0.07)
    assert "scenarios.csv:0: probabilities on 2026-10-04 sum to 1.01, not 1" in faults(frames, scenarios=earlier)


def test_futures_that_end_are_followed(frames: Frames) -> None:
    ended = put(frames["scenarios"], pl.col("probability").is_not_null() & NOW, valid_to=date(2027, 1, 1))
    assert any("probabilities on 2027-01-01 sum to 0" in fault for fault in faults(frames, scenarios=ended))


@pytest.mark.parametrize(
    ("moves", "column"), [("log_licence_speed", "licence_speed"), ("duty_rate", "added_duty_rate")]
)
def test_a_deal_state_needs_its_slope_on_record(frames: Frames, moves: str, column: str) -> None:
    without = frames["deal_slopes"].filter(pl.col("moves") != moves)
    said = faults(frames, deal_slopes=without)
    assert said
    assert all(f"deal_state gives {column}, but deal_slopes has no {moves} on 2026-11-25" in fault for fault in said)


@pytest.mark.parametrize(
    ("scenario_id", "values", "said"),
    [
        ("escalation", {"deal_state": None}, "without deal_state both licence_speed and added_duty_rate are stated"),
        ("escalation", {"licence_speed": 0.5}, "override_reason and a licence_speed or added_duty_rate against"),
        ("truce_lapses", {"override_reason": None}, "override_reason and a licence_speed or added_duty_rate against"),
        ("escalation", {"override_reason": "why not"}, "override_reason and a licence_speed or added_duty_rate"),
        ("escalation", {"offline_origin": "CHN"}, "an offline_origin is no future of the mixture"),
        ("escalation", {"deal_state": -3.5}, "deal_state is -3.5, below -3"),
        ("escalation", {"note": None}, "an assumption or derived figure without a note"),
    ],
)
def test_a_row_that_says_two_things_or_too_little_is_refused(
    frames: Frames, scenario_id: str, values: dict[str, object], said: str
) -> None:
    found = [
        fault.fault for fault in table_faults(TABLES["scenarios"], put(frames["scenarios"], of(scenario_id), **values))
    ]
    assert any(fault.startswith(said) for fault in found), found


def test_both_branches_of_the_dispute_are_futures_of_every_edition(frames: Frames) -> None:
    claimed = set(frames["measure_claims"]["scenario_id"])
    assert claimed == {"package_resumes", "pause_to_2027"}
    for edition in (NOW, ~NOW):
        assert claimed <= set(frames["scenarios"].filter(edition)["scenario_id"])


def test_every_future_names_its_source_and_is_labelled_as_our_assumption(frames: Frames) -> None:
    for name in ("scenarios", "deal_slopes"):
        assert frames[name]["basis"].unique().to_list() == ["assumption"]
        assert frames[name]["confidence"].unique().to_list() == ["low"]

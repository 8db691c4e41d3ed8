"""Acts on exports: one-sided disputes, misquoted texts and acts without goods are refused."""

from datetime import date

import polars as pl
import pytest

from reference_data.checks import table_faults
from reference_data.contracts import TABLES
from reference_data.loader import load_tables
from reference_data.measure_checks import measure_faults

Frames = dict[str, pl.DataFrame]
OF_57 = pl.col("measure_id") == "CHN-2025-57"
OF_PARTY = OF_57 & (pl.col("claim_kind") == "party")
OF_ACT = OF_57 & (pl.col("claim_kind") == "act")


@pytest.fixture(scope="module")
def frames() -> Frames:
    return {name: frame.with_row_index("line", 2) for name, frame in load_tables().items()}


def faults(frames: Frames, **changed: pl.DataFrame) -> list[str]:
    return [str(fault) for fault in measure_faults({**frames, **changed})]


def put(frame: pl.DataFrame, where: pl.Expr, **values: object) -> pl.DataFrame:
    return frame.with_columns(
        pl.when(where).then(pl.lit(value, frame.schema[name])).otherwise(pl.col(name)).alias(name)
        for name, value in values.items()
    )


def test_the_shipped_acts_are_without_fault(frames: Frames) -> None:
    assert faults(frames) == []


def test_a_dispute_needs_a_second_claimant(frames: Frames) -> None:
    alone = frames["measure_claims"].filter(~OF_PARTY)
    (fault,) = faults(frames, measure_claims=alone)
    assert "suspended_to of CHN-2025-57: a dispute needs two claimants and two days" in fault


def test_claimants_who_agree_dispute_nothing(frames: Frames) -> None:
    agreed = put(frames["measure_claims"], OF_PARTY, claimed_on=date(2026, 11, 10))
    assert len([f for f in faults(frames, measure_claims=agreed) if "two claimants and two days" in f]) == 2


def test_one_claim_is_the_text_of_the_act(frames: Frames) -> None:
    hearsay = put(frames["measure_claims"], OF_ACT, claim_kind="party")
    assert all("one claim is the text of the act" in f for f in faults(frames, measure_claims=hearsay))
    assert faults(frames, measure_claims=hearsay)


@pytest.mark.parametrize("day", [date(2026, 11, 9), date(2026, 11, 11), None])
def test_the_text_of_the_act_is_what_the_act_says(frames: Frames, day: date | None) -> None:
    misread = put(frames["licence_measures"], OF_57, suspended_to=day)
    (fault,) = faults(frames, licence_measures=misread)
    assert fault.startswith("measure_claims.csv:")
    assert "claimed_on is not what licence_measures gives as the text of the act" in fault


def test_an_act_without_goods_is_named(frames: Frames) -> None:
    bare = frames["measure_goods"].filter(~OF_57)
    assert [f.split(": ", 1)[1] for f in faults(frames, measure_goods=bare)] == [
        "measure_goods says nothing of what it covers"
    ]


def test_each_claim_names_the_future_in_which_it_is_right(frames: Frames) -> None:
    futures = frames["measure_claims"].group_by("claim_kind").agg(pl.col("scenario_id").unique()).sort("claim_kind")
    assert futures["scenario_id"].to_list() == [["package_resumes"], ["pause_to_2027"]]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"suspended_from": None}, "a suspension needs both suspended_from and suspension_known_from"),
        ({"suspended_to": date(2025, 11, 7)}, "suspended_to is not after suspended_from"),
        ({"suspension_known_from": date(2025, 10, 8)}, "suspension_known_from is before known_from"),
    ],
)
def test_suspensions_have_days_in_order(frames: Frames, values: dict[str, object], said: str) -> None:
    changed = put(frames["licence_measures"], OF_57, **values)
    assert said in [fault.fault for fault in table_faults(TABLES["licence_measures"], changed)]


def test_controlled_materials_are_those_announced_from_july_2023_to_october_2025(frames: Frames) -> None:
    materials = frames["controlled_materials"]
    assert materials.height == 21
    assert (materials["announced_on"].min(), materials["announced_on"].max()) == (date(2023, 7, 3), date(2025, 10, 9))
    assert materials.filter(pl.col("element").is_not_null()).height == 12
    acts = materials.join(frames["licence_measures"], on="measure_id", how="inner", suffix="_act")
    assert acts.height == 12
    assert acts.filter(pl.col("valid_from") != pl.col("valid_from_act")).is_empty()

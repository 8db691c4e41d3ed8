"""A wait rests on its own files, or says whose it borrows; each rule with a row that breaks it."""

from datetime import date

import polars as pl
import pytest

from reference_data.evidence_checks import evidence_faults
from reference_data.loader import load_tables
from scoring.method import METHOD
from scoring.regimes import regimes_on
from tests.scoring.small_world import Row, table

REGIME: Row = {
    "regime_id": "R",
    "material_classes": ["dytb_magnet"],
    "elements": ["Dy"],
    "destination": "EU27",
    "end_use": "civil",
    "buyer_size": "small",
    "licence_kind": "*",
    "valid_from": date(2025, 4, 4),
    "valid_to": date(2026, 1, 1),
    "evidence": ["O"],
    "borrowed": [],
}
FILES: Row = {
    "observation_id": "O",
    "file_group": "g",
    "kind": "share",
    "material_classes": ["dytb_magnet", "sm_magnet"],
    "destination": "EU27",
    "end_use": "civil",
    "buyer_size": "*",
    "licence_kind": "individual",
    "period_from": date(2025, 4, 4),
    "period_to": date(2025, 6, 5),
}


NOTHING: Row = {}


def faults(regime: Row = NOTHING, files: Row = NOTHING) -> list[str]:
    regimes = table("licence_regimes", [{**REGIME, **regime}]).with_row_index("line", 2)
    observations = table("licence_observations", [{**FILES, **files}]).with_row_index("line", 2)
    return [str(fault) for fault in evidence_faults(regimes, observations)]


def test_files_that_cover_the_scope_are_its_own() -> None:
    assert faults() == []
    assert faults(files={"destination": "*", "material_classes": ["*"], "period_to": None}) == []


@pytest.mark.parametrize(
    "files",
    [
        {"authority": "GAC"},
        {"destination": "USA"},
        {"buyer_size": "large"},
        {"material_classes": ["sm_magnet"]},
        {"period_from": date(2024, 1, 1), "period_to": date(2025, 4, 4)},
        {"period_from": date(2026, 1, 1), "period_to": None},
    ],
    ids=["authority", "destination", "size", "class", "over before it began", "begun after its end"],
)
def test_files_of_others_must_be_named_as_borrowed(files: Row) -> None:
    assert faults(files=files) == ["licence_regimes.csv:2: evidence O is of other files: name it under borrowed"]
    assert faults(regime={"borrowed": ["O"]}, files=files) == []


def test_files_of_one_destination_are_borrowed_for_all() -> None:
    assert "name it under borrowed" in faults(regime={"destination": "*"})[0]


def test_case_by_case_files_are_not_those_of_a_general_licence() -> None:
    assert "name it under borrowed" in faults(regime={"licence_kind": "general"})[0]


def test_own_files_are_not_borrowed_and_what_is_borrowed_is_evidence() -> None:
    assert "is of the regime's own files, not borrowed" in faults(regime={"borrowed": ["O"]})[0]
    assert any("is borrowed but no evidence" in fault for fault in faults(regime={"evidence": [], "borrowed": ["O"]}))


@pytest.mark.parametrize("borrowed", [[], ["O"]])
def test_military_files_never_serve_civil_buyers(borrowed: list[str]) -> None:
    found = faults(regime={"borrowed": borrowed}, files={"end_use": "defence"})
    assert any("military files never serve civil buyers" in fault for fault in found)


@pytest.mark.parametrize("kind", ["delay", "statement"])
def test_what_counts_no_files_moves_no_wait(kind: str) -> None:
    assert "counts no files" in faults(files={"kind": kind})[0]


def test_files_are_used_or_it_is_said_why_not() -> None:
    unused = faults(regime={"evidence": []})
    assert unused == ["licence_observations.csv:2: no regime names it, and unused_because is empty"]
    assert faults(regime={"evidence": []}, files={"unused_because": "mixes uses"}) == []
    assert "says it is unused" in faults(files={"unused_because": "mixes uses"})[0]


def test_the_five_of_180_files_serve_no_civil_buyer() -> None:
    regimes = load_tables()["licence_regimes"].explode("evidence")
    named = regimes.filter(pl.col("evidence").is_in(["US-DEXTER-2025-06", "FIT-DEFENCE-2025"]))
    assert named.height == 2 * 3
    assert named["end_use"].unique().to_list() == ["defence"]


def test_the_wait_for_india_counts_the_four_of_34_firms_of_october() -> None:
    """4 of 34 after 104.5 days, lag 14: W = 4·90.5/2 + 30·90.5, f = 1/(1 + 33·0.2)."""
    day = date(2026, 10, 1)
    waits = regimes_on(load_tables(), METHOD, day, day)
    wait = waits.row(by_predicate=pl.col("regime_id") == "CHN-18-MADE-IND-CIV-SMALL", named=True)
    f = 1 / (1 + 33 * 0.2)
    assert wait["wait_shape"] == pytest.approx(1.18 + f * 4)
    assert wait["wait_scale_days"] == pytest.approx(117 + f * (4 * 90.5 / 2 + 30 * 90.5))

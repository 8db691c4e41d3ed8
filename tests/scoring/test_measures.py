"""Where an act stands: one act suspended for a year whose end two parties name differently, day by day.

announced   09-10-2025        suspended   07-11-2025 to 10-11-2026, by the text of 07-11-2025
begins      08-11-2025        Treasury    to 10-01-2027, said on 24-09-2026
"""

from datetime import date, timedelta

import polars as pl
import pytest

from reference_data.loader import load_tables
from scoring.measures import measure_status
from tests.scoring.small_world import Row, table

ANNOUNCED, SUSPENDED, BEGINS = date(2025, 10, 9), date(2025, 11, 7), date(2025, 11, 8)
TEXT_ENDS, SAID, CLAIM_ENDS = date(2026, 11, 10), date(2026, 9, 24), date(2027, 1, 10)
TODAY, ONE = date(2026, 11, 24), timedelta(days=1)
DISPUTE = "MOFCOM's text ends the suspension on 2026-11-10; the US Treasury says 2027-01-10"

PACKAGE: Row = {
    "measure_id": "M57",
    "authority": "MOFCOM",
    "legal_ref": "No. 57",
    "announced_on": ANNOUNCED,
    "valid_from": BEGINS,
    "known_from": ANNOUNCED,
    "suspended_from": SUSPENDED,
    "suspended_to": TEXT_ENDS,
    "suspension_known_from": SUSPENDED,
    "evidence_on": date(2026, 10, 4),
    "source_id": "act",
}
TEXT: Row = {
    "claim_id": "M57-TEXT",
    "measure_id": "M57",
    "fact": "suspended_to",
    "claimant": "MOFCOM's text",
    "claim_kind": "act",
    "claimed_on": TEXT_ENDS,
    "said_on": SUSPENDED,
    "known_from": SUSPENDED,
    "source_id": "text",
}
TREASURY: Row = {
    **TEXT,
    "claim_id": "M57-US",
    "claimant": "the US Treasury",
    "claim_kind": "party",
    "claimed_on": CLAIM_ENDS,
    "said_on": SAID,
    "known_from": SAID,
    "source_id": "television",
}
GOODS: list[Row] = [
    {"measure_id": "M57", "goods_id": "Ho-metal", "elements": ["Ho"], "forms": ["metal"], "control_codes": ["1C909"]},
    {"measure_id": "M57", "goods_id": "Er-metal", "elements": ["Er"], "forms": ["metal"], "hs_codes": ["28053019"]},
]


def standing(
    as_of: date, known_at: date, measure: Row = PACKAGE, claims: tuple[Row, ...] = (TEXT, TREASURY)
) -> dict[str, object]:
    found = measure_status(
        table("licence_measures", [measure]),
        table("measure_goods", GOODS),
        table("measure_claims", claims),
        as_of,
        known_at,
    )
    assert found.height == 1
    return found.row(0, named=True)


@pytest.mark.parametrize(
    ("as_of", "status"),
    [
        (ANNOUNCED, "announced"),
        (SUSPENDED - ONE, "announced"),
        (SUSPENDED, "suspended"),
        (BEGINS, "suspended"),
        (TEXT_ENDS - ONE, "suspended"),
        (TEXT_ENDS, "disputed"),
        (TODAY, "disputed"),
        (CLAIM_ENDS - ONE, "disputed"),
        (CLAIM_ENDS, "in_force"),
    ],
)
def test_the_status_day_by_day_as_known_today(as_of: date, status: str) -> None:
    assert standing(as_of, TODAY)["status"] == status


@pytest.mark.parametrize(
    ("as_of", "known_at", "status", "disputed"),
    [
        (TEXT_ENDS, SAID - ONE, "in_force", False),
        (TEXT_ENDS, SAID, "disputed", True),
        (SAID, SAID - ONE, "suspended", False),
        (SAID, SAID, "suspended", True),
        (BEGINS, SUSPENDED - ONE, "in_force", False),
        (BEGINS, SUSPENDED, "suspended", False),
    ],
)
def test_nothing_is_disputed_or_suspended_before_it_was_said(
    as_of: date, known_at: date, status: str, disputed: bool
) -> None:
    found = standing(as_of, known_at)
    assert (found["status"], found["end_disputed"]) == (status, disputed)


def test_an_act_is_not_there_before_it_was_known() -> None:
    nothing = measure_status(
        table("licence_measures", [PACKAGE]),
        table("measure_goods", GOODS),
        table("measure_claims", [TEXT]),
        TODAY,
        ANNOUNCED - ONE,
    )
    assert nothing.height == 0


@pytest.mark.parametrize(
    ("as_of", "known_at", "words"),
    [
        (SUSPENDED - ONE, SUSPENDED - ONE, "announced on 2025-10-09, to begin on 2025-11-08"),
        (ANNOUNCED - ONE, ANNOUNCED, "not yet announced on the day, to begin on 2025-11-08"),
        (SUSPENDED, SUSPENDED, "suspended from 2025-11-07 to 2026-11-10 by the text of the act"),
        (SAID, SAID, f"suspended from 2025-11-07; its end is disputed: {DISPUTE}"),
        (TODAY, TODAY, f"disputed: {DISPUTE}"),
        (
            CLAIM_ENDS,
            TODAY,
            "in force by its text since 2027-01-10, the end of its suspension; what followed was not found",
        ),
    ],
)
def test_the_words_say_who_claims_what(as_of: date, known_at: date, words: str) -> None:
    assert standing(as_of, known_at)["status_words"] == words


def test_evidence_after_the_suspension_shows_that_the_act_is_back() -> None:
    seen = {**PACKAGE, "evidence_on": TEXT_ENDS}
    assert standing(TODAY, TODAY, seen, ())["status_words"] == (
        "in force by its text since 2026-11-10, the end of its suspension"
    )


def test_a_party_is_quoted_with_its_last_word() -> None:
    yielded = {**TREASURY, "claim_id": "M57-US-2", "claimed_on": TEXT_ENDS, "said_on": TODAY, "known_from": TODAY}
    claims = (TEXT, TREASURY, yielded)
    assert standing(TODAY, TODAY - ONE, claims=claims)["status"] == "disputed"
    settled = standing(TODAY, TODAY, claims=claims)
    assert (settled["status"], settled["end_disputed"], settled["claims"]) == (
        "in_force",
        False,
        ["M57-TEXT", "M57-US-2"],
    )


def test_goods_claims_and_sources_come_with_the_act() -> None:
    found = standing(TODAY, TODAY)
    assert found["elements"] == ["Ho", "Er"]
    assert (found["forms"], found["control_codes"], found["hs_codes"]) == (["metal"], ["1C909"], ["28053019"])
    assert found["claims"] == ["M57-TEXT", "M57-US"]
    assert found["source_ids"] == ["act", "by-hand", "text", "television"]
    assert standing(TODAY, SAID - ONE)["claims"] == ["M57-TEXT"]


@pytest.mark.parametrize(
    ("ends", "end_known", "known_at", "status", "words"),
    [
        (TODAY, None, TODAY, "ended", "ended on 2026-11-24"),
        (TODAY + ONE, None, TODAY, "in_force", "in force since 2025-11-08"),
        (TODAY, TODAY, TODAY - ONE, "in_force", "in force since 2025-11-08"),
        (BEGINS, SUSPENDED, SUSPENDED, "called_off", "called off on 2025-11-07, before it began"),
        (BEGINS, SUSPENDED, SUSPENDED - ONE, "in_force", "in force since 2025-11-08"),
    ],
)
def test_ends_count_once_they_are_known(
    ends: date, end_known: date | None, known_at: date, status: str, words: str
) -> None:
    plain = {name: value for name, value in PACKAGE.items() if not name.startswith("suspen")}
    found = standing(TODAY, known_at, {**plain, "valid_to": ends, "end_known_from": end_known}, ())
    assert (found["status"], found["status_words"]) == (status, words)


@pytest.mark.parametrize(
    ("as_of", "status"), [(TEXT_ENDS - ONE, "in_force"), (TEXT_ENDS, "disputed"), (CLAIM_ENDS, "ended")]
)
def test_the_end_of_an_act_itself_may_be_disputed(as_of: date, status: str) -> None:
    act = {**{n: v for n, v in PACKAGE.items() if not n.startswith("suspen")}, "valid_to": TEXT_ENDS}
    claims = ({**TEXT, "fact": "valid_to"}, {**TREASURY, "fact": "valid_to"})
    found = standing(as_of, TODAY, act, claims)
    assert found["status"] == status
    assert found["end_disputed"]


def test_evidence_is_never_newer_than_what_was_known() -> None:
    assert standing(TODAY, TODAY)["evidence_on"] == date(2026, 10, 4)
    assert standing(SAID, SAID)["evidence_on"] == SUSPENDED
    assert standing(ANNOUNCED, ANNOUNCED)["evidence_on"] == ANNOUNCED


def test_without_acts_there_is_nothing_to_tell() -> None:
    acts, goods, claims = (table(name, []) for name in ("licence_measures", "measure_goods", "measure_claims"))
    assert measure_status(acts, goods, claims, TODAY, TODAY).height == 0


@pytest.fixture(scope="module")
def shipped() -> pl.DataFrame:
    tables = load_tables()
    names = ("licence_measures", "measure_goods", "measure_claims")
    measures, goods, claims = (tables[name] for name in names)
    return measure_status(measures, goods, claims, TODAY, TODAY)


def test_the_october_package_is_disputed_today_and_nothing_else_is(shipped: pl.DataFrame) -> None:
    disputed = shipped.filter(pl.col("status") == "disputed")["measure_id"].to_list()
    package = ["55", "56", "57", "58", "61-FOREIGN", "61-RE", "62", "70"]
    assert disputed == [f"CHN-2025-{number}" for number in package]


def test_the_april_controls_are_in_force_today_with_all_their_codes(shipped: pl.DataFrame) -> None:
    april = shipped.row(by_predicate=pl.col("measure_id") == "CHN-2025-18", named=True)
    assert (april["status"], april["status_words"]) == ("in_force", "in force since 2025-04-04")
    assert set(april["elements"]) == {"Sm", "Gd", "Tb", "Dy", "Lu", "Sc", "Y"}
    assert {"1C902.a", "1C905.c", "1C908.c"} <= set(april["control_codes"])
    assert {"2805301200", "8505111000", "2846901940"} <= set(april["hs_codes"])

"""Days on which something changes, from acts written by hand.

act    known from   in force            suspended                    end told
A      2025-01-10   2025-02-01 on       2025-03-01 to 2025-04-01     –          suspension known 2025-02-20
B      2025-01-10   2025-01-05 on       –                            –          told after it began
C      2025-01-01   2025-06-01 off      –                            2025-05-01 called off before it began
"""

from datetime import date

import polars as pl
import pytest

from service.pages.change_days import UNKNOWN_THEN, changes, steps, unforeseen

NAMES = ("measure_id", "legal_ref")
DAYS = (
    "valid_from",
    "valid_to",
    "suspended_from",
    "suspended_to",
    "known_from",
    "end_known_from",
    "suspension_known_from",
)


def act(name, **days):
    return {
        "measure_id": name,
        "legal_ref": name,
        **{day: date.fromisoformat(days[day]) if day in days else None for day in DAYS},
    }


ACTS = [
    act(
        "A",
        known_from="2025-01-10",
        valid_from="2025-02-01",
        suspended_from="2025-03-01",
        suspended_to="2025-04-01",
        suspension_known_from="2025-02-20",
    ),
    act("B", known_from="2025-01-10", valid_from="2025-01-05"),
    act("C", known_from="2025-01-01", valid_from="2025-06-01", valid_to="2025-06-01", end_known_from="2025-05-01"),
]
PERIODS = pl.DataFrame(
    {
        "valid_from": [date(2010, 1, 1), date(2025, 3, 1)],
        "scored_rate": [0.05, 0.125],
        "assumed": [True, False],
    }
)


@pytest.fixture
def tables():
    schema = dict.fromkeys(NAMES, pl.String) | dict.fromkeys(DAYS, pl.Date)
    claims = {
        "measure_id": pl.String,
        "fact": pl.String,
        "claimant": pl.String,
        "claimed_on": pl.Date,
        "known_from": pl.Date,
    }
    return {
        "licence_measures": pl.DataFrame(ACTS, schema=schema),
        "measure_claims": pl.DataFrame(
            [("A", "suspended_to", "the buyer", date(2025, 5, 1), date(2025, 3, 15))], schema=claims, orient="row"
        ),
        "licence_regimes": pl.DataFrame(
            [
                {
                    "valid_from": date(2025, 2, 1),
                    "valid_to": None,
                    "known_from": date(2025, 1, 10),
                    "end_known_from": None,
                }
            ]
            * 2,
            schema=dict.fromkeys(("valid_from", "valid_to", "known_from", "end_known_from"), pl.Date),
        ),
    }


def told(found):
    return [(str(one.day), one.subject, one.what) for one in found]


def test_where_knowledge_goes_with_the_day_nothing_is_seen_before_it_is_told(tables):
    assert told(changes(tables, PERIODS, None)) == [
        ("2025-01-01", "C", "becomes known"),
        ("2025-01-10", "A", "becomes known"),
        ("2025-01-10", "B", "begins"),
        ("2025-02-01", "A", "begins"),
        ("2025-02-01", "Licence waits", "2 ways of treating files begin"),
        ("2025-03-01", "A", "is suspended"),
        ("2025-03-01", "Duty on the line shown", "5 % (assumed) becomes 12.5 %"),
        ("2025-03-15", "A", "the buyer is known to end the suspension on 2025-05-01"),
        ("2025-04-01", "A", "comes back by the text of its suspension"),
        ("2025-05-01", "A", "the suspension ends, says the buyer"),
        ("2025-05-01", "C", "is called off"),
    ]


def test_as_known_on_a_day_nothing_told_later_is_there(tables):
    found = told(changes(tables, PERIODS.head(1), date(2025, 1, 31)))
    assert found == [
        ("2025-01-05", "B", "begins"),
        ("2025-02-01", "A", "begins"),
        ("2025-02-01", "Licence waits", "2 ways of treating files begin"),
        ("2025-06-01", "C", "begins"),
    ]


def test_what_was_known_to_be_called_off_changes_nothing(tables):
    assert "C" not in {one.subject for one in changes(tables, PERIODS, date(2025, 5, 1))}


def test_steps_are_the_nearest_days_on_either_side(tables):
    found = steps(changes(tables, PERIODS, None), date(2025, 3, 1))
    assert {str(one.day) for one in found.before} == {"2025-02-01"}
    assert len(found.on) == 2
    assert {str(one.day) for one in found.after} == {"2025-03-15"}


def test_before_the_first_and_after_the_last_there_is_none(tables):
    found = changes(tables, PERIODS, None)
    assert steps(found, date(2010, 1, 1)).before == []
    assert steps(found, date(2030, 1, 1)).after == []


def test_later_days_say_no_more_than_was_known(tables):
    seen = unforeseen(
        changes(tables, PERIODS, None), changes(tables, PERIODS.head(1), date(2025, 1, 31)), date(2025, 1, 31)
    )
    later = told(one for one in seen if one.day > date(2025, 1, 31))
    assert ("2025-02-01", "A", "begins") in later
    assert ("2025-03-01", "A change", UNKNOWN_THEN) in later
    assert not any("suspended" in what for _, _, what in later)

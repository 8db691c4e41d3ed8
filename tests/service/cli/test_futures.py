"""`exposure score --scenario` and `exposure outlook`: which future, why, and what it would do, in words."""

import csv
import io

import pytest

from service.cli.outlook import outlook_words
from service.outlook import OFFLINE_MEANS, CompanyOutlook

DAY, BEFORE = "2026-11-25", "2026-03-01"


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_rows_in_a_future_name_it_and_the_reason_is_told_beside_them(exposure, one_line):
    answer = exposure("score", one_line, "--as-of", DAY, "--scenario", "escalation")
    (row,) = rows(answer.out)
    (plain,) = rows(exposure("score", one_line, "--as-of", DAY).out)
    assert answer.status == 0
    assert row["scenario_id"] == "escalation"
    assert float(row["score"]) > float(plain["score"])
    assert "scenario_id" not in plain
    assert answer.err[0].startswith("scenario escalation, our own assumption: New controls and duties: A new round")


@pytest.mark.parametrize("level", ["cost", "contribution"])
def test_the_status_quo_is_the_plain_score_at_every_level(exposure, one_line, level):
    plain = rows(exposure("score", one_line, "--as-of", DAY, "--level", level).out)
    quo = rows(exposure("score", one_line, "--as-of", DAY, "--level", level, "--scenario", "status_quo").out)
    assert [{name: value for name, value in row.items() if name != "scenario_id"} for row in quo] == plain


@pytest.mark.parametrize(
    ("scenario", "day", "said"),
    [
        ("framework", DAY, "did you mean framework_implemented?"),
        ("origin_offline:XYZ", DAY, "offline_origin is XYZ, for which countries has no customs area"),
        ("origin_offline", DAY, "names no origin, such as CHN, after a colon"),
        ("escalation", BEFORE, f"no futures were stated for {BEFORE}"),
    ],
)
def test_a_future_that_cannot_be_is_refused_in_one_line(exposure, one_line, scenario, day, said):
    answer = exposure("score", one_line, "--as-of", day, "--scenario", scenario)
    assert (answer.status, answer.out, len(answer.err)) == (1, "", 1)
    assert said in answer.err[0]


def test_an_outlook_is_told_in_words(exposure, scored):
    answer = exposure("outlook", "0042", "--as-of", DAY)
    lines = answer.out.splitlines()
    assert (answer.status, answer.err) == (0, [])
    assert lines[0] == f"As of {DAY}, method 2026.1"
    assert lines[1].startswith("Example Motors: score ")
    assert lines[2].startswith("Outlook, all futures mixed by our odds: score ")
    assert any("10 %  The framework deal is carried out: " in line and line.endswith(" a year less") for line in lines)
    assert any("6 %  New controls and duties: " in line and line.endswith(" a year more") for line in lines)
    assert any("our own judgement" in line for line in lines)
    assert any(line.startswith("  China offline: ") for line in lines)


QUO = {
    "company_name": "Example Motors",
    "score": 40.0,
    "band": "moderate",
    "probability": None,
    "expected_annual_loss_usd": 1e6,
    "delay_loss_usd": 6e5,
    "duty_loss_usd": 4e5,
    "premium_loss_usd": 0.0,
    "lost_days": 2.0,
    "score_difference": 0.0,
    "loss_difference_usd": 0.0,
    "reason": None,
}
OFF = [
    {**QUO, "origin": "CHN", "score": 60.0, "score_difference": 20.0, "loss_difference_usd": 9e6},
    {**QUO, "origin": "JPN"},
    {**QUO, "origin": "KOR"},
]


def test_before_the_first_futures_the_outlook_says_so_and_tells_what_it_can():
    found = CompanyOutlook([QUO], None, f"no futures were stated for {BEFORE}", OFF, {"CHN": "China", "JPN": "Japan"})
    first, second, *rest = outlook_words(found)
    assert first == (
        "Example Motors: score 40.0 of 100 (moderate), 1.00 m USD a year (delay 600.00 k USD, duty 400.00 k USD, "
        "premium 0 USD), 2.0 days lost with things as they are; higher is riskier"
    )
    assert second == f"No outlook: no futures were stated for {BEFORE}."
    assert rest == [
        OFFLINE_MEANS,
        "  China offline: 60.0, +20.0 points, 9.00 m USD a year more",
        "  No different with any of these offline: Japan, KOR",
    ]


def test_without_a_score_the_reason_is_told():
    found = CompanyOutlook([{**QUO, "score": None, "reason": "no revenue"}], None, None, [], {})
    assert list(outlook_words(found)) == ["Example Motors: no score, and so no outlook. no revenue"]


def test_an_outlook_of_nobody_names_who_was_meant(exposure, scored):
    answer = exposure("outlook", "042")
    assert (answer.status, answer.out) == (1, "")
    assert answer.err == ["042: no such company in any portfolio; did you mean 0042?"]


def test_an_outlook_of_a_day_that_is_none_is_refused(exposure, scored):
    assert exposure("outlook", "0042", "--as-of", "2026-02-30").status == 2

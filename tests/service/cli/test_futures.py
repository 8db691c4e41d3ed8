"""`exposure score --scenario` and `exposure outlook`: which future, why, and what it would do, in words."""

import csv
import io

import pytest

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


def test_before_the_first_futures_the_outlook_says_so(exposure, scored):
    out = exposure("outlook", "0042", "--as-of", BEFORE).out
    assert f"No outlook: no futures were stated for {BEFORE}" in out
    assert "China offline" in out
    assert "our own judgement" not in out


def test_an_outlook_of_nobody_names_who_was_meant(exposure, scored):
    answer = exposure("outlook", "042")
    assert (answer.status, answer.out) == (1, "")
    assert answer.err == ["042: no such company in any portfolio; did you mean 0042?"]


def test_an_outlook_of_a_day_that_is_none_is_refused(exposure, scored):
    assert exposure("outlook", "0042", "--as-of", "2026-02-30").status == 2

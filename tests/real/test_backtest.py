"""The report of the backtest on the shipped tables is the one that is shown, whole, and says what it must."""

import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from reference_data.loader import load_tables
from scoring.method import METHOD
from service.backtest.figure import figure
from service.backtest.report import report
from service.backtest.run import backtest

SHOWN = Path(__file__).parents[2] / "scoring" / "backtest"
ANEW = "run `exposure backtest --figure scoring/backtest/scores.svg > scoring/backtest/REPORT.txt` and say what moved"


@pytest.fixture(scope="module")
def tables():
    return load_tables()


@pytest.fixture(scope="module")
def found(tables):
    return backtest(tables, METHOD, lambda *_: None)


def test_the_report_shown_is_the_report_made(found, tables):
    made = report(found.parts, method=METHOD.version, tables_version=tables.version)
    assert (SHOWN / "REPORT.txt").read_text(encoding="utf-8").splitlines() == made, ANEW


def test_the_picture_shown_is_the_picture_made(found):
    made = figure(found.series, found.days, found.events, found.hits)
    assert (SHOWN / "scores.svg").read_text(encoding="utf-8") == made, ANEW


def test_all_six_parts_are_there_each_with_a_control(found):
    assert len(found.parts) == 6
    assert all(part.checks and part.controls and part.sources for part in found.parts)


def test_shuffled_dates_do_worse_for_waits_flow_events_and_duties(found):
    for part in found.parts[2:]:
        for control in part.controls:
            assert control.share_as_good < 0.1, f"{part.title}: {control.statistic}"


def test_the_known_misses_are_told(found):
    missed = [check.subject for part in found.parts for check in part.checks if check.hit is False]
    assert any("end of April 2025: large buyer" in subject for subject in missed)
    assert any("Yttrium" in subject for subject in missed)


def test_what_was_fitted_is_marked(found):
    fitted = {number for number, part in enumerate(found.parts, start=1) for check in part.checks if check.in_sample}
    assert fitted == {3, 4, 6}


def test_five_companies_are_drawn_at_every_month_end(found):
    assert len(found.series) == 5
    assert len(found.days) == 203
    drawn = ElementTree.fromstring(figure(found.series, found.days, found.events, found.hits))
    assert len(drawn.findall(".//{http://www.w3.org/2000/svg}polyline")) == 10

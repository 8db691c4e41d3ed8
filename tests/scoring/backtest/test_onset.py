"""Ranking and odds of onset on figures made up for the purpose, and the figures found on the real tables."""

from collections.abc import Sequence
from datetime import date
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference_data.loader import Tables, load_tables
from scoring.backtest.finding import Part
from scoring.backtest.onset import auc, bootstrap, log_score, onset_part
from scoring.onset import Material


@pytest.fixture(scope="module")
def tables() -> Tables:
    return load_tables()


@pytest.fixture(scope="module")
def part(tables) -> Part:
    return onset_part(tables)


def test_auc_by_hand():
    """Controlled 0.9 and 0.4 against 0.4 and 0.1: above, above, tie, above: (1 + 1 + 0.5 + 1) / 4."""
    assert auc([0.9, 0.4, 0.4, 0.1], [True, True, False, False]) == (1 + 1 + 0.5 + 1) / 4


rankings = st.lists(st.tuples(st.integers(0, 9), st.booleans()), min_size=2, max_size=30).filter(
    lambda rows: len({label for _, label in rows}) == 2
)


@given(rankings)
def test_turning_the_ranking_round_turns_the_auc_round(rows):
    values, labels = [float(value) for value, _ in rows], [label for _, label in rows]
    assert auc(values, labels) + auc([-value for value in values], labels) == pytest.approx(1)


@given(rankings)
def test_order_of_rows_does_not_matter(rows):
    values, labels = zip(*rows, strict=True)
    assert auc(values[::-1], labels[::-1]) == auc(values, labels)


def test_the_bootstrap_holds_the_figure_and_is_the_same_every_time():
    values, labels = [0.9, 0.8, 0.7, 0.3, 0.2, 0.1, 0.6, 0.5], [True, True, False, False, False, True, True, False]
    low, high = bootstrap(values, labels)
    assert low < auc(values, labels) < high
    assert bootstrap(values, labels) == (low, high)


def test_log_score_by_hand():
    """Odds of 0.2 for three: one came in the window, one did not, one had come before and is not asked."""
    came = Material("came", 1.0, date(2024, 1, 1))
    free = Material("free", 1.0, None)
    gone = Material("gone", 1.0, date(2023, 6, 30))
    found = log_score([came, free, gone], date(2023, 7, 1), date(2024, 7, 1), lambda _: 0.2)
    assert found == pytest.approx(log(0.2) + log(0.8))


def test_an_onset_after_the_window_has_not_come():
    late = Material("late", 1.0, date(2024, 7, 2))
    assert log_score([late], date(2023, 7, 1), date(2024, 7, 1), lambda _: 0.2) == pytest.approx(log(0.8))


def figures(part: Part, word: str) -> Sequence[float | None]:
    return [check.predicted for check in part.checks if word in check.subject]


def test_share_ranks_better_than_herfindahl_and_supply_risk(part):
    found = figures(part, "AUC")
    assert found == pytest.approx([0.917, 0.858, 0.795], abs=5e-4)
    assert [check.hit for check in part.checks if "AUC" in check.subject] == [True] * 3


def test_misses_are_told(part):
    """Nobody's odds foresaw the thirteen onsets of July 2024 to July 2025: two were expected."""
    missed = [check for check in part.checks if check.hit is False]
    assert {check.subject for check in missed} == {
        "log score of 2024-07-01 to 2025-07-01, all materials",
        "log score of 2023-07-01 to 2024-07-01, materials China makes half of or more",
        "log score of 2024-07-01 to 2025-07-01, materials China makes half of or more",
    }
    assert any("2.1 onsets expected, 13 came" in check.note for check in missed)


def test_labels_shuffled_do_worse_and_dates_among_the_controlled_do_not(part):
    ranks, scores, dates = part.controls
    assert ranks.share_as_good == 0
    assert scores.share_as_good < 0.05
    assert dates.share_as_good > 0.2


def test_form_and_coefficients_are_printed(part):
    assert any("hazard a year = exp(a + b" in line for line in part.lines)
    assert any(line.startswith("2026-10-01: 21 onsets in 6 acts, a -1.83, b +3.86") for line in part.lines)


def test_the_same_report_every_time(tables, part):
    assert onset_part(tables) == part


def test_sources_are_on_record(tables, part):
    assert set(part.sources) <= set(tables["sources"]["source_id"])

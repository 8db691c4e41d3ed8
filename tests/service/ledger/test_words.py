"""What moved a company, in words: both ways, joint groups, many rows, and what cannot be told."""

import polars as pl

from scoring.differing import CHANGED
from service.ledger.company import CompanyChanges
from service.ledger.words import MOST_ROWS, change_words, figure_words, group_words


def found(parts, causes=(), **headline):
    usual = {
        "score_before": 50.0,
        "score_after": 48.0,
        "points": -2.0,
        "reason": None,
        "expected_annual_loss_usd_before": 3e6,
        "expected_annual_loss_usd_after": 2.5e6,
    }
    schema = {"group": pl.String, "points": pl.Float64, "expected_annual_loss_usd": pl.Float64}
    rows = pl.DataFrame(list(causes), schema=CHANGED)
    return CompanyChanges({**usual, **headline}, pl.DataFrame(parts, schema=schema, orient="row"), rows, "stored")


def test_the_largest_rise_comes_first_and_falls_have_their_sign():
    told = list(change_words(found([("law", -3.0, -1e6), ("prices", 1.0, 5e5)]), {}))
    assert told == [
        "score 50.0 → 48.0 (-2.0 points), expected loss 3.00 m USD → 2.50 m USD a year",
        " +1.0 points, +500.00 k USD: prices",
        " -3.0 points, -1.00 m USD: the law: licence regimes and duties",
    ]


def test_groups_that_cannot_be_told_apart_are_told_together():
    assert group_words("portfolio+prices") == "the company's own figures; prices, together"


def test_a_row_names_both_figures_the_day_and_who_says_so():
    cause = {"group": "prices", "table": "prices", "key": "Dy/outside", "column": "price_usd_per_kg", "since": None}
    row = {**cause, "before": "350.123456789", "after": None, "source_id": "s"}
    told = list(change_words(found([("prices", -2.0, -5e5)], [row]), {"s": "A bulletin"}))
    assert told[-1] == "        prices Dy/outside: price_usd_per_kg 350.123 → none (A bulletin)"


def test_many_rows_are_counted():
    row = {"group": "law", "table": "t", "key": "k", "column": "c", "before": "a", "after": "b"}
    told = list(change_words(found([("law", -2.0, -5e5)], [row] * (MOST_ROWS + 3)), {}))
    assert told[-1].strip() == "and 3 more rows"


def test_what_cannot_be_told_has_its_reason():
    told = list(change_words(found([], points=None, reason="not in the portfolios before"), {}))
    assert told == ["No difference can be told: not in the portfolios before."]


def test_figures_are_read_to_six_digits_and_words_as_they_are():
    assert [figure_words(text) for text in ("0.30000000000000004", "licence", None, "CHN:1")] == [
        "0.3",
        "licence",
        "none",
        "CHN:1",
    ]

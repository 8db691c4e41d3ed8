"""Figures as people read them: three digits, units, and never 0 for what is not known."""

import math
import re
from datetime import date

import pytest
from babel.numbers import format_decimal

from service.api.evidence import past_words
from service.pages.display import NUMBERS, Display
from service.pages.words import day, money, number, percent, rate, words


def seen(markup):
    return re.sub("<[^>]+>", "", str(markup)).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("usd", "shown"),
    [
        (0.0, "0"),
        (0.4, "0.40"),
        (999.0, "999"),
        (1000.0, "1.00 k"),
        (63_504.0, "63.5 k"),
        (48_560_000.0, "48.6 m"),
        (944e6, "944 m"),
        (13.5e9, "13.5 bn"),
        (363.86e9, "364 bn"),
        (None, "not known"),
    ],
)
def test_money(usd, shown):
    assert seen(money(usd)) == shown


@pytest.mark.parametrize(
    ("share", "shown"), [(0.271, "27.1 %"), (0.25, "25 %"), (0.0, "0 %"), (0.0215, "2.15 %"), (None, "not known")]
)
def test_duty_rates_have_the_digits_they_need(share, shown):
    assert seen(rate(share)) == shown


@pytest.mark.parametrize(
    ("share", "decimals", "shown"),
    [(0.0036, 3, "0.360 %"), (1.0, 1, "100.0 %"), (0.0, 1, "0 %"), (1e-6, 1, "under 0.1 %"), (0.002, 0, "under 1 %")],
)
def test_shares_that_are_not_zero_never_read_as_zero(share, decimals, shown):
    assert seen(percent(share, decimals)) == shown


def test_the_full_figure_stands_behind_the_rounded_one():
    assert 'value="49.656999421306"' in str(number(49.656999421306))
    assert seen(number(49.656999421306)) == "49.7"


@pytest.mark.parametrize("decimals", [0, 1, 3])
@pytest.mark.parametrize("numbers", NUMBERS)
def test_figures_are_written_as_the_standard_of_their_locale_has_them(numbers, decimals):
    whole = "#,##,##0" if numbers == "en-IN" else "#,##0"
    pattern = f"{whole}.{'0' * decimals}" if decimals else whole
    figures = [
        0,
        -0.0,
        0.5,
        1.5,
        -0.04,
        2.0005,
        0.0035,
        999.9996,
        1234.5,
        -98765432.1,
        12_345_678,
        1e15,
        1e-9,
        math.inf,
    ]
    for figure in figures:
        standard = format_decimal(figure, pattern, locale=numbers.replace("-", "_"))
        assert Display(numbers).number(figure, decimals) == standard


def test_a_day_given_as_text_cannot_be_markup():
    assert str(day("<b>")) == '<time datetime="&lt;b&gt;">&lt;b&gt;</time>'


@pytest.mark.parametrize("unknown", [money(None), number(None), percent(None), rate(None), day(None), words(None)])
def test_what_is_not_known_is_said_to_be(unknown):
    assert seen(unknown) == "not known"


@pytest.mark.parametrize(
    ("newest", "said"),
    [
        (date(2026, 11, 22), "1 day past its newest evidence"),
        (date(2026, 11, 23), None),
        (date(2026, 11, 24), None),
        (None, "rests on an assumption; no dated evidence"),
    ],
)
def test_evidence_is_past_from_the_day_after(newest, said):
    assert past_words(newest, date(2026, 11, 23)) == said

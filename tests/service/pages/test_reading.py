"""Figures are read as the reader writes them, and plain ones only where they can mean nothing else."""

import pytest

from service.pages.display import NUMBERS, Display
from service.pages.reading import read_figure

READ = [
    ("en-GB", {"1,000": 1000, "12,345,678.5": 12345678.5, "-1,000.5": -1000.5, "1.000": 1, "1000": 1000}),
    ("de-DE", {"1.000": 1000, "1.234.567,8": 1234567.8, "1,000": 1, "1,5": 1.5, "1.25": 1.25, "0.125": 0.125}),
    ("fr-FR", {"1 000": 1000, "1\u00a0000": 1000, "1\u202f000,5": 1000.5, "1.000": 1, "1,5": 1.5}),
    ("de-CH", {"1’000": 1000, "1'000.5": 1000.5, "1.000": 1}),
    ("en-IN", {"1,000": 1000, "1,00,000": 100000, "12,34,567.8": 1234567.8}),
]
REFUSED = [
    ("en-GB", ["1,5", "1,00", "0,500", "1,0000", "1,00,000", "1 000", "1.234,5", "1,000e3", "nan", "1_0", "١", ""]),
    ("de-DE", ["1.234.56", "1,234.5", "1,2,3", "1 000", "0.500.000"]),
    ("fr-FR", ["1 00", "1,000,000", "1 000.5"]),
    ("de-CH", ["1,000", "1’00"]),
    ("en-IN", ["100,000", "1,0,000"]),
]


@pytest.mark.parametrize(("numbers", "text", "value"), [(way, *one) for way, said in READ for one in said.items()])
def test_a_figure_of_the_readers_own_way_is_read(numbers, text, value):
    assert read_figure(text, Display(numbers)) == value


@pytest.mark.parametrize(("numbers", "text"), [(way, text) for way, texts in REFUSED for text in texts])
def test_what_says_no_figure_for_certain_is_none(numbers, text):
    assert read_figure(text, Display(numbers)) is None


@pytest.mark.parametrize("numbers", NUMBERS)
@pytest.mark.parametrize("value", [0, 1, 12.5, -30, 999.25, 1000, 36500, 123456.5, 12345678.125])
def test_what_is_written_is_read_again(numbers, value):
    display = Display(numbers)
    assert read_figure(display.number(value, 3), display) == value


@pytest.mark.parametrize("numbers", NUMBERS)
@pytest.mark.parametrize("text", ["0.05", "1.5", "-30", "3.95", "60", "36500"])
def test_plain_numbers_of_sliders_and_links_are_read_by_everybody(numbers, text):
    assert read_figure(text, Display(numbers)) == float(text)

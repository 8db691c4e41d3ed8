"""`exposure iso` says in words what a speed of licences is worth in points of duty."""

import pytest

from tests.service.cli.conftest import HEADER, ONE_LINE


@pytest.fixture
def stored(exposure, tmp_path):
    file = tmp_path / "portfolio.csv"
    file.write_text(f"{HEADER}\n{ONE_LINE}\n", encoding="utf-8")
    assert exposure("import", file).status == 0


def test_it_weighs_one_against_the_other(exposure, stored):
    said = exposure("iso", "0042", "--speed", "1.5", "--as-of", "2026-03-01")
    assert said.status == 0
    assert "licences 1.5 times as fast and" in said.out
    assert "points more duty on goods of controlling origins cancel out" in said.out
    back = exposure("iso", "0042", "--duty-points", "-2", "--as-of", "2026-03-01")
    assert "2 points less duty" in back.out


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ([], "give either --speed"),
        (["--speed", "2", "--duty-points", "1"], "give either --speed"),
        (["--speed", "0"], "not in the range"),
        (["--speed", "nan"], "finite"),
        (["--duty-points", "nan"], "finite"),
        (["--speed", "fast"], "not a valid float"),
    ],
)
def test_wrong_options_are_told_in_one_line(exposure, stored, options, words):
    said = exposure("iso", "0042", *options)
    assert said.status == 2
    assert len(said.err) == 1
    assert words in said.err[0]


def test_an_unknown_company_is_told_with_the_nearest(exposure, stored):
    said = exposure("iso", "0043", "--speed", "2")
    assert (said.status, len(said.err)) == (1, 1)
    assert "did you mean 0042?" in said.err[0]

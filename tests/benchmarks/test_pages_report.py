"""The report on pages says what was measured, and misses as misses; its paths ask for something else each time."""

import pytest

from tests.benchmarks.pages import COMPANIES, LONGEST, PATHS, ROUNDS, Row, markdown, shorten


def test_a_page_that_is_too_slow_or_too_large_is_a_miss():
    quick, slow = Row("/", 200.0, 40.0, 35.0, 9.12), Row("/?limit=500", 300.0, 100.0, 90.0, 149.9)
    text = markdown([quick, slow])
    assert "| `/` | 40 | 200 | 35 | 9.1 |" in text
    assert "- **missed**: every page under 100 ms in the server (slowest 100 ms)" in text
    assert "- hit: every page under 150 kB gzipped (largest 149.9 kB)" in text
    assert "- hit: every page under 100 ms in the server (slowest 40 ms)" in markdown([quick])


def test_long_paths_are_cut_for_the_table():
    assert shorten("/") == "/"
    assert shorten("/" + "x" * 200) == "/" + "x" * (LONGEST - 1) + "…"


@pytest.mark.parametrize("path", PATHS)
def test_companies_asked_for_are_among_those_published(path):
    for number in (1, ROUNDS):
        asked = path.format(round=number).replace("&", "/").replace("?company_id=", "/company_id=").split("/")
        ids = [
            part.removeprefix("company_id=")
            for part in asked
            if part.removeprefix("company_id=").startswith("company-")
        ]
        assert len(ids) == len(set(ids))
        assert all(int(each.removeprefix("company-")) < COMPANIES for each in ids)

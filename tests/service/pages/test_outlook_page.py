"""The outlook page: futures side by side with their reasons, origins offline, and labelled as our judgement."""

import pytest

from tests.service.api.home import TAGS, UNSCORED
from tests.service.pages.test_pages import DEMONSTRATION, Structure, page

NEXT, BEFORE = "2026-11-25", "2026-03-01"


@pytest.fixture(scope="module")
def text(client):
    return page(client, f"/companies/tesla/outlook?as_of={NEXT}")


@pytest.mark.parametrize(
    "path",
    [
        f"/companies/tesla/outlook?as_of={NEXT}",
        f"/companies/0042/outlook?as_of={BEFORE}",
        f"/companies/{UNSCORED}/outlook",
        "/companies/%3Cb%3Ebold%3C/outlook",
    ],
)
def test_the_page_is_well_built(client, path):
    built = Structure(page(client, path))
    assert built.headings.count(1) == 1
    assert all(deeper - level <= 1 for level, deeper in zip(built.headings, built.headings[1:], strict=False))
    assert all(table["caption"] and table["scoped"] for table in built.tables)
    assert len(built.ids) == len(set(built.ids))


def test_the_company_page_leads_to_it_and_it_leads_back(client, text):
    assert 'href="/companies/tesla/outlook"' in page(client, "/companies/tesla")
    assert 'href="/companies/tesla"' in text


def test_futures_stand_side_by_side_with_odds_and_reasons(text):
    for title, odds in (("The framework deal is carried out", 10), ("New controls and duties", 6)):
        assert f'{title}</span><span class="small">odds' in text
        assert f"{odds}\N{NO-BREAK SPACE}%" in text
    assert "It changes: licences at 2 times today&#39;s pace; duties in USA -10 points" in text
    assert "Stated against the deal state of -1: What the truce took off" in text


def test_it_is_labelled_as_our_judgement(text):
    assert '<span class="tag assumed">our judgement</span>' in text
    assert "Assumption, confidence low, stated" in text


def test_the_demonstration_is_marked(client, text):
    assert DEMONSTRATION in text
    assert DEMONSTRATION not in page(client, f"/companies/0042/outlook?as_of={BEFORE}")


def test_before_the_first_futures_it_says_why_there_are_none(client):
    early = page(client, f"/companies/0042/outlook?as_of={BEFORE}")
    assert f"no futures were stated for {BEFORE}" in early
    assert "What each future changes" not in early
    assert "China" in early


def test_names_are_escaped(client):
    assert TAGS == "<b>bold<"
    shown = page(client, "/companies/%3Cb%3Ebold%3C/outlook")
    assert "<script>alert" not in shown
    assert "Outlook of &lt;script&gt;alert(1)&lt;/script&gt;" in shown


@pytest.mark.parametrize(
    ("path", "status"), [("/companies/nobody/outlook", 404), ("/companies/tesla/outlook?x=1", 400)]
)
def test_what_cannot_be_shown_is_told_on_a_page(client, path, status):
    page(client, path, status)

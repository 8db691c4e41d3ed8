"""The page of measures: what it shows on a day, and how it meets what it cannot know."""

import pytest

from tests.service.pages.test_pages import Structure, page


def test_the_page_nests_and_labels_its_fields(client):
    structure = Structure(page(client, "/measures"))
    assert set(structure.own_fields) == {"as_of", "known_at", "importer", "origin", "line"}
    assert len(structure.ids) == len(set(structure.ids))
    assert all(table["caption"] and table["scoped"] for table in structure.tables)


def test_a_dispute_is_said_with_both_claimants(client):
    text = page(client, "/measures?as_of=2026-11-24")
    assert '<span class="tag disputed">disputed</span>' in text
    assert "2026-11-10" in text
    assert "2027-01-10" in text


def test_the_duty_stack_is_shown_with_its_citations(client):
    text = page(client, "/measures?as_of=2026-10-01")
    assert '<strong><data value="0.271">27.1\N{NO-BREAK SPACE}%</data></strong> of customs value' in text
    assert 'rel="noreferrer"' in text


def test_a_past_day_shows_what_was_known_then(client):
    text = page(client, "/measures?as_of=2025-04-03")
    assert "No. 18 of 2025" not in text
    assert "No. 18 of 2025" in page(client, "/measures?as_of=2025-04-04")


def test_the_first_day_has_a_page(client):
    assert "Measures" in page(client, "/measures?as_of=2010-01-01")


def test_a_rate_that_is_not_known_is_said_to_be_not_known(client):
    text = page(client, "/measures?importer=KEN&line=850511")
    assert "<strong>Not known</strong>" in text
    assert "default rate" in text


@pytest.mark.parametrize("query", ["as_of=2009-12-31", "importer=XXX", "line=magnets", "as_of=2026-02-30"])
def test_what_cannot_be_asked_is_refused_in_words(client, query):
    assert "Traceback" not in page(client, f"/measures?{query}", status=400)


def test_the_page_needs_no_run(empty_client):
    assert "Export controls" in page(empty_client, "/measures")

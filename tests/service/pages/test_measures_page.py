"""The page of measures: what it shows on a day, and how it meets what it cannot know."""

import math
import re
from html import unescape
from itertools import pairwise

import pytest

from tests.service.pages.test_pages import Structure, page


def test_the_page_nests_and_labels_its_fields(client):
    structure = Structure(page(client, "/measures"))
    assert set(structure.own_fields) == {"as_of", "known_at", "importer", "origin", "line", "goods"}
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


def test_what_came_later_is_a_day_to_go_to_and_no_more(client):
    text = page(client, "/measures?as_of=2025-04-03")
    assert re.search(r'as_of=2025-04-04[^"]*" rel="next"', text)
    assert "A change that was not known yet on the day shown" in text
    announced = page(client, "/measures?as_of=2025-10-20")
    assert re.search(r"2025-11-08.*?MOFCOM Announcement No. 61 of 2025.*? begins", announced, re.DOTALL)


def test_the_first_day_has_a_page(client):
    assert "Measures" in page(client, "/measures?as_of=2010-01-01")


def test_a_rate_that_is_not_known_is_said_to_be_not_known(client):
    text = page(client, "/measures?importer=KEN&line=850511")
    assert "<strong>Not known</strong>" in text
    assert "default rate of" in text
    assert '<span class="tag assumed">assumption</span>' in text


def test_the_stack_adds_up_to_the_rate(client):
    for query in ("as_of=2026-10-01", "as_of=2025-04-20", "as_of=2025-09-10&origin=JPN"):
        tables = client.get(f"/measures.json?{query}").get_json()["tables"]
        (duty,) = tables["duty"]
        added = [layer["added_rate"] for layer in tables["duty_layers"]]
        assert math.fsum(added) == pytest.approx(duty["rate"], abs=1e-15)
        bars = re.findall(r'<rect x="([\d.]+)%" width="([\d.]+)%" y="15%"', page(client, f"/measures?{query}"))
        assert [float(width) for _, width in bars] == pytest.approx([100 * one / duty["rate"] for one in added if one])
        for (start, width), (following, _) in pairwise(bars):
            assert float(start) + float(width) == pytest.approx(float(following))


def test_a_line_without_base_rate_adds_up_to_what_scores_take(client):
    tables = client.get("/measures.json?line=284690&as_of=2026-10-01").get_json()["tables"]
    (duty,) = tables["duty"]
    assert duty["rate"] is None
    assert duty["assumed"]
    text = page(client, "/measures?line=284690&as_of=2026-10-01")
    assert "Rate that scores take" in text
    assert f'<strong><data value="{duty["scored_rate"]}">' in text


def test_text_and_table_agree_where_a_part_of_the_line_pays_more_than_the_default(client):
    text = page(client, "/measures?line=8505&as_of=2026-11-23")
    (duty,) = client.get("/measures.json?line=8505&as_of=2026-11-23").get_json()["tables"]["duty"]
    told = text.split('<p class="notice">Scores take')[1].split("</p>")[0]
    part = re.search(r"part of the line, <code>(\d+)</code>, pays more on record", told).group(1)
    rate = told.split("pays more on record")[1].split('value="')[1].split('"')[0]
    assert float(rate) == duty["scored_rate"]
    own = client.get(f"/measures.json?line={part}&as_of=2026-11-23").get_json()["tables"]["duty"][0]
    assert own["rate"] == duty["scored_rate"]
    assert f"What the part <code>{part}</code> pays beyond the layers above" in text
    assert "Default for what is not on record" not in text
    default = page(client, "/measures?line=284690&as_of=2026-10-01")
    assert "Default for what is not on record" in default
    assert "pays more on record" not in default


def test_the_history_has_the_rate_of_the_day(client):
    tables = client.get("/measures.json?as_of=2025-04-20&known_at=2026-11-23").get_json()["tables"]
    held = [row for row in tables["duty_history"] if row["valid_from"] <= "2025-04-20" < (row["valid_to"] or "9999")]
    assert [row["rate"] for row in held] == [tables["duty"][0]["rate"]]
    assert {row["layer_id"] for row in tables["duty_layers"]} <= {row["layer_id"] for row in tables["layer_history"]}


def test_the_days_before_and_after_are_links_that_lead_on(client):
    text = page(client, "/measures?as_of=2025-04-05")
    before, after = (re.search(rf'<a href="([^"]+)" rel="{way}">', text).group(1) for way in ("prev", "next"))
    assert "as_of=2025-04-04" in before
    assert "as_of=2025-04-09" in after
    there = page(client, unescape(after))
    assert "as_of=2025-04-05" in re.search(r'<a href="([^"]+)" rel="prev">', there).group(1)


def test_on_the_first_day_nothing_lies_before(client):
    text = page(client, "/measures?as_of=2010-01-01")
    assert "no change on record before" in text
    assert 'rel="prev"' not in text


def test_a_pinned_day_of_knowledge_stays_when_the_day_moves(client):
    text = page(client, "/measures?as_of=2025-04-05&known_at=2025-04-08")
    following = unescape(re.search(r'<a href="([^"]+)" rel="next">', text).group(1))
    assert "known_at=2025-04-08" in following
    # Steps to what was announced by then, and to nothing that came to be known later.
    assert "as_of=2025-04-09" in following
    days = [row["day"] for row in client.get("/measures.json?known_at=2025-04-08").get_json()["tables"]["changes"]]
    assert "2025-10-09" not in days


def test_goods_lead_to_their_line(client):
    text = page(client, "/measures?goods=wind+geared")
    assert "geared wind generators" in text
    assert 'line=8505110070"><code>8505110070</code>' in text


def test_a_line_that_is_not_on_record_names_the_nearest(client):
    text = page(client, "/measures?line=8505119999")
    assert "Lines on record nearest to it" in text
    assert "line=8505110070" in text


def test_both_claimants_of_a_dispute_are_named_once_with_their_future(client):
    text = page(client, "/measures?as_of=2026-11-24")
    claims = client.get("/measures.json?as_of=2026-11-24").get_json()["tables"]["claims"]
    assert {row["claimed_on"] for row in claims} >= {"2026-11-10", "2027-01-10"}
    made = {(row["claimant"], row["fact"], row["claimed_on"]) for row in claims}
    assert len(claims) > len(made) == text.count("right in the future")


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("as_of=2009-12-31", "before 2010-01-01"),
        ("as_of=2026-02-30", "not a day of the calendar"),
        ("known_at=yesterday", "a date like 2026-11-01"),
        ("importer=XXX", "is no country on record"),
        ("importer=Germany", "importer"),
        ("line=magnets", "is no tariff line, which has 4 to 10 digits; did you mean 8505110070?"),
        ("line=850", "is no tariff line"),
        ("day=2026-01-01", "there is no parameter"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(client, query, told):
    text = page(client, f"/measures?{query}", status=400)
    assert "Traceback" not in text
    assert told in text


def test_empty_days_are_today_as_forms_send_them(client):
    assert "2026-11-23" in page(client, "/measures?as_of=&known_at=&goods=")


def test_the_page_needs_no_run(empty_client):
    assert "Export controls" in page(empty_client, "/measures")

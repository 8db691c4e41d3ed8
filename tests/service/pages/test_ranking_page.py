"""The ranked list: facets with counts, what is on, ticks, and the states it can be in."""

import re
from datetime import timedelta
from html import unescape
from itertools import pairwise

import polars as pl
import pytest

from service.runs.snapshot import Snapshot
from service.web import create_app
from tests.service.api.home import NOW, SIGNS, TAGS, UNSCORED, settings_of
from tests.service.pages.test_pages import page
from tests.service.pages.words_of import words_of


def seen(text):
    """The text of a page as it is read."""
    return " ".join(unescape(re.sub("<[^>]+>", " ", text)).split())


def found(text):
    """The sentence that says what was found."""
    return seen(text.split('role="status">')[1].split("</p>")[0])


def counts(text):
    """(facet, value) → companies, as the page shows them."""
    choice = re.compile(r'name="(\w+)" value="([^"]*)"[^>]*> <span>.*?<span class="count"><data value="(\d+)">', re.S)
    return {(name, unescape(value)): int(number) for name, value, number in choice.findall(text)}


def total(client, query):
    return client.get(f"/v1/companies?{query}").get_json()["total"]


@pytest.mark.parametrize("query", ["", "band=high", "band=high&band=moderate&element=Dy", "q=co&importer=USA"])
def test_each_choice_says_how_many_companies_it_would_find_under_the_other_filters(client, query):
    shown = counts(page(client, f"/?{query}"))
    assert len({facet for facet, _ in shown}) == 5
    for (facet, value), companies in shown.items():
        others = "&".join(part for part in query.split("&") if part and not part.startswith(f"{facet}="))
        assert companies == total(client, f"{others}&{facet}={value}"), (facet, value)


def test_every_value_of_the_run_can_be_chosen_also_where_it_would_find_nothing(client):
    everything, narrowed = counts(page(client, "/")), counts(page(client, "/?q=nobody-has-this-name"))
    assert everything.keys() == narrowed.keys()
    assert set(narrowed.values()) == {0}
    assert 0 not in everything.values()


def test_companies_without_a_score_are_a_choice_of_their_own(client):
    text = page(client, "/?band=none")
    assert found(text) == "1 company with band no score."
    assert "Without Revenue" in text
    told = words_of(client.get("/?band=none"))
    assert "revenue is given as 0, and a loss is measured against revenue" in told
    assert "annual_revenue_usd" not in told
    assert "annual_revenue_usd is zero" in client.get("/companies.csv?band=none").get_data(as_text=True)


def test_the_list_says_what_it_shows(client):
    text = page(client, "/?band=moderate&band=high&importer=USA&q=e")
    shown = total(client, "band=moderate&band=high&importer=USA&q=e")
    assert found(text) == f"{shown} companies with band high or moderate, importer United States, “e” in name or id."
    assert "Higher is riskier" in text
    assert text.count(" checked") == 3


def test_each_filter_that_is_on_can_be_taken_out(client):
    text = page(client, "/?band=high&band=moderate&q=a&sort=company_name")
    links = re.findall(r'<li><a href="([^"]+)"><span class="hidden">Take out ', text)
    assert [unescape(link) for link in links] == [
        "/?band=high&band=moderate&sort=company_name",
        "/?q=a&band=moderate&sort=company_name",
        "/?q=a&band=high&sort=company_name",
    ]
    assert '<a href="/?sort=company_name">Clear</a>' in text
    assert "Clear" not in page(client, "/")


def test_the_list_leads_to_its_twins_and_to_itself(client):
    text = page(client, "/?band=high&band=low&sort=company_name&limit=5&currency=EUR&company_id=tesla")
    for form in ("csv", "xlsx", "json"):
        assert f'href="/companies.{form}?band=high&amp;band=low&amp;sort=company_name"' in text
    address = "/?band=high&amp;band=low&amp;sort=company_name&amp;currency=EUR"
    assert f'<a href="{address}">Link to this view</a>' in text


def test_sorting_turns_round_and_keeps_filters_and_display(client):
    text = page(client, "/?band=high&currency=EUR")
    assert 'aria-sort="descending"><a href="/?band=high&amp;currency=EUR&amp;sort=score"' in text
    assert 'href="/?band=high&amp;currency=EUR&amp;sort=-expected_annual_loss_usd"' in text
    assert 'href="/?band=high"' in page(client, "/?band=high&sort=score")


def test_the_form_carries_along_what_it_does_not_show(client):
    text = page(client, "/?sort=-lost_days&limit=5&numbers=de-DE")
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', text.split("</form>")[0]))
    assert hidden == {"sort": "-lost_days", "limit": "5", "numbers": "de-DE"}


def test_neighbours_whose_intervals_overlap_are_marked_where_the_list_is_ranked(client):
    listed = client.get("/v1/companies?limit=500").get_json()["data"]
    pairs = [(above, row) for above, row in pairwise(listed) if row["score_low"] is not None]
    alike = [pair for pair in pairs if _shared(*pair) > 0.5]
    assert len(alike) > 0
    mark = "not told apart from the one above"
    assert page(client, "/?limit=500").count(mark) == len(alike)
    assert mark not in page(client, "/?limit=500&sort=company_name")


def _shared(above, row):
    low, high = max(above["score_low"], row["score_low"]), min(above["score_high"], row["score_high"])
    shorter = min(one["score_high"] - one["score_low"] for one in (above, row))
    return max(high - low, 0) / shorter if shorter else float(high >= low)


def test_pages_of_the_list_follow_each_other_and_keep_their_size(client):
    first = page(client, "/?limit=20&band=high&band=moderate&band=negligible")
    assert "20 of them on this page" in first
    assert 'rel="start"' not in first
    (following,) = re.findall(r'<a href="([^"]+)" hx-get="[^"]+" rel="next"', first)
    second = page(client, unescape(following))
    assert "limit=20" in following
    assert 'rel="start"' in second
    assert not {*_names(first)} & {*_names(second)}


def _names(text):
    return re.findall(r'data-column="company_name"[^>]*>([^<]+)<', text)


def test_intervals_are_drawn_where_they_lie(client):
    text = page(client, "/?q=tesla")
    row = client.get("/v1/companies?q=tesla").get_json()["data"][0]
    drawn = re.search(r'class="range" x="([\d.]+)" y="3" width="([\d.]+)"', text)
    assert [float(each) for each in drawn.groups()] == pytest.approx(
        [row["score_low"], row["score_high"] - row["score_low"]], abs=0.01
    )


def test_the_spread_of_scores_counts_every_company_with_a_score(client):
    words = re.search(r'role="img" aria-label="([^"]+)"', page(client, "/")).group(1)
    told = [int(number) for number in re.findall(r"(\d+) [a-z]+", words.split(":")[1])]
    bands = ("negligible", "low", "moderate", "high", "severe")
    assert told == [total(client, f"band={band}") for band in bands]


def test_ticks_are_kept_while_the_list_is_searched(client):
    text = page(client, "/?q=byd&company_id=tesla&company_id=byd")
    assert "Ticked before:" in text
    ticks = re.findall(r'name="company_id" value="([^"]+)"( checked)?', text)
    assert ticks == [("tesla", " checked"), ("byd", " checked")]
    assert "Ticked before:" not in page(client, "/?company_id=tesla")
    assert 'value="tesla" checked' in page(client, "/?q=nobody-has-this-name&company_id=tesla")


def test_nothing_found_says_so_and_leads_back(client):
    text = page(client, "/?q=nobody-has-this-name&currency=EUR")
    assert "No company matches" in text
    assert '<a href="/?currency=EUR">Show all companies</a>' in text
    assert found(text).startswith("0 companies with")


def test_a_company_scored_in_part_says_how_much_of_it(own_client, own_home):
    path = Snapshot.open_current(own_home).listing_path
    rows = pl.read_parquet(path)
    share = pl.when(pl.col("company_id") == "tesla").then(0.75).otherwise("covered_revenue_share")
    rows.with_columns(covered_revenue_share=share).write_parquet(path)
    text = page(own_client, "/")
    assert "scored on 75.0 % of its revenue; the rest cannot be" in seen(text)
    assert seen(text).count("the rest cannot be") == 1


def test_a_run_without_companies_says_how_to_get_some(own_client, own_home):
    path = Snapshot.open_current(own_home).listing_path
    pl.read_parquet(path).clear().write_parquet(path)
    text = page(own_client, "/")
    assert "No companies yet" in text
    assert "exposure import" in text
    assert "No company matches" not in text


def test_before_the_first_run_the_page_says_that_scoring_is_under_way(empty_client):
    text = page(empty_client, "/", 503)
    assert "The first run loads a portfolio and scores it" in text
    assert '<script src="/static/waiting.js" defer></script>' in text
    assert empty_client.get("/static/waiting.js").status_code == 200
    assert "waiting.js" not in page(empty_client, "/?foo=1", 400)


def test_scores_that_are_out_of_date_are_marked_so(scored_home):
    late = create_app(settings_of(scored_home), now=lambda: NOW + timedelta(days=3)).test_client()
    assert "Out of date" in page(late, "/")
    assert "Out of date" not in page(create_app(settings_of(scored_home), now=lambda: NOW).test_client(), "/")


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("/?band=hihg&sort=company_name", "/?band=high&sort=company_name"),
        ("/?bnad=high&q=a", "/?band=high&q=a"),
        ("/?band=high&company_id=tesler", "/?band=high&company_id=tesla"),
        ("/?element=Dy&category=smartphone", "/?element=Dy&category=smartphones"),
        ("/?q=tesler&company_id=tesler", "/?q=tesler&company_id=tesla"),
        ("/compar", "/compare"),
    ],
)
def test_what_was_meant_is_a_click_away(client, path, meant):
    text = unescape(client.get(path).get_data(as_text=True))
    assert f'<a href="{meant}">' in text
    assert client.get(meant).status_code == 200


@pytest.mark.parametrize("path", ["/?band=x", "/?foo=1", "/?limit=0", "/?element=Xx", "/?cursor=x", "/?q=a&q=b"])
def test_a_wrong_filter_is_told_on_a_page(client, path):
    assert "The request is not valid" in page(client, path, 400)


def test_too_many_values_of_a_filter_are_refused(client):
    assert "is given 51 times, 0 to 50 are right" in page(
        client, "/?" + "&".join(f"importer=A{n:02}" for n in range(51)), 400
    )


@pytest.mark.parametrize("company_id", [SIGNS, TAGS, UNSCORED])
def test_any_id_can_be_ticked(client, company_id):
    answer = client.get("/", query_string={"company_id": company_id, "q": "tesla"})
    assert unescape(answer.get_data(as_text=True)).count(f'value="{company_id}" checked') == 1

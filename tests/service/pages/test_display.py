"""Figures in the reader's own currency and number format; files and exact values stay as they are."""

import re

import pytest


@pytest.fixture
def client(client):
    """Somebody who has chosen nothing yet; the others share theirs."""
    return client.application.test_client()


def first(client, column, path, **headers):
    """The first figure of a column of the list: exact, and as shown."""
    text = client.get(path, headers=headers).get_data(as_text=True)
    return re.search(rf'data-column="{column}"[^>]*><data value="([^"]+)">([^<]+)<', text).groups()


def test_money_is_shown_in_the_currency_asked_for_and_stays_exact_beneath(client):
    usd, in_usd = first(client, "expected_annual_loss_usd", "/")
    same, in_eur = first(client, "expected_annual_loss_usd", "/?currency=EUR")
    rate = client.get("/v1/tables/fx_rates").get_json()["data"]
    newest = [row for row in rate if row["currency"] == "EUR"][-1]["usd_per_unit"]
    assert same == usd
    assert in_eur != in_usd
    number, word = in_eur.split("\N{NO-BREAK SPACE}")
    size = {"bn": 1e9, "m": 1e6, "k": 1e3}[word]
    assert float(number) * size == pytest.approx(float(usd) / newest, rel=0.005)


@pytest.mark.parametrize(("numbers", "sign"), [("de-DE", ","), ("fr-FR", ","), ("en-GB", "."), ("de-CH", ".")])
def test_numbers_are_written_as_the_reader_writes_them(client, numbers, sign):
    assert sign in first(client, "score", f"/?numbers={numbers}")[1]


def test_the_browser_s_language_decides_where_nothing_was_chosen(client):
    assert "," in first(client, "score", "/", **{"Accept-Language": "de-DE,de;q=0.9"})[1]
    assert "." in first(client, "score", "/", **{"Accept-Language": "xx"})[1]


def test_a_choice_is_kept_and_an_address_stands_above_it(client):
    answer = client.get("/display?currency=JPY&numbers=fr-FR&back=/measures")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/measures")
    kept = answer.headers["Set-Cookie"]
    assert "exposure_display=JPY.fr-FR" in kept
    assert "HttpOnly" in kept
    assert "Expected annual loss, JPY" in client.get("/").get_data(as_text=True)
    assert "Expected annual loss, CHF" in client.get("/?currency=CHF").get_data(as_text=True)


def test_the_rate_is_named_with_its_year_and_what_it_rests_on(client):
    assert "the average of 2025 (assumption)" in client.get("/?currency=EUR").get_data(as_text=True)


@pytest.mark.parametrize("back", ["//elsewhere.example", "https://elsewhere.example/", "/\\elsewhere.example", "x"])
def test_going_back_never_leads_elsewhere(client, back):
    assert client.get("/display", query_string={"back": back}).headers["Location"] == "/"


@pytest.mark.parametrize(
    ("query", "told"), [("currency=EURO", "did you mean EUR?"), ("numbers=de", "these are: en-GB")]
)
def test_what_is_not_offered_is_refused(client, query, told):
    answer = client.get(f"/?{query}")
    assert answer.status_code == 400
    assert told in answer.get_data(as_text=True)


def test_a_kept_choice_nobody_offers_any_more_is_passed_over(client):
    client.set_cookie("exposure_display", "XXX.yy")
    assert "Expected annual loss, USD" in client.get("/").get_data(as_text=True)


def test_a_choice_stands_above_what_the_address_said_before(client):
    answer = client.get("/display", query_string={"currency": "JPY", "back": "/?currency=EUR&band=high&band=low&q="})
    assert answer.headers["Location"] == "/?band=high&band=low&q="


@pytest.mark.parametrize(
    ("seen", "back"),
    [
        ("http://localhost/?q=volks&numbers=de-DE", "/?q=volks"),
        ("http://localhost/companies/a%2Bb%3Fc", "/companies/a%2Bb%3Fc"),
        ("http://elsewhere.example/?q=volks", "/measures"),
        ("http://localhost//elsewhere.example/", "/"),
    ],
)
def test_going_back_leads_to_the_page_the_browser_shows(client, seen, back):
    answer = client.get("/display?back=/measures", headers={"Referer": seen})
    assert answer.headers["Location"] == back

"""GET /v1/companies: ranking, filters, paging, and refusals that name the nearest valid value."""

import base64
import json
from datetime import timedelta

import pytest

from service.batch import Batch
from tests.service.api.asking import good, problem
from tests.service.api.home import LATER, NOW, UNSCORED, settings_of


def ids(body):
    return [row["company_id"] for row in body["data"]]


def test_the_riskiest_come_first_and_those_without_a_score_last(client):
    rows = good(client.get("/v1/companies?limit=500"))["data"]
    scores = [row["score"] for row in rows]
    assert rows[-1]["company_id"] == UNSCORED
    assert scores[-1] is None
    assert scores[:-1] == sorted(scores[:-1], reverse=True)


def test_the_answer_names_the_run_it_rests_on(client):
    body = good(client.get("/v1/companies"))
    assert body["as_of"] == body["known_at"] == str(LATER)
    assert body["run_id"].startswith(f"{LATER}-")
    assert body["stale"] is False


def test_pages_hold_every_company_once(client):
    whole, seen = ids(good(client.get("/v1/companies?limit=500"))), []
    address = "/v1/companies?limit=7"
    while address:
        page = good(client.get(address))
        assert page["total"] == len(whole)
        assert page["has_more"] == (page["next_url"] is not None)
        seen, address = seen + ids(page), page["next_url"]
    assert seen == whole


@pytest.mark.parametrize("sort", ["score", "-score", "company_name", "-expected_annual_loss_usd", "lost_days", "band"])
def test_pages_follow_the_sorting(client, sort):
    whole = ids(good(client.get("/v1/companies", query_string={"sort": sort, "limit": 500})))
    first = good(client.get("/v1/companies", query_string={"sort": sort, "limit": 20}))
    assert ids(first) + ids(good(client.get(first["next_url"]))) == whole[:40]


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ("band=moderate", lambda row: row["band"] == "moderate"),
        ("category=smartphones", lambda row: "smartphones" in row["categories"]),
        ("element=Dy", lambda row: "Dy" in row["elements"]),
        ("importer=USA", lambda row: "USA" in row["importers"]),
        ("portfolio=odd", lambda row: row["portfolio"] == "odd"),
        ("q=VOLKS", lambda row: "volks" in row["company_name"].lower()),
        ("q=sohne", lambda row: "Söhne" in row["company_name"]),
        ("band=high&band=moderate", lambda row: row["band"] in ("high", "moderate")),
        ("band=none&band=high", lambda row: row["band"] in (None, "high")),
        ("element=Eu&element=Tb", lambda row: {"Eu", "Tb"} & set(row["elements"])),
        (
            "importer=USA&importer=DEU&band=high&band=",
            lambda r: {"USA", "DEU"} & {*r["importers"]} and r["band"] == "high",
        ),
        (
            "portfolio=odd&portfolio=demo&portfolio=odd&category=smartphones",
            lambda row: "smartphones" in row["categories"],
        ),
        ("band=moderate&importer=USA", lambda row: row["band"] == "moderate" and "USA" in row["importers"]),
    ],
)
def test_a_filter_keeps_what_it_says_and_all_of_it(client, query, holds):
    rows = good(client.get(f"/v1/companies?limit=500&{query}"))["data"]
    everything = good(client.get("/v1/companies?limit=500"))["data"]
    assert rows
    assert rows == [row for row in everything if holds(row)]


def test_filters_that_a_form_leaves_empty_filter_nothing(client):
    empty = "q=&band=&category=&element=&importer=&portfolio="
    assert good(client.get(f"/v1/companies?{empty}"))["total"] == good(client.get("/v1/companies"))["total"]


def test_the_next_page_keeps_every_value_of_a_filter(client):
    whole = ids(good(client.get("/v1/companies?limit=500&band=high&band=low")))
    first = good(client.get("/v1/companies?limit=5&band=high&band=low"))
    assert first["total"] == len(whole)
    assert ids(first) + ids(good(client.get(first["next_url"]))) == whole[:10]


def test_demonstration_companies_say_so_and_others_do_not(client):
    rows = good(client.get("/v1/companies?limit=500"))["data"]
    assert {row["portfolio"] for row in rows if row["demonstration"]} == {"demo"}
    assert {row["portfolio"] for row in rows if not row["demonstration"]} == {"odd"}


def test_what_cannot_be_scored_is_null_with_the_reason(client):
    row = next(r for r in good(client.get("/v1/companies?portfolio=odd"))["data"] if r["company_id"] == UNSCORED)
    assert (row["score"], row["band"], row["data_grade"]) == (None, None, None)
    assert "score" in row["reason"]


@pytest.mark.parametrize(
    ("query", "pointer", "code", "meant"),
    [
        ("bnad=high", "/query/bnad", "unknown_parameter", ["band"]),
        ("band=hihg", "/query/band", "not_one_of", ["high"]),
        ("band=high&band=lwo", "/query/band", "not_one_of", ["low"]),
        ("element=Dy&element=Xx", "/query/element", "unknown_value", None),
        ("importer=USA&importer=UKK", "/query/importer", "unknown_value", None),
        ("&".join(["band=low", *(f"importer=A{n}0" for n in range(51))]), "/query/importer", "count", None),
        ("category=smartphone", "/query/category", "not_one_of", ["smartphones"]),
        ("sort=-scroe", "/query/sort", "not_one_of", None),
        ("element=Xx", "/query/element", "unknown_value", None),
        ("element=dysprosium", "/query/element", "string_pattern_mismatch", None),
        ("importer=UKK", "/query/importer", "unknown_value", None),
        ("limit=0", "/query/limit", "greater_than_equal", None),
        ("limit=-1", "/query/limit", "form", None),
        ("limit=501", "/query/limit", "less_than_equal", None),
        ("limit=99999999999999999999", "/query/limit", "form", None),
        ("limit=1.0", "/query/limit", "form", None),
        ("limit=", "/query/limit", "form", None),
        ("q=a&q=b", "/query/q", "repeated", None),
        ("q=%00", "/query/q", "string_pattern_mismatch", None),
        (f"q={'x' * 201}", "/query/q", "string_too_long", None),
    ],
)
def test_a_wrong_parameter_is_refused_with_what_would_be_right(client, query, pointer, code, meant):
    body = problem(client.get(f"/v1/companies?{query}"), 400, "invalid-request")
    assert [(error["pointer"], error["code"]) for error in body["errors"]] == [(pointer, code)]
    if meant:
        assert body["errors"][0]["did_you_mean"][: len(meant)] == meant


def test_all_wrong_parameters_are_told_at_once(client):
    body = problem(client.get("/v1/companies?band=x&limit=0&foo=1"), 400, "invalid-request")
    assert {error["pointer"] for error in body["errors"]} == {"/query/band", "/query/limit", "/query/foo"}


def forged(*content):
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "garbage",
        "%2e%2e%2f",
        "W10",
        forged("2026-11-23-000000000000", "-score", 50.0, "tesla"),
        forged("../../etc", "-score", 50.0, "tesla"),
        forged("2026-11-23-000000000000", "score", 50.0, "tesla"),
        forged("2026-11-23-000000000000", "-score", {"a": 1}, "tesla"),
    ],
)
def test_a_cursor_we_did_not_give_out_is_refused(client, cursor):
    body = problem(client.get(f"/v1/companies?cursor={cursor}"), 400, "invalid-request")
    assert body["errors"][0]["pointer"] == "/query/cursor"
    assert "first page" in body["detail"]


@pytest.mark.parametrize("value", ["not a number", True, "'; DROP TABLE company; --", 1e400])
def test_a_forged_sort_value_in_a_cursor_breaks_nothing(client, value):
    run = good(client.get("/v1/companies"))["run_id"]
    answer = client.get(f"/v1/companies?cursor={forged(run, '-score', value, 'tesla')}")
    assert answer.status_code in (200, 400)


def test_paging_stays_with_its_run_while_another_is_published(own_client, own_home):
    first = good(own_client.get("/v1/companies?limit=5"))
    tomorrow = NOW + timedelta(days=1)
    Batch(settings_of(own_home), now=lambda: tomorrow).rescore()
    second = good(own_client.get(first["next_url"]))
    assert second["run_id"] == first["run_id"]
    assert good(own_client.get("/v1/companies"))["run_id"] != first["run_id"]

"""Companies side by side over HTTP: intervals, pairs, and what is refused."""

import pytest

from tests.service.api.asking import good, of_company, problem
from tests.service.api.home import UNSCORED


def compare(client, *ids):
    return client.get("/v1/companies/compare", query_string=[("company_id", name) for name in ids])


def test_two_companies_have_one_pair(client):
    body = good(compare(client, "tesla", "byd"))
    assert [side["company_id"] for side in body["data"]] == ["tesla", "byd"]
    tesla, byd = body["data"]
    (pair,) = body["pairs"]
    assert (pair["first"], pair["second"]) == ("tesla", "byd")
    assert pair["score_difference"] == tesla["score"] - byd["score"]
    shared = min(tesla["score_high"], byd["score_high"]) - max(tesla["score_low"], byd["score_low"])
    shorter = min(side["score_high"] - side["score_low"] for side in body["data"])
    assert pair["shared_part"] == pytest.approx(max(shared, 0) / shorter)
    assert pair["distinguishable"] is (pair["shared_part"] <= 0.5)


def test_sides_are_what_the_companies_own_answers_say(client):
    for side in good(compare(client, "tesla", "byd", "toyota"))["data"]:
        alone = good(client.get(of_company(side["company_id"], "score")))
        for name in ("company_name", "score", "band", "score_low", "score_high", "expected_annual_loss_usd"):
            assert side[name] == alone[name]


def test_each_two_are_a_pair(client):
    pairs = good(compare(client, "tesla", "byd", "toyota"))["pairs"]
    assert [(pair["first"], pair["second"]) for pair in pairs] == [
        ("tesla", "byd"),
        ("tesla", "toyota"),
        ("byd", "toyota"),
    ]


def test_a_company_without_a_score_is_compared_with_nobody(client):
    body = good(compare(client, "tesla", UNSCORED))
    assert body["data"][1]["score_low"] is None
    assert "no score, and so no interval" in body["data"][1]["reason"]
    (pair,) = body["pairs"]
    assert (pair["shared_part"], pair["distinguishable"]) == (None, None)
    assert pair["reason"] == f"no interval of {UNSCORED}"


@pytest.mark.parametrize(
    ("ids", "code", "words"),
    [
        (("tesla",), "count", "company_id is given 1 times, 2 to 10 are right"),
        (("tesla", "tesla"), "twice", "company_id has a value that is given twice"),
        ([f"c{number}" for number in range(11)], "count", "company_id is given 11 times, 2 to 10 are right"),
        (("tesla", ""), "string_too_short", "company_id"),
        ((), "missing", "company_id is required"),
    ],
)
def test_other_than_two_to_ten_different_companies_are_refused(client, ids, code, words):
    body = problem(compare(client, *ids), 400, "invalid-request")
    assert body["errors"][0]["code"] == code
    assert words in body["detail"]


def test_an_unknown_company_is_named_with_the_nearest(client):
    body = problem(compare(client, "tesla", "tesler"), 404, "unknown-company")
    assert body["errors"][0]["did_you_mean"] == ["tesla"]


def test_an_unknown_parameter_is_refused(client):
    answer = client.get("/v1/companies/compare?company_id=tesla&company_id=byd&as_off=2026-01-01")
    assert problem(answer, 400, "invalid-request")["errors"][0]["code"] == "unknown_parameter"

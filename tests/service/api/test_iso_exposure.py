"""Licences against duties over HTTP and on the command line: what is told leaves the loss where it was."""

import pytest

from tests.service.api.asking import good, of_company, problem
from tests.service.api.home import LATER, SIGNS, TAGS, UNSCORED


def exchange(client, company, query):
    return client.get(of_company(company, "iso-exposure", query))


@pytest.mark.parametrize("query", ["?speed=1.05", "?duty_points=-1.5", "?duty_points=20"])
def test_both_together_leave_the_loss_as_it_is(client, query):
    found = good(exchange(client, "tesla", query))
    state = {"licence_speed": found["licence_speed"], "added_duty_rate": found["duty_points"] / 100}
    body = {"company_id": "tesla", "scenario": state, "split": False}
    answer = good(client.post("/v1/what-if", json=body))
    assert answer["after"]["expected_annual_loss_usd"] == pytest.approx(found["expected_annual_loss_usd"], rel=1e-6)
    assert answer["before"]["expected_annual_loss_usd"] == found["expected_annual_loss_usd"]
    assert found["asked"] == ("licence_speed" if "speed" in query else "duty_points")
    assert (found["licence_speed"] - 1) * found["duty_points"] > 0
    assert "cancel out" in found["words"]


@pytest.mark.parametrize(
    ("company", "query", "reason"),
    [
        (UNSCORED, "?speed=2", "no expected loss is known"),
        (TAGS, "?speed=2", "no licence delay is at stake"),
        (TAGS, "?duty_points=5", "no goods of a controlling origin"),
        ("0042", "?speed=0.01", "even without any duty"),
    ],
)
def test_what_cannot_be_made_up_for_is_null_with_a_reason(client, company, query, reason):
    found = good(exchange(client, company, query))
    assert None in (found["licence_speed"], found["duty_points"])
    assert reason in found["reason"]
    assert reason in found["words"]


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("", "/query/speed"),
        ("?speed=2&duty_points=1", "/query/speed"),
        ("?speed=0", "/query/speed"),
        ("?speed=-2", "/query/speed"),
        ("?speed=nan", "/query/speed"),
        ("?speed=1e1", "/query/speed"),
        ("?speed=twice", "/query/speed"),
        ("?duty_points=-101", "/query/duty_points"),
        ("?duty_points=inf", "/query/duty_points"),
        ("?sped=2", "/query/sped"),
        ("?speed=2&as_of=2009-12-31", "/query/as_of"),
    ],
)
def test_bad_parameters_are_told(client, query, pointer):
    body = problem(exchange(client, "tesla", query), 400, "invalid-request")
    assert pointer in {error["pointer"] for error in body["errors"]}


def test_an_unknown_company_is_told_with_the_nearest(client):
    (error,) = problem(exchange(client, "tesl", "?speed=2"), 404, "unknown-company")["errors"]
    assert error["did_you_mean"][0] == "tesla"


def test_an_unchanged_answer_is_not_computed_again(client):
    first = exchange(client, SIGNS, "?speed=2")
    again = client.get(of_company(SIGNS, "iso-exposure", "?speed=2"), headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert good(first)["as_of"] == LATER.isoformat()

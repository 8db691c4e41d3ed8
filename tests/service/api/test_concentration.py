"""GET /v1/signals/concentration: indices beside the score, null with the reason where they cannot be computed."""

import pytest

from tests.service.api.asking import good, problem

URL = "/v1/signals/concentration"


def ask(client, **query):
    return client.get(URL, query_string=query)


def test_dysprosium_as_the_union_meets_it(client):
    rows = good(ask(client, element="Dy", importer="EU27", as_of="2026-10-01"))["data"]
    stages = {row["stage"]: row for row in rows}
    assert {"mining", "separation", "metal", "magnet"} <= stages.keys()
    assert {(row["element"], row["importer"]) for row in rows} == {("Dy", "EU27")}
    assert stages["separation"]["largest_origin"] == "CHN"
    assert stages["separation"]["herfindahl"] > stages["mining"]["herfindahl"]
    assert 5 < stages["separation"]["eu_supply_risk"] < 6
    assert 0 < stages["magnet"]["geopolrisk"] < 1


def test_what_cannot_be_computed_is_null_with_the_reason(client):
    rows = good(ask(client, as_of="2026-10-01"))["data"]
    assert any(row["geopolrisk"] is None for row in rows)
    for row in rows:
        for index in ("geopolrisk", "eu_supply_risk"):
            assert (row[index] is None) == (f"{index}:" in (row["reason"] or ""))


def test_every_row_is_cited(client):
    body = good(ask(client, importer="USA"))
    cited = {source["source_id"] for source in body["sources"]}
    assert body["data"]
    assert all(row["source_ids"] and set(row["source_ids"]) <= cited for row in body["data"])


def test_a_day_before_the_study_does_not_know_it(client):
    """The study was published on 2023-03-16."""
    before = good(ask(client, element="Dy", importer="EU27", as_of="2026-10-01", known_at="2023-03-15"))
    assert before["known_at"] == "2023-03-15"
    assert all(row["eu_supply_risk"] is None for row in before["data"])
    assert all("no edition was known by the day" in row["reason"] for row in before["data"])


@pytest.mark.parametrize(
    ("query", "pointer", "meant"),
    [
        ({"element": "Xx"}, "/query/element", None),
        ({"element": "dysprosium"}, "/query/element", None),
        ({"importer": "JPM"}, "/query/importer", "JPN"),
        ({"importer": "japan"}, "/query/importer", None),
        ({"as_of": "today"}, "/query/as_of", None),
        ({"elements": "Dy"}, "/query/elements", "element"),
    ],
)
def test_a_wrong_question_is_refused(client, query, pointer, meant):
    error = problem(ask(client, **query), 400, "invalid-request")["errors"][0]
    assert error["pointer"] == pointer
    assert meant is None or meant in error["did_you_mean"]

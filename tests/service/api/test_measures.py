"""Acts on exports on a day: status, disputes with their claimants, and nothing that was not yet known."""

import pytest

OCTOBER = "CHN-2025-57"


def acts(client, **days):
    answer = client.get("/v1/signals/measures", query_string=days)
    assert answer.status_code == 200
    return answer.get_json(), {measure["measure_id"]: measure for measure in answer.get_json()["data"]}


@pytest.mark.parametrize(
    ("as_of", "known_at", "status"),
    [
        ("2025-10-10", "2025-10-10", "announced"),
        ("2026-06-01", "2026-06-01", "suspended"),
        ("2026-11-09", "2026-11-24", "suspended"),
        ("2026-11-10", "2026-11-24", "disputed"),
        ("2026-11-10", "2026-09-01", "in_force"),
        ("2027-01-10", "2026-11-24", "in_force"),
    ],
)
def test_the_october_package_stands_where_the_claims_known_put_it(client, as_of, known_at, status):
    assert acts(client, as_of=as_of, known_at=known_at)[1][OCTOBER]["status"] == status


def test_a_dispute_names_its_claimants_and_their_futures(client):
    body, found = acts(client, as_of="2026-11-24")
    measure = found[OCTOBER]
    assert measure["status_words"].startswith("disputed: ")
    assert [claim["claimed_on"] for claim in measure["claims"]] == ["2026-11-10", "2027-01-10"]
    assert len({claim["scenario_id"] for claim in measure["claims"]}) == 2
    cited = {source["source_id"] for source in body["sources"]}
    assert {claim["source_id"] for claim in measure["claims"]} <= cited


def test_acts_that_were_not_known_are_not_told(client):
    _, found = acts(client, as_of="2026-11-24", known_at="2025-04-03")
    assert "CHN-2025-18" not in found
    assert all(measure["known_from"] <= "2025-04-03" for measure in found.values())


def test_every_act_is_cited_and_says_what_it_covers(client):
    body, found = acts(client, as_of="2026-11-24")
    cited = {source["source_id"] for source in body["sources"]}
    assert all(measure["source_ids"] and set(measure["source_ids"]) <= cited for measure in found.values())
    april = found["CHN-2025-18"]
    assert set(april["elements"]) == {"Sm", "Gd", "Tb", "Dy", "Lu", "Sc", "Y"}
    assert (april["status"], april["statutory_review_working_days"]) == ("in_force", 45)
    assert {"magnet", "oxide"} <= set(april["forms"])


@pytest.mark.parametrize("query", ["as_of=yesterday", "as_of=2009-12-31", "knwon_at=2026-01-01"])
def test_days_and_names_that_cannot_be_are_refused(client, query):
    assert client.get(f"/v1/signals/measures?{query}").status_code == 400

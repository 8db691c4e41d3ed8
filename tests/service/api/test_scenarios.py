"""Scenarios over HTTP: the table with its reasoning, a score in a future, and the outlook side by side."""

from math import fsum

import pytest

from reference_data.loader import load_tables
from service.portfolio.application_store import ApplicationStore
from service.portfolio.vocabulary import Vocabulary
from tests.service.api.asking import good, of_company, problem
from tests.service.api.home import LATER, NOW, TAGS, UNSCORED

NEXT = "2026-11-25"
"""The day the second edition of the futures was stated."""
BEFORE = "2026-03-01"


@pytest.fixture(scope="module")
def outlook(client):
    return good(client.get(of_company("tesla", "outlook", f"?as_of={NEXT}")))


def test_scenarios_come_with_their_reasoning_and_sources(client):
    body = good(client.get(f"/v1/scenarios?as_of={NEXT}"))
    told = {row["scenario_id"]: row for row in body["data"]}
    assert fsum(row["probability"] or 0 for row in told.values()) == pytest.approx(1)
    assert "own judgement" in body["notice"]
    assert {row["judgement"] for row in told.values()} == {"our own assumption"}
    assert {row["basis"] for row in told.values()} == {"assumption"}
    assert all(row["reasoning"] and row["source_id"] for row in told.values())
    assert {source["source_id"] for source in body["sources"]} == {row["source_id"] for row in told.values()}
    assert told["framework_implemented"]["licence_speed"] == 2
    assert told["framework_implemented"]["added_duty_rate"] == pytest.approx(-0.1)
    assert told["origin_offline"]["offline_origin"] == "*"
    assert told["origin_offline"]["probability"] is None
    assert {row["moves"] for row in body["deal_slopes"]} == {"log_licence_speed", "duty_rate"}


def test_before_the_first_edition_scenarios_say_why_there_are_none(client):
    body = good(client.get(f"/v1/scenarios?as_of={BEFORE}"))
    assert [row["scenario_id"] for row in body["data"]] == ["origin_offline"]
    assert body["reason"].startswith(f"no futures were stated for {BEFORE}")


def test_a_score_in_a_future_says_which_and_why(client):
    plain = good(client.get(of_company("tesla", "score")))
    body = good(client.get(of_company("tesla", "score", "?scenario=framework_implemented")))
    assert body["scenario"]["scenario_id"] == "framework_implemented"
    assert body["scenario"]["reasoning"]
    assert body["scenario"]["source_id"] == "law-own-assumptions"
    assert body["scenario"]["judgement"] == "our own assumption"
    assert body["computed"] == "on demand"
    assert body["as_of"] == LATER.isoformat()
    assert body["score"] < plain["score"]
    assert plain["scenario"] is None
    points = fsum(body[f"{signal}_points"] for signal in ("delay", "duty", "premium"))
    assert points == pytest.approx(body["score"], abs=1e-9)


def test_the_status_quo_is_the_headline(client):
    figures = ("score", "band", "expected_annual_loss_usd", "delay_points", "lost_days", "defaults_used", "run_id")
    plain, quo = (good(client.get(of_company("tesla", "score", query))) for query in ("", "?scenario=status_quo"))
    assert [plain[name] for name in figures] == [quo[name] for name in figures]


def test_an_origin_offline_is_told_in_evidence_and_costs_more(client):
    plain = good(client.get(of_company("tesla", "score")))
    body = good(client.get(of_company("tesla", "score", "?scenario=origin_offline:CHN")))
    assert body["scenario"]["offline_origin"] == "CHN"
    assert body["score"] > plain["score"]
    assert body["premium_loss_usd"] == plain["premium_loss_usd"]


@pytest.mark.parametrize(
    ("scenario", "meant"),
    [
        ("framework", "framework_implemented"),
        ("firmstance", "firm_stance"),
        ("origin_offline", "origin_offline:ORIGIN"),
        ("origin_offline:China", "origin_offline:CHN"),
        ("xyz", "escalation"),
    ],
)
def test_an_unknown_scenario_is_refused_with_what_was_meant(client, scenario, meant):
    body = problem(client.get(of_company("tesla", "score", f"?scenario={scenario}")), 400, "invalid-request")
    (error,) = body["errors"]
    assert error["pointer"] == "/query/scenario"
    assert meant in error["did_you_mean"]


@pytest.mark.parametrize("query", ["?scenario=", "?scenario=%00", f"?scenario={'x' * 81}", "?scenarios=status_quo"])
def test_a_scenario_that_is_no_name_is_refused(client, query):
    problem(client.get(of_company("tesla", "score", query)), 400, "invalid-request")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (f"?as_of={BEFORE}&scenario=escalation", f"no futures were stated for {BEFORE}"),
        ("?scenario=truce_lapses", f"was not stated for {LATER} as known on {LATER}; it first holds from {NEXT}"),
    ],
)
def test_a_future_not_stated_by_the_day_is_not_invented(client, query, said):
    body = problem(client.get(of_company("tesla", "score", query)), 422, "cannot-score")
    assert said in body["detail"]
    assert "status_quo" in body["errors"][0]["did_you_mean"]


def test_the_status_quo_of_any_day_can_be_asked_for(client):
    query = f"?as_of={BEFORE}&scenario=status_quo"
    body = good(client.get(of_company("tesla", "score", query)))
    plain = good(client.get(of_company("tesla", "score", f"?as_of={BEFORE}")))
    assert body["score"] == plain["score"]
    assert "no futures were stated" in body["scenario"]["reasoning"]


def test_the_outlook_is_the_weighted_sum_of_its_futures(outlook):
    futures = outlook["futures"]
    assert fsum(row["probability"] for row in futures) == pytest.approx(1)
    for name in ("expected_annual_loss_usd", "delay_loss_usd", "duty_loss_usd", "premium_loss_usd", "lost_days"):
        mixed = fsum(row["probability"] * row[name] for row in futures)
        assert outlook["outlook"][name] == pytest.approx(mixed, rel=1e-12), name
    assert outlook["outlook_reason"] is None
    assert "own judgement" in outlook["notice"]


def test_the_outlook_begins_with_the_status_quo_and_ranks_the_rest(outlook):
    first, *rest = outlook["futures"]
    assert first["scenario_id"] == "status_quo"
    losses = [row["expected_annual_loss_usd"] for row in rest]
    assert losses == sorted(losses)
    for row in rest:
        assert row["score_difference"] == pytest.approx(row["score"] - first["score"])
    assert {row["scenario_id"] for row in outlook["scenarios"]} == {row["scenario_id"] for row in outlook["futures"]}


def test_each_origin_offline_is_the_score_of_its_scenario(client, outlook):
    first = outlook["offline"][0]
    assert (first["origin"], first["origin_name"]) == ("CHN", "China")
    assert all(row["loss_difference_usd"] >= 0 for row in outlook["offline"])
    alone = good(client.get(of_company("tesla", "score", f"?as_of={NEXT}&scenario={first['scenario_id']}")))
    assert alone["score"] == first["score"]


def test_an_outlook_before_the_first_edition_is_null_with_the_reason(client):
    body = good(client.get(of_company("0042", "outlook", f"?as_of={BEFORE}")))
    assert body["outlook"] is None
    assert body["outlook_reason"].startswith(f"no futures were stated for {BEFORE}")
    assert [(row["scenario_id"], row["probability"]) for row in body["futures"]] == [("status_quo", None)]
    assert body["offline"]


def test_without_a_score_there_is_no_outlook_but_a_reason(client):
    body = good(client.get(of_company(UNSCORED, "outlook")))
    assert body["outlook"]["score"] is None
    assert body["outlook"]["reason"]
    assert all(row["score"] is None and row["reason"] for row in body["futures"])


def test_nothing_at_stake_stays_nothing_in_every_future(client):
    body = good(client.get(of_company(TAGS, "outlook")))
    assert {row["score"] for row in body["futures"]} == {0.0}
    assert body["outlook"]["score"] == 0.0
    assert body["offline"] == []


def test_an_outlook_of_nobody_names_who_was_meant(client):
    body = problem(client.get(of_company("tesle", "outlook")), 404, "unknown-company")
    assert "tesla" in body["errors"][0]["did_you_mean"]


def test_an_outlook_takes_no_scenario(client):
    problem(client.get(of_company("tesla", "outlook", "?scenario=escalation")), 400, "invalid-request")


def test_before_the_first_run_there_is_no_outlook(empty_client):
    problem(empty_client.get(of_company("tesla", "outlook")), 503, "not-ready")


def test_an_import_changes_the_tag_of_a_future_and_of_the_outlook(own_home, own_client):
    addresses = [of_company("0042", "score", "?scenario=escalation"), of_company("0042", "outlook")]
    before = [own_client.get(address) for address in addresses]
    for address, answer in zip(addresses, before, strict=True):
        assert own_client.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    data = b"company_id,material_id,origin,filed_on,decided_on,outcome\n0042,ndfeb_traction,CHN,2026-01-05,,pending\n"
    vocabulary = Vocabulary.of(load_tables())
    assert ApplicationStore(own_home).import_file("odd", data, "files.csv", vocabulary, imported=NOW).version
    for address, answer in zip(addresses, before, strict=True):
        again = own_client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 200
        assert again.get_json() != answer.get_json()

"""GET and POST /v1/runs: what was tried, and asking for a run now."""

import threading
from datetime import date

import pytest

from service.batch import Batch
from service.jobs.keeping import Jobs
from service.jobs.working import at_work
from service.lease import lease
from service.state.record import Record
from tests.service.api.asking import good, problem
from tests.service.api.conftest import client_of
from tests.service.api.home import EARLIER, HEADER, LATER, NOW, settings_of


def start(client, day=None):
    return client.post("/v1/runs", json={} if day is None else {"as_of": str(day)})


def ended(client, url):
    """The run once it is no longer at work."""
    for _ in range(600):
        run = good(client.get(url))["run"]
        if run["status"] != "running":
            return run
        threading.Event().wait(0.1)
    raise AssertionError("the run does not end")


def test_runs_are_listed_newest_first(client):
    runs = good(client.get("/v1/runs"))["data"]
    assert [run["as_of"] for run in runs] == [str(LATER), str(EARLIER)]
    assert [run["served"] for run in runs] == [True, False]
    assert all(run["status"] == "published" and run["rows"] > 0 for run in runs)


def test_a_run_is_found_by_id_and_by_number(client):
    listed = good(client.get("/v1/runs"))["data"][0]
    assert good(client.get(f"/v1/runs/{listed['run_id']}"))["run"] == listed
    assert good(client.get(listed["url"]))["run"] == listed


def test_a_published_run_is_found_without_its_record(own_home, own_client):
    listed = good(own_client.get("/v1/runs"))["data"][1]
    (own_home / "state.sqlite").unlink()
    run = good(client_of(own_home).get(f"/v1/runs/{listed['run_id']}"))["run"]
    assert (run["status"], run["as_of"], run["rows"]) == ("published", listed["as_of"], listed["rows"])
    assert run["attempt"] is None


@pytest.mark.parametrize(
    "run", ["0", "99999", "latest", "2026-11-23-000000000000", "..", "%2e%2e%2fCURRENT", "9" * 400]
)
def test_an_unknown_run_is_unknown(client, run):
    assert client.get(f"/v1/runs/{run}").status_code in (308, 404)


def test_a_run_asked_for_is_scored_in_the_background_and_served(own_client):
    answer = start(own_client, LATER)
    assert answer.status_code == 202
    assert answer.headers["Location"] == good(answer, 202)["run"]["url"]
    run = ended(own_client, answer.headers["Location"])
    assert run["status"] == "published"
    assert run["run_id"] == good(own_client.get("/v1/companies"))["run_id"]


def test_a_new_portfolio_is_in_the_next_run(own_client):
    file = f"{HEADER}\nfresh,Fresh,ev_bev_pmsm_avg,USA,10,1000000\n"
    good(own_client.post("/v1/portfolios/own/imports", data=file, content_type="text/csv"))
    problem(own_client.get("/v1/companies/fresh/score"), 404, "unknown-company")
    assert ended(own_client, start(own_client, LATER).headers["Location"])["status"] == "published"
    assert good(own_client.get("/v1/companies/fresh/score"))["score"] > 0


def test_an_empty_body_asks_for_today(own_client):
    answer = own_client.post("/v1/runs")
    assert answer.status_code == 202
    ended(own_client, answer.headers["Location"])


def test_one_run_is_at_work_at_a_time(own_home, own_client):
    """The lease on runs is held and an attempt is under way, as if the night were running in another process."""
    jobs = Jobs(own_home, lambda: NOW)
    night = jobs.ask("rescore", "a night", {"as_of": str(LATER)})
    with lease(own_home, "rescore", wait_seconds=5), at_work(jobs, night) as work:
        attempt = Record(settings_of(own_home).state_url).begin_run(LATER, LATER, NOW)
        work.note(attempt=attempt)
        for day in (None, LATER):
            answer = start(own_client, day)
            assert answer.status_code == 202
            assert answer.headers["Location"] == f"/v1/runs/{attempt}"
        body = problem(start(own_client, date(2026, 1, 1)), 409, "refused")
        assert f"/v1/runs/{attempt}" in body["detail"]
        assert len(good(own_client.get("/v1/runs"))["data"]) == 3


def test_a_run_left_behind_by_a_dead_process_stops_nobody(own_home, own_client):
    attempt = Record(settings_of(own_home).state_url).begin_run(LATER, LATER, NOW)
    answer = start(own_client, LATER)
    assert answer.headers["Location"] != f"/v1/runs/{attempt}"
    assert ended(own_client, answer.headers["Location"])["status"] == "published"
    assert good(own_client.get(f"/v1/runs/{attempt}"))["run"]["status"] == "stopped"


def test_a_failed_run_says_why_and_leaves_the_last_one_serving(own_home):
    broken = own_home.parent / "tables"
    broken.mkdir()
    client = client_of(own_home, tables_dir=broken)
    served = good(client.get("/v1/companies"))["run_id"]
    run = ended(client, start(client, LATER).headers["Location"])
    assert run["status"] == "failed"
    assert "is not there" in run["reason"]
    assert good(client.get("/v1/companies"))["run_id"] == served


def test_a_day_far_ahead_does_not_take_the_place_of_today(own_home, own_client):
    served = good(own_client.get("/v1/companies"))["run_id"]
    Batch(settings_of(own_home), now=lambda: NOW).rescore(date(2027, 6, 1))
    assert good(own_client.get("/v1/companies"))["run_id"] == served


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ('{"as_of": 0}', "/body/as_of"),
        ('{"as_of": "2026-02-30"}', "/body/as_of"),
        ('{"as_of": "today"}', "/body/as_of"),
        ('{"asof": "2026-01-01"}', "/body/asof"),
        ('{"as_of": true}', "/body/as_of"),
        ("[]", "/body"),
        ('"2026-01-01"', "/body"),
        ("{", "/body"),
        ("\xff", "/body"),
    ],
)
def test_a_wrong_request_starts_nothing(own_client, body, pointer):
    answer = own_client.post("/v1/runs", data=body, content_type="application/json")
    assert problem(answer, 400, "invalid-request")["errors"][0]["pointer"] == pointer
    assert len(good(own_client.get("/v1/runs"))["data"]) == 2


def test_a_body_that_is_no_json_is_refused(own_client):
    problem(own_client.post("/v1/runs", data="as_of=2026-01-01", content_type="text/plain"), 415, "unsupported-type")


@pytest.mark.parametrize("query", ["limit=0", "limit=x", "limit=1000", "status=failed"])
def test_wrong_parameters_are_refused(client, query):
    problem(client.get(f"/v1/runs?{query}"), 400, "invalid-request")

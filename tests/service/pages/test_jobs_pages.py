"""The pages of runs and of long work: what was asked for is shown in every state it can be in, and found again."""

import time
from datetime import timedelta

import pytest

from service.jobs.keeping import Jobs
from service.jobs.working import at_work
from service.pages.runs import ago
from service.refusal import Refusal
from service.runs.current import current_run_id
from service.state.record import Record
from service.web import create_app
from tests.service.api.conftest import client_of
from tests.service.api.home import LATER, NOW, settings_of
from tests.service.pages.words_of import words_of

KEY = "a key of sixteen characters"


@pytest.fixture
def jobs(own_home):
    return Jobs(own_home, lambda: NOW)


def test_the_served_run_is_named_with_its_age_and_marked(client):
    page = words_of(client.get("/runs"))
    assert "Answers come from the scores of 2026-11-23: 41 companies, made less than a minute ago." in page
    assert page.count("served now") == 1
    assert "recorded since 2026-03-01" in page
    assert "not recorded" in page


def test_scores_that_are_too_old_are_called_so(own_home):
    late = create_app(settings_of(own_home), now=lambda: NOW + timedelta(days=3)).test_client()
    page = words_of(late.get("/runs"))
    assert "made 3 days ago; out of date: that day began more than 36 hours ago." in page
    short = create_app(settings_of(own_home, stale_after_hours=1), now=lambda: NOW + timedelta(minutes=90))
    page = words_of(short.test_client().get("/runs"))
    assert "made 90 minutes ago; out of date: that day began more than 1 hour ago." in page


@pytest.mark.parametrize(
    ("minutes", "told"),
    [(0, "less than a minute"), (1, "1 minute"), (2, "2 minutes"), (119, "119 minutes"), (120, "2 hours"),
     (2879, "47 hours"), (2880, "2 days"), (100_000, "69 days")],
)  # fmt: skip
def test_ages_are_told_in_units_there_are_two_of(minutes, told):
    assert ago(timedelta(minutes=minutes, seconds=59 if minutes else 0)) == f"{told} ago"


def test_a_run_no_attempt_is_on_record_of_says_that_its_age_is_not_known(own_home):
    other = create_app(settings_of(own_home, database_url=f"sqlite:///{own_home}/other.db"), now=lambda: NOW)
    assert "made at a time that is not on record." in words_of(other.test_client().get("/runs"))


def test_of_attempts_that_made_the_same_run_only_the_latest_is_served(own_home, own_client):
    record, run_id = Record(settings_of(own_home).state_url), current_run_id(own_home)
    for hour in (1, 2):
        attempt = record.begin_run(LATER, LATER, NOW)
        record.run_published(attempt, run_id, rows=1, finished=NOW + timedelta(hours=hour), seconds=1.0)
    rows = own_client.get("/runs.json").get_json()["tables"]["runs"]
    assert [row["served"] for row in rows if row["run_id"] == run_id] == [True, False, False]
    assert words_of(own_client.get("/runs")).count("served now") == 1
    assert own_client.get(f"/v1/runs/{attempt}").get_json()["run"]["served"] is True
    assert own_client.get(f"/v1/runs/{attempt - 1}").get_json()["run"]["served"] is False
    assert own_client.get(f"/v1/runs/{run_id}").get_json()["run"]["served"] is True


def test_before_the_first_run_the_page_says_what_to_do(empty_client):
    page = words_of(empty_client.get("/runs"))
    assert "Nothing is scored yet." in page
    assert "No attempt on record" in page
    assert "Out of date" not in page
    assert "there is nothing to write" in words_of(empty_client.get("/jobs"))


def test_a_failed_attempt_stands_there_with_its_reason(own_home, own_client):
    record = Record(settings_of(own_home).state_url)
    record.run_failed(record.begin_run(LATER, LATER, NOW), "prices.csv:14: <b>2O2</b>", finished=NOW, seconds=1.0)
    answer = own_client.get("/runs")
    assert "Failed prices.csv:14: <b>2O2</b>" in words_of(answer)
    assert "<b>2O2" not in answer.get_data(as_text=True)


def test_an_attempt_whose_process_is_gone_is_stopped_not_running(own_home, own_client):
    Record(settings_of(own_home).state_url).begin_run(LATER, LATER, NOW)
    page = words_of(own_client.get("/runs"))
    assert "Stopped the process ended before the run did; the last good scores go on being served" in page
    assert "Under way" not in page


def test_work_at_hand_shows_a_bar_with_words_and_looks_again_by_itself(jobs, own_client):
    job = jobs.ask("rescore", "Scores as of 2026-11-24", {"as_of": "2026-11-24"})
    with at_work(jobs, job) as work:
        work.report("scoring companies", 15_000, 100_000)
        page = own_client.get(f"/jobs/{job.id}")
        text = page.get_data(as_text=True)
        assert '<progress aria-label="Scores as of 2026-11-24" max="100000" value="15000"></progress>' in text
        assert "Scoring companies: 15,000 of 100,000" in words_of(page)
        assert f'hx-get="/jobs/{job.id}" hx-select="#work" hx-trigger="every 2s"' in text
        assert f'href="/jobs/{job.id}">Look again' in text
        assert f'href="/jobs/{job.id}">Scores as of 2026-11-24: see how far it is' in own_client.get("/runs").get_data(
            as_text=True
        )
        assert "Under way" in words_of(own_client.get("/jobs"))


def test_work_whose_end_nobody_knows_has_a_bar_without_figures(jobs, own_client):
    job = jobs.ask("export", "costs.csv")
    text = own_client.get(f"/jobs/{job.id}").get_data(as_text=True)
    assert '<progress aria-label="costs.csv"></progress>' in text
    assert "Waiting to begin" in text


@pytest.mark.parametrize("end", ["done", "failed", "stopped"])
def test_work_that_is_over_says_how_and_looks_no_more(jobs, own_client, end):
    job = jobs.ask("rescore", "Scores", {"as_of": "2026-01-01"})
    if end == "stopped":
        jobs.note(job.model_copy(update={"status": "running"}))
    elif end == "failed":
        with pytest.raises(Refusal), at_work(jobs, job):
            raise Refusal("no portfolio is stored")
    else:
        with at_work(jobs, job) as work:
            work.note(outcome="11 rows")
    page = own_client.get(f"/jobs/{job.id}")
    told = {
        "done": "Done 11 rows",
        "failed": "Failed. No portfolio is stored.",
        "stopped": "Stopped. The process ended",
    }
    assert told[end] in words_of(page)
    assert "hx-trigger" not in page.get_data(as_text=True)
    assert ("Rescore again" in words_of(page)) == (end != "done")


def test_a_file_can_be_had_while_it_is_kept(jobs, own_client):
    job = jobs.ask("export", "costs.csv")
    with at_work(jobs, job) as work:
        (work.folder / "costs.csv").write_text("a,b\r\n")
        work.note(file="costs.csv")
    assert f'href="/v1/jobs/{job.id}/file">Download costs.csv' in own_client.get(f"/jobs/{job.id}").get_data(
        as_text=True
    )
    assert own_client.get(f"/v1/jobs/{job.id}/file").data == b"a,b\r\n"
    (jobs.folder(job.id) / "costs.csv").unlink()
    assert "The file is no longer kept" in words_of(own_client.get(f"/jobs/{job.id}"))


def test_rescore_now_begins_work_and_shows_it(own_client, jobs):
    answer = own_client.post("/jobs/rescore", data={"as_of": "2026-03-02"})
    assert answer.status_code == 303
    job = jobs.get(answer.headers["Location"].removeprefix("/jobs/"))
    assert (job.kind, job.title, job.wants) == ("rescore", "Scores as of 2026-03-02", {"as_of": "2026-03-02"})
    again = own_client.post("/jobs/rescore", data={"as_of": "2026-03-02"})
    assert again.headers["Location"] == answer.headers["Location"]
    other = own_client.post("/jobs/rescore", data={"as_of": "2026-03-03"})
    assert other.status_code == 409
    assert "a run as of 2026-03-02 is at work" in words_of(other)
    while jobs.get(job.id).at_work:
        time.sleep(0.1)
    assert jobs.get(job.id).status == "done"


@pytest.mark.parametrize("day", ["yesterday", "2026-02-30", "2009-12-31", "2300-01-01"])
def test_a_day_that_is_none_is_told_and_starts_nothing(own_client, jobs, day):
    before = len(jobs.latest())
    answer = own_client.post("/jobs/rescore", data={"as_of": day})
    assert answer.status_code == 400
    assert f"as_of '{day}'" in words_of(answer)
    assert len(jobs.latest()) == before


@pytest.mark.parametrize("file", ["", "costs.doc", "../CURRENT"])
def test_a_file_that_is_none_is_told_and_starts_nothing(own_client, jobs, file):
    before = len(jobs.latest())
    answer = own_client.post("/jobs/export", data={"file": file})
    assert answer.status_code == 404
    assert "there is no export" in words_of(answer)
    assert len(jobs.latest()) == before


@pytest.mark.parametrize("path", ["/jobs/rescore", "/jobs/export"])
def test_work_is_asked_for_by_pages_of_our_own_and_with_the_key(own_home, jobs, path):
    client, before = client_of(own_home, api_key=KEY), len(jobs.latest())
    foreign = client.post(path, headers={"Sec-Fetch-Site": "cross-site", "X-API-Key": KEY})
    assert foreign.status_code == 403
    assert client.post(path, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 401
    assert len(jobs.latest()) == before


def test_unknown_work_is_a_page_that_says_so(client):
    answer = client.get("/jobs/rescore-000000000000")
    assert answer.status_code == 404
    assert "it is kept for a week" in words_of(answer)

"""GET /v1/jobs and POST /v1/exports: long work that is asked for, left, and found again."""

import io

import openpyxl
import pytest

from service.jobs.keeping import Jobs
from service.jobs.working import at_work
from service.runs.snapshot import Snapshot
from service.state.record import Record
from tests.service.api.asking import good, problem
from tests.service.api.conftest import client_of
from tests.service.api.home import HEADER, LATER, NOW, settings_of
from tests.service.api.jobs import ended

SHEETS = [
    "scores", "lines", "delays", "costs", "contributions", "sources", "method", "data_dictionary",
]  # fmt: skip


def written(client, file):
    """A file that is asked for, once it is written."""
    answer = client.post(f"/v1/exports/{file}")
    assert good(answer, 202)["job"]["url"] == answer.headers["Location"]
    job = ended(client, answer.headers["Location"])
    assert job["status"] == "done", job["reason"]
    return client.get(job["file"])


def test_the_whole_run_is_written_as_a_workbook_with_all_its_sheets(own_client, own_home):
    answer = written(own_client, "workbook.xlsx")
    assert "workbook-2026-11-23.xlsx" in answer.headers["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(answer.get_data()), read_only=True)
    assert book.sheetnames == SHEETS
    rows = Snapshot.open_current(own_home).manifest.rows
    heights = [sum(1 for _ in book[name].iter_rows()) - 1 for name in SHEETS[:5]]
    assert heights == [rows[level] for level in ("company", "line", "delay", "cost", "contribution")]
    told = dict(book["method"].iter_rows(min_row=2, max_col=2, values_only=True))
    assert (told["direction"], told["points_per_decade"], told["as_of"]) == ("higher is riskier", "20.0", "2026-11-23")
    head, *lines = book["data_dictionary"].iter_rows(values_only=True)
    described = [dict(zip(head, line, strict=True)) for line in lines]
    heads = {name: list(next(book[name].iter_rows(values_only=True))) for name in SHEETS[:5]}
    named = [(row["table"], row["column"]) for row in described]
    assert named == [(name, column) for name in SHEETS[:5] for column in heads[name]]
    assert all(row["meaning"] for row in described)


def test_a_file_that_is_asked_for_is_the_one_that_is_streamed(own_client):
    query = "?band=high&delimiter=;&decimal=,&bom=1"
    assert written(own_client, f"costs.csv{query}").get_data() == own_client.get(f"/v1/exports/costs.csv{query}").data


@pytest.mark.parametrize(
    ("file", "status", "kind"),
    [
        ("cost.csv", 404, "unknown-file"),
        ("costs.csv?band=x", 400, "invalid-request"),
        ("costs.csv?delimiter=,&decimal=,", 400, "invalid-request"),
        ("costs.csv?element=Xx", 400, "invalid-request"),
        ("costs.csv?format=xlsx", 400, "invalid-request"),
    ],
)
def test_a_wrong_file_is_refused_at_once_and_starts_nothing(own_client, file, status, kind):
    before = good(own_client.get("/v1/jobs"))["data"]
    problem(own_client.post(f"/v1/exports/{file}"), status, kind)
    assert good(own_client.get("/v1/jobs"))["data"] == before


def test_before_the_first_run_no_file_can_be_asked_for(empty_client):
    problem(empty_client.post("/v1/exports/costs.csv"), 503, "not-ready")


@pytest.mark.parametrize("job", ["export-000000000000", "x", "..", "%2e%2e%2fCURRENT", "x" * 300])
def test_unknown_work_is_unknown(client, job):
    for path in (f"/v1/jobs/{job}", f"/v1/jobs/{job}/file"):
        assert client.get(path).status_code in (308, 404)


def test_work_says_how_far_it_is_and_so_does_its_run(own_client, own_home):
    jobs = Jobs(own_home, lambda: NOW)
    night = jobs.ask("rescore", "Scores as of a night")
    attempt = Record(settings_of(own_home).state_url).begin_run(LATER, LATER, NOW)
    with at_work(jobs, night) as work:
        work.note(attempt=attempt)
        work.report("scoring companies", 15_000, 100_000)
        job = good(own_client.get(f"/v1/jobs/{night.id}"))["job"]
        progress = {"stage": "scoring companies", "done": 15_000, "of": 100_000}
        assert (job["status"], job["progress"], job["run"]) == ("running", progress, f"/v1/runs/{attempt}")
        problem(own_client.get(f"/v1/jobs/{night.id}/file"), 404, "unknown-file")
        listed = good(own_client.get("/v1/runs"))["data"][0]
        assert (listed["progress"], listed["job"]) == (progress, f"/v1/jobs/{night.id}")
        assert good(own_client.get(f"/v1/runs/{attempt}"))["run"]["progress"] == progress
    assert good(own_client.get("/v1/jobs?limit=1"))["data"][0]["status"] == "done"


def test_every_web_worker_finds_the_same_work(own_client, own_home):
    job = Jobs(own_home, lambda: NOW).ask("export", "costs.csv")
    assert good(own_client.get(f"/v1/jobs/{job.id}")) == good(client_of(own_home).get(f"/v1/jobs/{job.id}"))


def test_a_published_run_says_its_companies_and_whether_its_changes_are_recorded(client):
    later, earlier = good(client.get("/v1/runs"))["data"]
    assert (later["companies"], later["changes_from"]) == (41, earlier["run_id"])
    assert (earlier["companies"], earlier["changes_from"]) == (41, None)
    assert later["progress"] is None


def test_an_import_is_work_that_is_found_again(own_client):
    file = f"{HEADER}\nfresh,Fresh,ev_bev_pmsm_avg,USA,10,1000000\n"
    good(own_client.post("/v1/portfolios/own/imports", data=file, content_type="text/csv"))
    job = good(own_client.get("/v1/jobs"))["data"]
    (job,) = [each for each in job if each["kind"] == "import"]
    assert (job["status"], job["outcome"]) == ("done", "1 of 1 rows taken")
    assert job["title"] == "portfolio.csv into own"


def test_an_import_that_is_refused_is_work_that_failed_and_a_dry_run_is_none(own_client):
    file = f"{HEADER}\nfresh,Fresh,ev_bev_pmsm,USA,10,1000000\n"
    for query in ("?dry_run=1", ""):
        answer = own_client.post(f"/v1/portfolios/own/imports{query}", data=file, content_type="text/csv")
        problem(answer, 422, "faulty-portfolio")
    (job,) = [each for each in good(own_client.get("/v1/jobs"))["data"] if each["kind"] == "import"]
    assert job["status"] == "failed"
    assert job["reason"].startswith("nothing is stored: row 2, product_id: ")


def test_a_worker_that_cannot_begin_says_so(own_home, monkeypatch, tmp_path):
    """The process ends before it takes up the work: its settings cannot be read there."""
    from service.jobs import starting

    monkeypatch.setattr(starting, "as_environment", lambda settings: {"EXPOSURE_HOME": str(tmp_path / "elsewhere")})
    client = client_of(own_home)
    job = ended(client, client.post("/v1/exports/costs.csv").headers["Location"])
    assert (job["status"], job["reason"]) == ("failed", "the work could not begin; the log of the service says why")


def test_a_file_that_is_there_is_not_written_again(own_client):
    first = own_client.post("/v1/exports/scores.json?band=high").headers["Location"]
    assert ended(own_client, first)["status"] == "done"
    assert own_client.post("/v1/exports/scores.json?band=high").headers["Location"] == first
    other = own_client.post("/v1/exports/scores.json?band=low").headers["Location"]
    assert other != first
    assert ended(own_client, other)["status"] == "done"


def test_no_more_files_are_written_at_once_than_may_be(own_client, own_home):
    jobs = Jobs(own_home, lambda: NOW)
    for number in range(4):
        jobs.ask("export", f"file {number}")
    body = problem(own_client.post("/v1/exports/costs.csv"), 409, "refused")
    assert body["detail"] == "4 files are being written already; ask again once one of them is done"
    assert len(jobs.latest()) == 2 + 4

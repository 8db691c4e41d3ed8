"""A company's own licence applications over HTTP: waits side by side, the licence clock, and a run of their own."""

import shutil
from datetime import date

import pytest

from reference_data.loader import load_tables
from service.batch import Batch
from service.portfolio.application_store import ApplicationStore
from service.portfolio.vocabulary import Vocabulary
from tests.service.api.asking import good, of_company, problem
from tests.service.api.conftest import client_of
from tests.service.api.home import LATER, NOW, TAGS, settings_of

HEADER = "company_id,material_id,origin,filed_on,decided_on,outcome"
FILES = [
    "0042,ndfeb_traction,CHN,2026-01-05,,pending",
    "0042,ndfeb_traction,CHN,2026-02-02,2026-05-12,approved",
    "0042,ndfeb_traction,CHN,2026-06-01,2026-07-15,denied",
    "0042,ndfeb_traction,JPN,2026-06-01,2026-07-15,denied",
]


@pytest.fixture(scope="module")
def filed_home(scored_home, tmp_path_factory):
    """The scored home with licence applications of company 0042, scored again."""
    home = shutil.copytree(scored_home, tmp_path_factory.mktemp("filed") / "home")
    data = "\n".join([HEADER, *FILES, ""]).encode()
    report = ApplicationStore(home).import_file("odd", data, "files.csv", Vocabulary.of(load_tables()), imported=NOW)
    assert report.version, report.messages
    result = Batch(settings_of(home), now=lambda: NOW).rescore(LATER)
    assert result.is_new
    return home


@pytest.fixture(scope="module")
def filed(filed_home):
    return client_of(filed_home)


def test_prior_evidence_own_files_and_posterior_stand_side_by_side(filed):
    body = good(filed.get(of_company("0042", "licences")))
    counted = [wait for wait in body["waits"] if wait["own"]["filed"]]
    (wait,) = counted
    assert (wait["material_id"], wait["origin"]) == ("ndfeb_traction", "CHN")
    assert (wait["own"]["approved"], wait["own"]["denied"], wait["own"]["pending"]) == (1, 1, 1)
    assert wait["posterior"]["median_days"] > wait["public"]["median_days"]
    total = wait["evidence"]["filed"] + 3
    assert wait["weight"] == pytest.approx(1 / (1 + (total - 1) * 0.2))


def test_the_posterior_follows_from_what_stands_beside_it(filed):
    for wait in good(filed.get(of_company("0042", "licences")))["waits"]:
        prior, public, own = wait["prior"], wait["evidence"], wait["own"]
        shape, scale = prior["wait_shape"], prior["wait_scale_days"]
        decided = sum(part[name] for part in (public, own) for name in ("approved", "denied"))
        waited = public["waited_days"] + own["waited_days"]
        assert wait["posterior"]["wait_shape"] == pytest.approx(shape + wait["weight"] * decided)
        assert wait["posterior"]["wait_scale_days"] == pytest.approx(scale + wait["weight"] * waited)


def test_the_clock_has_pending_files_first_and_says_what_has_no_effect(filed):
    body = good(filed.get(of_company("0042", "licences")))
    files = body["applications"]
    assert [file["outcome"] for file in files] == ["pending", "approved", "denied", "denied"]
    first = files[0]
    assert first["elapsed_days"] == (LATER - date(2026, 1, 5)).days
    assert (first["promised_working_days"], first["promise_due_on"]) == (45, "2026-03-09")
    assert first["overdue_working_days"] == first["elapsed_working_days"] - 45 > 0
    assert 0 < first["undecided_share"] < 1
    (idle,) = [file for file in files if file["origin"] == "JPN"]
    assert "no effect" in idle["reason"]
    assert idle["regime_id"] is None
    assert "public holidays are not taken out" in body["notice"]


def test_files_raise_the_score_of_their_company_and_leave_the_others_alone(client, filed):
    before, after = (good(asked.get(of_company("0042", "score"))) for asked in (client, filed))
    assert after["score"] > before["score"]
    assert after["run_id"] != before["run_id"]
    theirs = [good(asked.get(of_company("tesla", "score"))) for asked in (client, filed)]
    assert {**theirs[0], "run_id": ""} == {**theirs[1], "run_id": ""}


def test_without_files_the_posterior_is_the_public_wait(client):
    body = good(client.get(of_company("tesla", "licences")))
    assert body["applications"] == []
    assert body["waits"]
    assert all(wait["posterior"] == wait["public"] for wait in body["waits"])


def test_a_company_without_rare_earths_waits_for_nothing(client):
    body = good(client.get(of_company(TAGS, "licences")))
    assert (body["waits"], body["applications"]) == ([], [])


def test_another_day_is_computed_with_what_was_known_then(filed):
    body = good(filed.get(of_company("0042", "licences", "?as_of=2026-03-01")))
    assert [file["outcome"] for file in body["applications"]] == ["pending", "pending"]
    assert body["applications"][0]["elapsed_days"] == (date(2026, 3, 1) - date(2026, 1, 5)).days
    score = good(filed.get(of_company("0042", "score", "?as_of=2026-03-01")))
    assert score["run_id"] == body["run_id"]


def test_an_unknown_company_is_a_problem(filed):
    problem(filed.get("/v1/companies/0043/licences"), 404, "unknown-company")


def test_a_run_made_before_there_were_licences_still_answers(own_home, own_client):
    for path in own_home.glob("runs/*/signals_licences.parquet"):
        path.unlink()
    for path in own_home.glob("runs/*/signals_applications.parquet"):
        path.unlink()
    body = good(own_client.get(of_company("tesla", "licences")))
    assert (body["waits"], body["applications"]) == ([], [])
    assert own_client.get("/companies/tesla").status_code == 200

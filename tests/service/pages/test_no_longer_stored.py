"""A company of the served run whose portfolio is stored no more: words and a way on, on pages and over HTTP."""

from html import unescape

import pytest

from service.batch import Batch
from service.refusal import Refusal
from tests.service.api.asking import problem
from tests.service.api.conftest import client_of
from tests.service.api.home import NOW, settings_of
from tests.service.pages.test_pages import page

PAGES = ["levers", "outlook", "what-if", "what-if?stock_days=60"]
ADDRESSES = ["levers", "outlook", "score?as_of=2026-06-01", "licences?as_of=2026-06-01", "iso-exposure?speed=2"]


@pytest.fixture(params=[("demo",), ("demo", "odd")], ids=["others stored", "none stored"])
def undone(request, own_home):
    """A home in which the first import of portfolios, which a run was made of, is undone."""
    client = client_of(own_home)
    for name in request.param:
        assert client.post(f"/v1/portfolios/{name}/undo").status_code == 200
    return client


@pytest.mark.parametrize("path", PAGES)
def test_a_page_says_so_and_leads_to_the_import(undone, path):
    text = unescape(page(undone, f"/companies/tesla/{path}", 404))
    assert "the portfolio with company 'tesla' is no longer stored" in text
    assert "the served run still has its score" in text
    assert '<a class="button" href="/import">' in text
    assert '<a href="/companies/tesla">' in text
    assert "Did you mean" not in text
    assert undone.get("/companies/tesla").status_code == 200


@pytest.mark.parametrize("path", ADDRESSES)
def test_an_answer_says_so(undone, path):
    told = problem(undone.get(f"/v1/companies/tesla/{path}"), 404, "not-stored")
    assert told["errors"][0]["code"] == "not_stored"


def test_a_question_of_what_if_says_where_the_company_stands(undone):
    (error,) = problem(undone.post("/v1/what-if", json={"company_id": "tesla"}), 404, "not-stored")["errors"]
    assert error["pointer"] == "/body/company_id"


def test_nobody_known_is_still_told_the_nearest(undone):
    (error,) = problem(undone.get("/v1/companies/tesle/levers"), 404, "unknown-company")["errors"]
    assert "tesla" in error["did_you_mean"]


def test_why_a_run_failed_names_no_folder_of_the_machine(own_home):
    client = client_of(own_home)
    for name in ("demo", "odd"):
        client.post(f"/v1/portfolios/{name}/undo")
    with pytest.raises(Refusal, match="no portfolio is stored"):
        Batch(settings_of(own_home), now=lambda: NOW).rescore()
    (job,) = [job for job in client.get("/v1/jobs").get_json()["data"] if job["status"] == "failed"]
    for path in ("/runs", "/jobs", f"/jobs/{job['id']}", "/jobs.json", "/v1/runs", "/v1/jobs", f"/v1/jobs/{job['id']}"):
        text = client.get(path).get_data(as_text=True)
        assert str(own_home) not in text
        assert "no portfolio is stored" in text.lower()

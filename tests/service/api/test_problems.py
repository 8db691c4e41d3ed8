"""What goes wrong: one shape for machines, a page for people, and never a traceback."""

import pytest

from service.runs.snapshot import Serving
from tests.service.api.asking import problem

BEFORE_THE_FIRST_RUN = [
    "/v1/companies",
    "/v1/companies/tesla/score",
    "/v1/companies/tesla/contributions",
    "/v1/companies/tesla/history",
    "/v1/exports/scores.csv",
    "/readyz",
]


@pytest.mark.parametrize("path", BEFORE_THE_FIRST_RUN)
def test_before_the_first_run_scores_are_not_ready(empty_client, path):
    answer = empty_client.get(path)
    problem(answer, 503, "not-ready")
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.parametrize("path", ["/", "/companies/tesla"])
def test_before_the_first_run_pages_say_so(empty_client, path):
    answer = empty_client.get(path)
    assert answer.status_code == 503
    assert answer.mimetype == "text/html"
    assert "No scores have been published yet" in answer.get_data(as_text=True)


def test_before_the_first_run_law_tables_and_health_answer(empty_client):
    for path in (
        "/healthz",
        "/v1/signals/duty?importer=USA&origin=CHN&line=8505110070",
        "/v1/signals/licences",
        "/v1/tables/prices",
        "/v1/sources",
        "/v1/methods",
        "/v1/runs",
        "/openapi.json",
        "/docs",
    ):
        answer = empty_client.get(path)
        assert answer.status_code == 200, path
        assert path.startswith(("/healthz", "/openapi", "/docs")) or answer.get_json()["run_id"] is None


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("/v1", None),
        ("/v1/", None),
        ("/v1/company", "/v1/companies"),
        ("/v1/companies/tesla", None),
        ("/v1/companies/tesla/scores", "/v1/companies/{company_id}/score"),
        ("/v1/companies//score", None),
        ("/v2/companies", None),
    ],
)
def test_unknown_addresses_are_answered_with_the_nearest(client, path, meant):
    answer = client.get(path)
    if path.startswith("/v1"):
        body = problem(answer, 404, "not-found")
        assert meant is None or meant in body["errors"][0]["did_you_mean"]
    else:
        assert (answer.status_code, answer.mimetype) == (404, "text/html")


@pytest.mark.parametrize(
    ("method", "path"), [("DELETE", "/v1/companies"), ("PUT", "/v1/runs"), ("GET", "/v1/portfolios/own/imports")]
)
def test_a_method_nobody_answers_names_those_that_are(client, method, path):
    answer = client.open(path, method=method)
    problem(answer, 405, "method-not-allowed")
    assert answer.headers["Allow"]


def test_a_page_does_not_take_posts(client):
    answer = client.post("/")
    assert (answer.status_code, answer.mimetype) == (405, "text/html")


@pytest.mark.parametrize("path", ["/v1/companies", "/"])
def test_a_failure_of_ours_tells_nothing_of_the_inside(scored_home, monkeypatch, path):
    from tests.service.api.conftest import client_of

    def fail(_self):
        raise RuntimeError("secret detail of the inside")

    monkeypatch.setattr(Serving, "snapshot", fail)
    answer = client_of(scored_home).get(path)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 500
    assert "secret" not in text
    assert "Traceback" not in text
    assert "/requests/" in text


def test_broken_tables_are_told_without_naming_folders(own_home):
    from tests.service.api.conftest import client_of

    broken = own_home.parent / "tables"
    broken.mkdir()
    answer = client_of(own_home, tables_dir=broken).get("/v1/signals/licences")
    body = problem(answer, 503, "unavailable")
    assert str(broken) not in answer.get_data(as_text=True)
    assert "tables" in body["detail"]


HOSTILE = [
    "../../../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "%00",
    "%ff%fe",
    "%F0%9F%92%A9",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "{{7*7}}",
    "a" * 5000,
    "%0d%0aSet-Cookie:x=1",
    "CON",
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    "path",
    [
        "/v1/companies/{}/score",
        "/v1/companies/{}/history",
        "/v1/exports/{}",
        "/v1/tables/{}",
        "/v1/runs/{}",
        "/v1/portfolios/own/corrected/{}",
        "/companies/{}",
        "/v1/companies?q={}",
        "/v1/companies?cursor={}",
        "/v1/companies?portfolio={}",
        "/v1/exports/scores.csv?company_id={}",
        "/?q={}",
        "/?{}=1",
        "/static/{}",
    ],
)
def test_hostile_text_is_refused_or_finds_nothing(client, path, text):
    answer = client.get(path.format(text))
    body = answer.get_data(as_text=True)
    assert answer.status_code in (200, 304, 308, 400, 404), (path, text, answer.status_code)
    assert "Traceback" not in body
    assert "<script>alert" not in body or answer.mimetype != "text/html"
    assert "root:" not in body
    assert ">49<" not in body
    assert "Set-Cookie" not in answer.headers

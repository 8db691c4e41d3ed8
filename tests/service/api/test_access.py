"""Who may ask: keys, other sites, other names, and headers that keep browsers safe."""

import base64

import pytest

from tests.service.api.asking import good, problem
from tests.service.api.conftest import client_of

KEY = "a-long-enough-key-for-tests"
READING = ["/v1/companies", "/v1/companies/tesla/score", "/v1/exports/scores.csv", "/v1/runs", "/openapi.json"]
PAGES = ["/", "/companies/tesla", "/docs", "/static/style.css"]


@pytest.fixture(scope="module")
def guarded(scored_home):
    """A service on the loopback with a key."""
    return client_of(scored_home, api_key=KEY)


@pytest.fixture(scope="module")
def public(scored_home):
    """A service that others can reach."""
    return client_of(scored_home, api_key=KEY, host="192.0.2.1")


def basic(password):
    return {"Authorization": f"Basic {base64.b64encode(f'anybody:{password}'.encode()).decode()}"}


RIGHT = [{"Authorization": f"Bearer {KEY}"}, {"X-API-Key": KEY}, basic(KEY)]
WRONG = [
    {},
    {"Authorization": f"Bearer {KEY}x"},
    {"Authorization": "Bearer"},
    {"Authorization": "Bearer "},
    {"Authorization": f"Digest {KEY}"},
    {"Authorization": "Basic !!!"},
    {"X-API-Key": ""},
    {"X-API-Key": "ключ".encode().decode("latin-1")},
    basic("wrong"),
    basic(""),
]


@pytest.mark.parametrize("path", READING + PAGES)
def test_on_the_loopback_reading_needs_no_key(guarded, path):
    assert guarded.get(path).status_code == 200


@pytest.mark.parametrize("headers", WRONG)
@pytest.mark.parametrize("path", ["/v1/runs", "/v1/portfolios/own/imports?dry_run=1"])
def test_changes_need_the_key_once_there_is_one(guarded, path, headers):
    answer = guarded.post(path, headers=headers)
    problem(answer, 401, "key-required")
    assert {value.split()[0] for value in answer.headers.getlist("WWW-Authenticate")} == {"Bearer", "Basic"}


@pytest.mark.parametrize("headers", RIGHT)
def test_the_key_opens_changes_in_each_of_its_forms(guarded, headers):
    body = b"company_id,company_name,product_id,importer,annual_units,annual_revenue_usd\nx,X,none,,,1\n"
    path = "/v1/portfolios/own/imports?dry_run=1"
    good(guarded.post(path, data=body, content_type="text/csv", headers=headers))


@pytest.mark.parametrize("path", READING + PAGES)
def test_where_others_can_reach_it_everything_needs_the_key(public, path):
    assert public.get(path).status_code == 401
    for headers in WRONG:
        assert public.get(path, headers=headers).status_code == 401
    for headers in RIGHT:
        assert public.get(path, headers=headers).status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_needs_no_key_anywhere(public, path):
    assert public.get(path).status_code == 200


def test_a_key_is_asked_for_before_anything_is_said_about_the_address(public):
    assert public.get("/v1/companies/nobody/score").status_code == 401
    assert public.get("/nothing").status_code == 401


CROSS = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://localhost:9999"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
]


@pytest.mark.parametrize("headers", CROSS)
@pytest.mark.parametrize("path", ["/v1/runs", "/v1/portfolios/own/imports"])
def test_a_page_of_another_site_changes_nothing(client, path, headers):
    form = {"data": {"file": "x"}, "content_type": "multipart/form-data"}
    problem(client.post(path, headers=headers, **form), 403, "cross-site")


def test_a_page_of_another_site_changes_nothing_even_where_the_browser_knows_the_key(guarded):
    """A browser that was given the key as a Basic password sends it along with whatever a stranger's page asks for."""
    problem(guarded.post("/v1/runs", headers={**basic(KEY), **CROSS[0]}), 403, "cross-site")


@pytest.mark.parametrize("headers", [{}, {"Origin": "http://localhost"}, {"Sec-Fetch-Site": "same-origin"}])
def test_programs_and_our_own_pages_may_change_things(client, headers):
    answer = client.post("/v1/runs", data="[]", content_type="application/json", headers=headers)
    problem(answer, 400, "invalid-request")


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "192.168.0.1", ""]
)
def test_on_the_loopback_only_its_own_names_are_answered_to(client, host):
    for path in ("/v1/companies", "/", "/healthz"):
        assert client.get(path, headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8000", "localhost:8000", "[::1]:8000", "LOCALHOST"])
def test_the_names_of_the_loopback_are_answered_to(client, host):
    assert client.get("/v1/companies", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/companies/tesla", "/v1/companies", "/nothing", "/v1/nothing", "/healthz"])
def test_every_answer_keeps_browsers_safe(client, path):
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "script-src 'self';" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/", "/companies/tesla", "/docs", "/companies/nobody"])
def test_pages_load_nothing_from_elsewhere_and_hold_no_script(client, path):
    page = client.get(path).get_data(as_text=True)
    assert all(script.startswith(' src="/static/') for script in page.split("<script")[1:])
    assert " style=" not in page
    assert " onclick" not in page
    assert 'src="http' not in page
    assert 'rel="stylesheet" href="/static/' in page

"""ETags: 304 while nothing changed, and never for something else."""

import pytest

from reference_data.loader import load_tables
from service.batch import Batch
from service.portfolio.application_store import ApplicationStore
from service.portfolio.vocabulary import Vocabulary
from tests.service.api.asking import of_company
from tests.service.api.home import LATER, NOW, settings_of

TAGGED = [
    "/v1/companies",
    "/v1/companies?band=high&limit=3",
    of_company("tesla", "score"),
    of_company("tesla", "score", "?as_of=2026-03-01"),
    of_company("tesla", "contributions"),
    of_company("tesla", "history"),
    "/v1/exports/scores.csv",
    "/v1/exports/lines.json?band=high",
    "/v1/signals/duty?importer=USA&origin=CHN&line=8505110070",
    "/v1/signals/licences",
    "/v1/tables",
    "/v1/tables/prices",
    "/v1/sources",
    "/v1/methods",
    "/v1/scenarios",
]


@pytest.mark.parametrize("path", TAGGED)
def test_an_unchanged_answer_is_not_sent_again(client, path):
    first = client.get(path)
    tag = first.headers["ETag"]
    assert not tag.startswith("W/")
    again = client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.get_data()) == (304, b"")
    assert again.headers["ETag"] == tag
    assert client.get(path, headers={"If-None-Match": f'"other", {tag}'}).status_code == 304
    assert client.get(path, headers={"If-None-Match": '"other"'}).get_data() == first.get_data()


def test_different_questions_have_different_tags(client):
    assert len({client.get(path).headers["ETag"] for path in TAGGED}) == len(TAGGED)


def test_a_weak_tag_or_a_star_never_hides_a_refusal(client):
    missing = of_company("nobody", "score")
    for tag in ("*", 'W/"x"', '"x"'):
        assert client.get(missing, headers={"If-None-Match": tag}).status_code == 404
        assert client.get("/v1/companies?limit=0", headers={"If-None-Match": tag}).status_code == 400
    assert "ETag" not in client.get(missing).headers


def test_a_new_run_has_a_new_tag(own_client, own_home):
    path = of_company("tesla", "score")
    tag = own_client.get(path).headers["ETag"]
    tomorrow = NOW.replace(day=24)
    Batch(settings_of(own_home), now=lambda: tomorrow).rescore()
    assert own_client.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_growing_stale_is_a_change(scored_home):
    from service.web import create_app

    later = create_app(settings_of(scored_home), now=lambda: NOW.replace(day=28)).test_client()
    fresh = create_app(settings_of(scored_home), now=lambda: NOW).test_client()
    tag = fresh.get("/v1/companies").headers["ETag"]
    assert later.get("/v1/companies", headers={"If-None-Match": tag}).get_json()["stale"] is True


def test_what_changes_by_itself_has_no_tag(client):
    assert str(LATER) in client.get("/v1/runs").get_data(as_text=True)
    assert "ETag" not in client.get("/v1/runs").headers


@pytest.mark.parametrize("path", [*TAGGED, "/", "/companies/tesla"])
def test_answers_are_kept_by_no_one_in_between(client, path):
    assert client.get(path).headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("path", TAGGED)
def test_head_answers_like_get_without_the_body(client, path):
    get, head = client.get(path), client.head(path)
    assert (head.status_code, head.get_data()) == (200, b"")
    assert head.headers["ETag"] == get.headers["ETag"]


def test_an_import_changes_what_is_computed_on_demand(own_home, own_client):
    path = of_company("0042", "licences", "?as_of=2026-03-01")
    tag = own_client.get(path).headers["ETag"]
    assert own_client.get(path, headers={"If-None-Match": tag}).status_code == 304
    data = b"company_id,material_id,origin,filed_on,decided_on,outcome\n0042,ndfeb_traction,CHN,2026-01-05,,pending\n"
    vocabulary = Vocabulary.of(load_tables())
    assert ApplicationStore(own_home).import_file("odd", data, "files.csv", vocabulary, imported=NOW).version
    again = own_client.get(path, headers={"If-None-Match": tag})
    assert again.status_code == 200
    assert len(again.get_json()["applications"]) == 1

"""A look-up is fast because it is put together from kept texts; what it says is what it would say without them."""

import sqlite3
from datetime import timedelta

import pytest

from service.api.backing import backing
from service.api.models.companies import Score
from service.api.on_demand import score_on
from service.batch import Batch
from service.runs.current import CURRENT
from service.runs.snapshot import Snapshot
from service.web import HEADERS
from tests.service.api.asking import good, of_company
from tests.service.api.conftest import client_of
from tests.service.api.home import EARLIER, LATER, NOW, UNICODE, UNSCORED, settings_of


def ids_of(client):
    return [row["company_id"] for row in good(client.get("/v1/companies?limit=500"))["data"]]


def bodies(client):
    return {company_id: client.get(of_company(company_id, "score")).get_data() for company_id in ids_of(client)}


@pytest.fixture
def earlier_client(own_home):
    """The run of the earlier day is served; some of its figures were not known by then."""
    (served,) = (path.name for path in (own_home / "runs").iterdir() if path.name.startswith(str(EARLIER)))
    (own_home / CURRENT).write_text(f"{served}\n")
    return client_of(own_home)


def test_every_answer_is_to_the_byte_what_its_model_writes(client, earlier_client):
    for body in (*bodies(client).values(), *bodies(earlier_client).values()):
        assert Score.model_validate_json(body).model_dump_json().encode() == body


@pytest.mark.parametrize("company_id", ["tesla", "0042", UNICODE, UNSCORED])
def test_what_was_counted_is_what_the_engine_finds_behind_the_company_alone(client, company_id):
    with client.application.app_context():
        computed = score_on(company_id, LATER, LATER).model_dump(mode="json")
    published = good(client.get(of_company(company_id, "score")))
    differing = {"computed", "run_id", "stale"}
    assert {k: v for k, v in published.items() if k not in differing} == {
        k: v for k, v in computed.items() if k not in differing
    }


def test_figures_that_stand_in_are_told_from_the_run_as_on_demand(earlier_client):
    told = good(earlier_client.get(of_company("tesla", "score")))["stand_ins"]
    with earlier_client.application.app_context():
        assert told == [row.model_dump() for row in score_on("tesla", EARLIER, EARLIER).stand_ins]


def test_a_run_published_before_grounds_were_counted_answers_the_same(own_home, own_client, client):
    snapshot = Snapshot.open_current(own_home)
    path, wanted = snapshot.folder / "companies.sqlite", bodies(client)
    rows = [(company_id, snapshot.headline(company_id)) for company_id in wanted]
    path.unlink()
    as_before(path, rows)
    assert bodies(own_client) == wanted
    assert own_client.get(of_company("tesle", "score")).status_code == 404


def as_before(path, rows):
    """Writes the side file as it once was: headlines with their stamp, and nothing else."""
    import json

    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE company (company_id TEXT PRIMARY KEY, headline TEXT) WITHOUT ROWID")
    texts = [(company_id, json.dumps(row, ensure_ascii=False)) for company_id, row in rows]
    connection.executemany("INSERT INTO company VALUES (?, ?)", texts)
    connection.commit()
    connection.close()


def test_a_new_run_is_served_at_the_next_look_up(own_home, own_client):
    before = good(own_client.get(of_company("tesla", "score")))
    tomorrow = NOW + timedelta(days=1)
    made = Batch(settings_of(own_home), now=lambda: tomorrow).rescore()
    after = good(own_client.get(of_company("tesla", "score")))
    assert before["run_id"] != after["run_id"] == made.run_id


def test_growing_stale_is_seen_between_two_look_ups(scored_home):
    from service.web import create_app

    moment = [NOW]
    asking = create_app(settings_of(scored_home), now=lambda: moment[0]).test_client()
    assert good(asking.get(of_company("tesla", "score")))["stale"] is False
    moment[0] = NOW + timedelta(days=3)
    assert good(asking.get(of_company("tesla", "score")))["stale"] is True


def test_one_request_rests_on_one_run(client):
    from service.api.backing import served

    with client.application.test_request_context("/v1/companies"):
        assert served() is served()
        assert served()[0] is backing().snapshot()


@pytest.mark.parametrize(
    "path", ["/v1/companies/tesla/score", "/v1/nothing", "/v1/companies?limit=0", "/", "/static/style.css", "/healthz"]
)
def test_every_answer_has_the_security_headers_once_and_sets_no_cookie(client, path):
    headers = client.get(path).headers
    assert {name: headers.getlist(name) for name in HEADERS} == {name: [value] for name, value in HEADERS.items()}
    assert "Set-Cookie" not in headers

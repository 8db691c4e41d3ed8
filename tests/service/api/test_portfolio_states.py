"""Portfolios over HTTP: listed, undone, brought back and deleted; headings mapped and companies merged by query."""

from urllib.parse import quote

import pytest

from service.portfolio.store import PortfolioStore
from tests.service.api.asking import good, problem
from tests.service.api.conftest import client_of
from tests.service.api.home import HEADER
from tests.service.api.test_imports import LINE, file_of, send, stored

OWN_HEADER = "Supplier ID,Supplier,product_id,importer,annual_units,annual_revenue_usd"
MAP = "".join(f"&map={quote(pair)}" for pair in ("Supplier ID=company_id", "Supplier=company_name"))


def portfolio(client, name):
    return next(one for one in good(client.get("/v1/portfolios"))["data"] if one["portfolio"] == name)


def test_every_portfolio_is_listed_as_it_stands(own_client):
    send(own_client, file_of(LINE))
    found = good(own_client.get("/v1/portfolios"))["data"]
    assert [(one["portfolio"], one["companies"], one["demonstration"]) for one in found] == [
        ("demo", 36, True),
        ("odd", 5, False),
        ("own", 1, False),
    ]
    own = found[2]
    assert (own["file_name"], own["undoable"], own["redoable"], own["being_deleted"]) == (
        "portfolio.csv",
        True,
        False,
        False,
    )


def test_before_the_first_import_the_list_is_empty(empty_client):
    assert good(empty_client.get("/v1/portfolios"))["data"] == []


def test_undo_and_redo(own_client, own_home):
    first = good(send(own_client, file_of(LINE)))["version"]
    second = good(send(own_client, file_of(LINE.replace("1000", "2000"))))["version"]
    undone = good(own_client.post("/v1/portfolios/own/undo"))
    assert (undone["version"], undone["undoable"], undone["redoable"]) == (first, True, True)
    assert "holds again" in undone["words"]
    assert stored(own_home)["own"] == first
    assert good(own_client.post("/v1/portfolios/own/undo"))["version"] is None
    assert "own" not in stored(own_home)
    assert (portfolio(own_client, "own")["version"], portfolio(own_client, "own")["redoable"]) == (None, True)
    problem(own_client.post("/v1/portfolios/own/undo"), 409, "refused")
    for version in (first, second):
        assert good(own_client.post("/v1/portfolios/own/redo"))["version"] == version
    problem(own_client.post("/v1/portfolios/own/redo"), 409, "refused")


@pytest.mark.parametrize("what", ["undo", "redo"])
def test_a_portfolio_nobody_imported_is_unknown(own_client, what):
    problem(own_client.post(f"/v1/portfolios/absent/{what}"), 404, "unknown-portfolio")
    problem(own_client.post(f"/v1/portfolios/Own/{what}"), 400, "invalid-request")


def test_a_deletion_is_planned_and_touches_nothing(own_client, own_home):
    plan = good(own_client.get("/v1/portfolios/odd/deletion"))
    assert (plan["status"], plan["companies"], plan["versions"], len(plan["runs"])) == ("planned", 5, 1, 2)
    assert (plan["served_run_goes"], plan["file_names"], plan["other_portfolios"]) == (True, ["odd.csv"], ["demo"])
    assert "odd" in stored(own_home)
    problem(own_client.get("/v1/portfolios/absent/deletion"), 404, "unknown-portfolio")


def test_a_deletion_takes_all_of_it(own_client, own_home):
    served = good(own_client.get("/v1/companies"))["run_id"]
    body = good(own_client.delete("/v1/portfolios/odd?confirm=odd"))
    assert (body["status"], body["reason"]) == ("done", None)
    assert body["run_id"] not in (None, served)
    assert set(stored(own_home)) == {"demo"}
    problem(own_client.get("/v1/companies/0042/score"), 404, "unknown-company")
    problem(own_client.get(f"/v1/companies/tesla/changes?to={served}"), 404, "unknown-run")
    assert {one["portfolio"] for one in good(own_client.get("/v1/companies"))["data"]} == {"demo"}
    problem(own_client.delete("/v1/portfolios/odd?confirm=odd"), 404, "unknown-portfolio")


@pytest.mark.parametrize("query", ["", "?confirm=", "?confirm=Odd", "?confirm=demo", "?confirmed=odd", "?yes=1"])
def test_a_deletion_wants_the_name_once_more(own_client, own_home, query):
    problem(own_client.delete(f"/v1/portfolios/odd{query}"), 400, "invalid-request")
    assert set(stored(own_home)) == {"demo", "odd"}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("post", "/v1/portfolios/odd/undo"),
        ("post", "/v1/portfolios/odd/redo"),
        ("delete", "/v1/portfolios/odd?confirm=odd"),
    ],
)
def test_changes_need_the_key_and_no_other_site(own_home, method, path):
    client = client_of(own_home, api_key="a-long-enough-key-for-tests")
    path = f"/v1/portfolios/{path}"
    problem(getattr(client, method)(path), 401, "key-required")
    foreign = {"Sec-Fetch-Site": "cross-site"}
    problem(getattr(client, method)(path, headers=foreign), 403, "cross-site")
    assert set(stored(own_home)) == {"demo", "odd"}


def test_headings_are_mapped_by_query_and_remembered(own_client, own_home):
    content = file_of(LINE).replace(HEADER.encode(), OWN_HEADER.encode())
    problem(send(own_client, content), 422, "faulty-portfolio")
    body = good(send(own_client, content, query=f"?dry_run=1{MAP}"))
    assert "column 'Supplier ID' is read as company_id" in body["notes"]
    problem(send(own_client, content), 422, "faulty-portfolio")
    good(send(own_client, content, query=f"?{MAP[1:]}"))
    assert good(send(own_client, content))["stored"]
    assert PortfolioStore(own_home).load("own").lines["company_id"].to_list() == ["new-1"]
    problem(send(own_client, content, name="other"), 422, "faulty-portfolio")


@pytest.mark.parametrize(
    ("pair", "said"),
    [("Supplier", "no pair"), ("Supplier=company_nam", "did you mean company_name?"), ("=company_id", "no pair")],
)
def test_a_map_that_is_none_is_told(own_client, own_home, pair, said):
    body = problem(send(own_client, file_of(LINE), query=f"?map={quote(pair)}"), 400, "invalid-request")
    assert said in body["detail"]
    assert body["errors"][0]["pointer"] == "/query/map"
    assert "own" not in stored(own_home)


def test_companies_are_merged_when_asked(own_client):
    rows = (f"{LINE},77", f"{LINE.replace('new-1', 'new-9').replace('DEU', 'USA')},77")
    content = file_of(*rows).replace(HEADER.encode(), f"{HEADER},supplier_number".encode())
    body = good(send(own_client, content, query="?merge_by=supplier_number"))
    assert body["merged"] == [
        {"company_id": "new-1", "others": ["new-9"], "by": "supplier_number", "identifiers": ["77"]}
    ]
    problem(send(own_client, content, query="?merge_by=name"), 400, "invalid-request")
    assert good(send(own_client, content))["merged"] == []

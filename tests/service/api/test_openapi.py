"""/openapi.json and /docs: valid, complete, and true of what is answered."""

import json

import pytest
from openapi_spec_validator import validate

from service.api.problems import Kind
from tests.service.api.asking import of_company, problem

ROUTES = {
    ("get", "/v1/companies"): {"q", "band", "category", "element", "importer", "portfolio", "sort", "limit", "cursor"},
    ("get", "/v1/companies/{company_id}/score"): {"company_id", "as_of", "known_at", "scenario"},
    ("get", "/v1/companies/{company_id}/outlook"): {"company_id", "as_of", "known_at"},
    ("get", "/v1/scenarios"): {"as_of", "known_at"},
    ("get", "/v1/companies/{company_id}/contributions"): {"company_id"},
    ("get", "/v1/companies/{company_id}/history"): {"company_id"},
    ("get", "/v1/companies/{company_id}/levers"): {"company_id", "as_of", "known_at", "costs"},
    ("get", "/v1/companies/{company_id}/licences"): {"company_id", "as_of", "known_at"},
    ("get", "/v1/companies/{company_id}/iso-exposure"): {"company_id", "speed", "duty_points", "as_of", "known_at"},
    ("post", "/v1/what-if"): set(),
    ("post", "/v1/portfolios/{portfolio_id}/imports"): {"portfolio_id", "dry_run", "accept_valid"},
    ("get", "/v1/exports/{file}"): {"file", "bom", "delimiter", "decimal"},
    ("post", "/v1/exports/{file}"): {"file", "bom", "delimiter", "decimal"},
    ("get", "/v1/jobs"): set(),
    ("get", "/v1/jobs/{job}"): {"job"},
    ("get", "/v1/jobs/{job}/file"): {"job"},
    ("get", "/v1/signals/duty"): {"importer", "origin", "line", "as_of", "known_at"},
    ("get", "/v1/signals/licences"): {"as_of"},
    ("get", "/v1/signals/concentration"): {"element", "importer", "as_of", "known_at"},
    ("get", "/v1/tables"): set(),
    ("get", "/v1/tables/stale"): {"as_of"},
    ("get", "/v1/tables/{name}"): {"name", "as_of", "known_at"},
    ("get", "/v1/sources"): set(),
    ("get", "/v1/methods"): set(),
    ("get", "/v1/runs"): set(),
    ("post", "/v1/runs"): set(),
    ("get", "/v1/runs/{run}"): {"run"},
    ("get", "/healthz"): set(),
    ("get", "/readyz"): set(),
    ("get", "/openapi.json"): set(),
    ("get", "/docs"): set(),
}


@pytest.fixture(scope="module")
def document(client):
    return client.get("/openapi.json").get_json()


def test_the_document_is_valid_openapi_3_1(document):
    assert document["openapi"].startswith("3.1")
    validate(document)


@pytest.mark.parametrize("route", ROUTES, ids=" ".join)
def test_every_route_of_the_contract_is_described(document, route):
    method, path = route
    operation = document["paths"][path][method]
    assert operation["summary"]
    assert ROUTES[route] <= {parameter["name"] for parameter in operation["parameters"]}


def test_every_address_of_the_api_is_described(document, client):
    addresses = {
        str(rule)
        for rule in client.application.url_map.iter_rules()
        if rule.endpoint.split(".")[0] not in ("pages", "static")
    }
    described = {path.replace("{", "<").replace("}", ">") for path in document["paths"]}
    assert addresses == described


def test_exports_name_every_file(document):
    (file,) = [p for p in document["paths"]["/v1/exports/{file}"]["get"]["parameters"] if p["name"] == "file"]
    levels = ("scores", "lines", "delays", "costs", "contributions")
    flat = {f"{level}.{form}" for level in levels for form in ("csv", "xlsx", "json", "parquet")}
    assert set(file["schema"]["enum"]) == {*flat, "workbook.xlsx"}


def test_problems_are_described_as_problem_json(document):
    for path in document["paths"].values():
        for operation in path.values():
            for status, answer in operation["responses"].items():
                if int(status) >= 400:
                    assert list(answer["content"]) == ["application/problem+json"]


def test_operation_ids_are_unique(document):
    ids = [operation["operationId"] for path in document["paths"].values() for operation in path.values()]
    assert len(ids) == len(set(ids))


def test_no_reference_leads_nowhere(document):
    text = json.dumps(document)
    names = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert names <= document["components"]["schemas"].keys()


def test_the_page_describes_every_address_and_problem(client, document):
    page = client.get("/docs").get_data(as_text=True)
    for path in document["paths"]:
        assert f"<code>{path}</code>" in page
    for kind in Kind:
        assert f'id="{kind.slug}"' in page


def test_the_type_of_a_problem_leads_to_its_description(client):
    kind = problem(client.get(of_company("nobody", "score")), 404, "unknown-company")["type"]
    page, _, anchor = kind.partition("#")
    assert f'id="{anchor}"' in client.get(page).get_data(as_text=True)

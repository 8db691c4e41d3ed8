"""Every table of a page has its CSV, XLSX and JSON at the same address, and all of them agree cell by cell."""

import pytest

from tests.service.pages.twinned import check_twins

PAGES = {
    "/?limit=500": {"companies"},
    "/?band=moderate&sort=company_name&currency=EUR&numbers=de-DE": {"companies"},
}
"""Path → the tables it shows."""


@pytest.mark.parametrize("path", PAGES)
def test_page_and_files_agree_cell_by_cell(client, path):
    assert check_twins(client, path) == PAGES[path]


def test_the_file_of_a_list_holds_all_pages_of_it(client):
    whole = client.get("/companies.json").get_json()["tables"]["companies"]
    assert len(whole) == client.get("/v1/companies").get_json()["total"]
    assert len(client.get("/companies.json?limit=7").get_json()["tables"]["companies"]) == 7


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/companies.csv?table=company", "is no table of this page; did you mean companies?"),
        ("/companies.csv?delimiter=x", "delimiter 'x'"),
        ("/companies.csv?decimal=,", "both a comma"),
        ("/companies.xlsx?band=x", "band 'x'"),
        ("/?table=companies", "there is no parameter 'table'"),
    ],
)
def test_a_wrong_parameter_of_a_file_is_told(client, path, told):
    answer = client.get(path)
    assert answer.status_code == 400
    assert told.replace("'", "&#39;") in answer.get_data(as_text=True)

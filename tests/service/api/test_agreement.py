"""JSON, CSV and page of one query agree cell by cell."""

import csv
import io
from html.parser import HTMLParser
from urllib.parse import quote, urlencode

import pytest

from tests.service.api.home import SIGNS, UNICODE

QUERIES = [{}, {"band": "moderate"}, {"portfolio": "odd"}, {"importer": "USA", "element": "Dy"}, {"q": "motor"}]
SHOWN = ("score", "score_low", "score_high", "expected_annual_loss_usd", "revenue_at_risk_usd", "lost_days")


class Figures(HTMLParser):
    """Full-precision figures of a page: the value of every data element, table row by table row."""

    def __init__(self, page):
        super().__init__()
        self.rows, self.everything = [], []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        if tag == "tr":
            self.rows.append([])
        if tag == "data":
            value = float(dict(attributes)["value"])
            self.everything.append(value)
            if self.rows:
                self.rows[-1].append(value)


def json_rows(client, query):
    return client.get(f"/v1/companies?{urlencode({**query, 'limit': 500})}").get_json()["data"]


def csv_rows(client, query):
    text = client.get(f"/v1/exports/scores.csv?{urlencode(query)}").get_data(as_text=True)
    return {row["company_id"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}


def same(cell, value):
    if value is None:
        return cell == ""
    return float(cell) == value if isinstance(value, float) else cell.removeprefix("'") == str(value)


@pytest.mark.parametrize("query", QUERIES)
def test_the_list_agrees_in_json_and_csv(client, query):
    listed, exported = json_rows(client, query), csv_rows(client, query)
    assert {row["company_id"] for row in listed} == set(exported)
    for row in listed:
        cells = exported[row["company_id"]]
        shared = cells.keys() & row.keys()
        assert len(shared) == 20
        assert all(same(cells[name], row[name]) for name in shared), row["company_id"]


@pytest.mark.parametrize("query", QUERIES)
def test_the_list_page_shows_the_same_figures_in_the_same_order(client, query):
    page = Figures(client.get(f"/?{urlencode({**query, 'limit': 500})}").get_data(as_text=True))
    expected = [[row[name] for name in SHOWN if row[name] is not None] for row in json_rows(client, query)]
    assert page.rows[1 : len(expected) + 1] == expected


@pytest.mark.parametrize("company_id", ["tesla", "volkswagen", UNICODE, SIGNS])
def test_the_company_page_shows_what_the_api_says(client, company_id):
    name = quote(company_id, safe="")
    page = Figures(client.get(f"/companies/{name}").get_data(as_text=True))
    score = client.get(f"/v1/companies/{name}/score").get_json()
    headline = [score["score"], score["expected_annual_loss_usd"]]
    assert page.everything[:2] == headline
    assert score["lost_days"] in page.everything
    assert score["revenue_at_risk_usd"] in page.everything


@pytest.mark.parametrize("company_id", ["tesla", UNICODE])
def test_score_contributions_and_csv_agree(client, company_id):
    name = quote(company_id, safe="")
    parts = client.get(f"/v1/companies/{name}/contributions").get_json()["data"]
    text = client.get(f"/v1/exports/contributions.csv?company_id={name}").get_data(as_text=True)
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(rows) == len(parts)
    for row, part in zip(rows, parts, strict=True):
        assert all(same(row[key], part[key]) for key in row.keys() & part.keys()), row

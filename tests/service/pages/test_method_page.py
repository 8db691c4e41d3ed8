"""The page of the method: what it says is what the code has, and its worked example comes out."""

import math
from dataclasses import asdict
from html import unescape

import pytest

from scoring.method import METHOD
from service.pages.method import CONSTANTS, bands, loss_share
from tests.service.api.home import SIGNS, UNSCORED
from tests.service.pages.test_pages import Structure, page


def tables(client, query=""):
    return client.get(f"/method.json{query}").get_json()["tables"]


def test_the_page_nests_and_labels_its_fields(client):
    structure = Structure(page(client, "/method"))
    assert structure.own_fields == ["company_id"]
    assert len(structure.ids) == len(set(structure.ids))
    assert all(table["caption"] and table["scoped"] for table in structure.tables)
    assert structure.headings.count(1) == 1


def test_every_constant_is_on_the_page_with_its_value(client):
    values = {name: value for name, value in asdict(METHOD).items() if name not in ("version", "bands", "grades")}
    assert set(CONSTANTS) == set(values)
    for row in tables(client)["constants"]:
        value = values[row["constant"]]
        assert row["value"] == value if isinstance(value, str) else float(row["value"]) == value


def test_bands_and_grades_are_those_of_the_method(client):
    found = tables(client)
    assert [(row["score_from"], row["band"]) for row in found["bands"]] == [*METHOD.bands, (0.0, METHOD.lowest_band)]
    assert [(row["own_evidence_share_from"], row["data_grade"]) for row in found["grades"]] == [
        *METHOD.grades,
        (0.0, METHOD.lowest_grade),
    ]


@pytest.mark.parametrize("score", [0.0, 20.0, 40.0, 73.5])
def test_the_loss_at_which_a_band_begins_has_its_score(score):
    loss = loss_share(score, METHOD)
    assert METHOD.points_per_decade * math.log10(1 + loss / METHOD.loss_unit_of_revenue) == pytest.approx(score)


def test_bands_leave_no_gap():
    rows = bands(METHOD)
    assert [row["score_below"] for row in rows] == [None, *(row["score_from"] for row in rows[:-1])]


@pytest.mark.parametrize("company_id", ["", "tesla", "byd", "0042", SIGNS])
def test_the_worked_example_comes_out(client, company_id):
    query = {"company_id": company_id} if company_id else {}
    steps = client.get("/method.json", query_string=query).get_json()["tables"]["worked_example"]
    assert {"Loss", "Score"} <= {step["what"] for step in steps}
    for step in steps:
        assert step["computed"] == pytest.approx(
            step["exported"], rel=1e-8, abs=1e-6 if step["unit"] == "USD" else 1e-11
        )


def test_the_example_is_of_the_rows_that_are_exported(client):
    steps = {(row["table"], row["what"]): row for row in tables(client, "?company_id=tesla")["worked_example"]}
    score = client.get("/v1/companies/tesla/score").get_json()
    assert steps["scores", "Score"]["exported"] == score["score"]
    assert steps["lines", "Loss"]["exported"] == score["expected_annual_loss_usd"]


def test_the_riskiest_is_worked_through_where_nobody_is_named(client):
    first = client.get("/v1/companies?limit=1").get_json()["data"][0]
    assert f'value="{first["company_id"]}"' in unescape(page(client, "/method"))


def test_demonstration_is_said_of_its_companies_alone(client):
    assert "Demonstration" in page(client, "/method?company_id=tesla")
    assert "Demonstration" not in page(client, "/method?company_id=0042")


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("company_id=tesle", "did you mean tesla?"),
        (f"company_id={UNSCORED}", "is no company with a score"),
        ("company=tesla", "there is no parameter"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(client, query, told):
    text = page(client, f"/method?{query}", status=400)
    assert told in text
    assert client.get(f"/method.csv?{query}").status_code == 400


def test_the_page_needs_no_run(empty_client):
    text = page(empty_client, "/method")
    assert "No company has a score yet" in text
    assert "What this number is not" in text
    assert tables(empty_client)["worked_example"] == []

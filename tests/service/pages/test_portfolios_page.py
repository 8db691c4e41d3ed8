"""The overview of portfolios: its sums are those of the run, its files say what it shows, and nothing unknown is 0."""

import shutil
from math import fsum

import polars as pl
import pytest

from service.runs.layout import SHARES
from service.runs.shares import DIMENSIONS, shares_in
from service.runs.snapshot import Snapshot
from tests.service.api.home import UNSCORED
from tests.service.pages.twinned import check_twins, shown_tables

TABLES = {"exposures", "bands", "grades", "concentration", "incomplete"} | {
    f"by_{name.removesuffix('_id')}" for name in (*DIMENSIONS, "act")
}


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/portfolios", TABLES | {"portfolios"}),
        ("/portfolios/odd", TABLES),
        ("/portfolios/demo?currency=EUR&numbers=de-DE", TABLES - {"incomplete"}),
    ],
)
def test_page_and_files_agree_cell_by_cell(client, path, shown):
    assert check_twins(client, path) == shown


@pytest.mark.parametrize("name", ["demo", "odd"])
def test_sums_are_those_of_the_companies_and_every_respect_adds_up_to_them(client, name):
    tables = client.get(f"/portfolios/{name}.json").get_json()["tables"]
    scores = client.get(f"/v1/companies?portfolio={name}&limit=500").get_json()["data"]
    loss = fsum(row["expected_annual_loss_usd"] or 0.0 for row in scores)
    assert fsum(row["expected_annual_loss_usd"] for row in tables["exposures"]) == pytest.approx(loss, rel=1e-12)
    for dimension in (*DIMENSIONS, "act"):
        rows = tables[f"by_{dimension.removesuffix('_id')}"]
        assert fsum(row["loss_usd"] for row in rows) == pytest.approx(loss, rel=1e-12)
        assert fsum(row["share"] for row in rows) == pytest.approx(1)
    assert sum(row["companies"] for row in tables["bands"]) == len(scores)
    assert sum(row["companies"] for row in tables["scores"]) == sum(row["score"] is not None for row in scores)
    assert sum(row["companies"] for row in tables["grades"]) == sum(row["score"] is not None for row in scores)


def test_a_run_that_keeps_no_sums_is_answered_the_same(scored_home, tmp_path):
    kept = Snapshot.open_current(scored_home).folder
    older = tmp_path / kept.name
    shutil.copytree(kept, older)
    (older / SHARES).unlink()
    assert shares_in(older).equals(shares_in(kept))


def test_companies_that_cannot_be_scored_are_listed_and_in_no_sum(client):
    text = client.get("/portfolios/odd").get_data(as_text=True)
    (row,) = shown_tables(text)["incomplete"]
    assert row["company_name"] == "Without Revenue"
    assert row["state"] == "no score"
    bands = {row["band"]: row for row in shown_tables(text)["bands"]}
    assert bands[""]["expected_annual_loss_usd"] is None
    tables = client.get("/portfolios/odd.json").get_json()["tables"]
    assert UNSCORED not in [row["company_id"] for row in tables["exposures"]]


def test_the_demonstration_is_marked(client):
    said = "no assessment of the company named"
    assert said in client.get("/portfolios/demo").get_data(as_text=True)
    assert said not in client.get("/portfolios/odd").get_data(as_text=True)
    text = client.get("/portfolios").get_data(as_text=True)
    assert said in text
    assert text.count('<span class="tag">demo</span>') == 1


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/portfolios/dem", 404, "has no portfolio &#39;dem&#39;; these are: demo, odd"),
        ("/portfolios/dem.csv", 404, "these are: demo, odd"),
        ("/portfolios/demo?band=high", 400, "there is no parameter &#39;band&#39;"),
        ("/portfolios.csv?table=by_matrial", 400, "did you mean by_material?"),
        ("/portfolios?currency=XXX", 400, "is not offered"),
    ],
)
def test_what_there_is_not_is_told(client, path, status, words):
    page = client.get(path)
    assert page.status_code == status
    assert words in page.get_data(as_text=True)


def test_before_the_first_run_the_page_says_to_wait(empty_client):
    assert empty_client.get("/portfolios").status_code == 503


def test_a_portfolio_imported_since_the_run_is_said_to_wait_for_the_next(own_client, own_home):
    rows = pl.read_parquet(next((own_home / "portfolios" / "odd").glob("*/lines.parquet"))).head(1)
    text = rows.with_columns(company_id=pl.lit("new")).select(pl.all().cast(pl.String)).write_csv()
    answer = own_client.post("/v1/portfolios/fresh/imports", data=text, content_type="text/csv")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    page = own_client.get("/portfolios/fresh")
    assert page.status_code == 404
    assert "will be in the next run" in page.get_data(as_text=True)

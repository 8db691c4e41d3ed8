"""GET /v1/exports: flat files, the same rows and columns in both formats, filtered or whole."""

import csv
import io
import json

import openpyxl
import polars as pl
import pytest

from service.api import exports
from service.exports import xlsx
from service.exports.levels import EXPORTS
from tests.service.api.asking import problem
from tests.service.api.home import TAGS, UNICODE

STAMP = ["as_of", "known_at", "run_id", "method", "tables_version"]


def rows_of(answer, delimiter=","):
    assert answer.status_code == 200, answer.get_data(as_text=True)[:300]
    return list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"), newline=""), delimiter=delimiter))


@pytest.mark.parametrize("level", EXPORTS)
def test_csv_and_json_hold_the_same_cells(client, level):
    header, *rows = rows_of(client.get(f"/v1/exports/{level}.csv"))
    objects = json.loads(client.get(f"/v1/exports/{level}.json").get_data())
    assert header[-5:] == STAMP
    assert [list(each) for each in objects] == [header] * len(rows)
    for cells, each in zip(rows, objects, strict=True):
        for cell, value in zip(cells, each.values(), strict=True):
            same = cell == "" if value is None else float(cell) == value if isinstance(value, float) else None
            assert same if same is not None else cell.removeprefix("'") in (value, ""), (cell, value)


@pytest.mark.parametrize("level", EXPORTS)
def test_the_number_of_rows_is_in_a_header(client, level):
    answer = client.get(f"/v1/exports/{level}.csv")
    assert answer.headers["X-Total-Rows"] == str(len(rows_of(answer)) - 1)
    assert answer.headers["X-Run-Id"] == rows_of(answer)[1][-3]
    assert answer.headers["X-Stale"] == "false"


def test_csv_is_what_spreadsheets_expect(client):
    answer = client.get("/v1/exports/scores.csv")
    assert answer.mimetype == "text/csv"
    assert "attachment; filename=scores-2026-11-23.csv" in answer.headers["Content-Disposition"]
    content = answer.get_data()
    assert content.count(b"\r\n") == content.count(b"\n")
    assert not content.startswith(b"\xef\xbb\xbf")


def test_switches_change_the_form_and_nothing_else(client):
    plain = rows_of(client.get("/v1/exports/scores.csv"))
    switched = client.get("/v1/exports/scores.csv?bom=1&delimiter=%3B&decimal=,")
    assert switched.get_data().startswith(b"\xef\xbb\xbf")
    score = plain[0].index("score")
    for before, after in zip(plain, rows_of(switched, ";"), strict=True):
        assert after[:2] == before[:2]
        assert after[score].replace(",", ".") == before[score]
    assert rows_of(client.get("/v1/exports/scores.csv?delimiter=tab"), "\t") == plain


def test_an_unfiltered_file_is_the_one_built_with_the_run(client, scored_home):
    from service.runs.snapshot import Snapshot

    assert client.get("/v1/exports/scores.csv").get_data() == Snapshot.open_current(scored_home).scores_csv.read_bytes()


def test_filters_keep_the_rows_of_the_companies_they_keep(client):
    kept = {row["company_id"] for row in client.get("/v1/companies?limit=500&band=high").get_json()["data"]}
    for level in ("scores", "lines", "contributions"):
        answer = client.get(f"/v1/exports/{level}.csv?band=high")
        header, *rows = rows_of(answer)
        assert {row[header.index("company_id")] for row in rows} == kept
        assert answer.headers["X-Total-Rows"] == str(len(rows))


@pytest.mark.parametrize("company_id", ["0042", UNICODE, TAGS])
def test_one_company_can_be_exported(client, company_id):
    _, *rows = rows_of(client.get("/v1/exports/scores.csv", query_string={"company_id": company_id}))
    assert [row[0] for row in rows] == [company_id]


def test_a_filter_that_finds_nothing_leaves_the_header(client):
    assert len(rows_of(client.get("/v1/exports/lines.csv?q=nobody-has-this-name"))) == 1
    assert client.get("/v1/exports/lines.json?q=nobody-has-this-name").get_json() == []


@pytest.mark.parametrize(
    ("file", "meant"),
    [
        ("score.csv", "scores.csv"),
        ("scores.xls", "scores.xlsx"),
        ("lines.parket", "lines.parquet"),
        ("workbook.csv", "workbook.xlsx"),
        ("..%5c..%5cstate.sqlite", None),
        ("manifest.json", None),
        ("company.parquet", None),
        ("scores", None),
    ],
)
def test_files_that_are_no_export_are_unknown(client, file, meant):
    body = problem(client.get(f"/v1/exports/{file}"), 404, "unknown-file")
    assert meant is None or meant in body["errors"][0]["did_you_mean"]


@pytest.mark.parametrize("path", ["../manifest.json", "%2e%2e/manifest.json", "..%2fmanifest.json", "/etc/passwd"])
def test_paths_lead_nowhere(client, path):
    problem(client.get(f"/v1/exports/{path}"), 404, "not-found")


@pytest.mark.parametrize(
    "query", ["bom=yes", "delimiter=x", "decimal=;", "delimiter=,&decimal=,", "sort=score", "band=nothing", "limit=5"]
)
def test_wrong_switches_are_refused(client, query):
    problem(client.get(f"/v1/exports/scores.csv?{query}"), 400, "invalid-request")


def workbook_of(answer):
    assert answer.status_code == 200, answer.get_data(as_text=True)[:300]
    return openpyxl.load_workbook(io.BytesIO(answer.get_data()))


@pytest.mark.parametrize("query", ["", "?band=high"])
def test_workbook_and_json_hold_the_same_cells(client, query):
    answer = client.get(f"/v1/exports/lines.xlsx{query}")
    head, *sheet = workbook_of(answer)["lines"].iter_rows(values_only=True)
    objects = client.get(f"/v1/exports/lines.json{query}").get_json()
    assert len(objects) == int(answer.headers["X-Total-Rows"]) > 0
    assert [list(each) for each in objects] == [list(head)] * len(objects)
    plain = [[v.date().isoformat() if hasattr(v, "date") else v for v in cells] for cells in sheet]
    assert plain == [list(each.values()) for each in objects]


@pytest.mark.parametrize("level", EXPORTS)
def test_parquet_is_the_record_itself(client, scored_home, level):
    from service.runs.snapshot import Snapshot

    record = Snapshot.open_current(scored_home).level_path(EXPORTS[level])
    answer = client.get(f"/v1/exports/{level}.parquet")
    assert answer.get_data() == record.read_bytes()
    assert answer.mimetype == "application/vnd.apache.parquet"


def test_filtered_parquet_holds_the_rows_of_the_filtered_csv(client):
    answer = client.get("/v1/exports/costs.parquet?band=high")
    rows = pl.read_parquet(io.BytesIO(answer.get_data()))
    assert str(rows.height) == answer.headers["X-Total-Rows"]
    _, *lines = rows_of(client.get("/v1/exports/costs.csv?band=high"))
    assert [row[0] for row in lines] == rows["company_id"].to_list()


def test_a_long_workbook_is_not_waited_for(client, monkeypatch):
    monkeypatch.setattr(exports, "MOST_AT_ONCE", 40)
    body = problem(client.get("/v1/exports/scores.xlsx"), 422, "too-many-rows")
    assert "41 rows takes longer than an answer should (40 at most): POST to /v1/exports/scores.xlsx" in body["detail"]
    assert client.get("/v1/exports/scores.xlsx?company_id=0042").status_code == 200


@pytest.mark.parametrize("method", ["get", "post"])
def test_more_rows_than_a_sheet_holds_are_refused_with_the_count_and_what_to_do(client, monkeypatch, method):
    monkeypatch.setattr(xlsx, "MOST_ROWS", 40)
    body = problem(client.open("/v1/exports/workbook.xlsx", method=method.upper()), 422, "too-many-rows")
    assert body["detail"].startswith("scores: 41 rows do not fit an XLSX sheet, which holds 40: take CSV or Parquet")
    assert client.get("/v1/exports/scores.csv").status_code == 200

"""POST /v1/portfolios/{name}/imports: whole or not at all, every fault at its row and column."""

import csv
import io

import openpyxl
import pytest

from service.portfolio.store import PortfolioStore
from tests.service.api.asking import good, problem
from tests.service.api.home import HEADER, ODD_FILE

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LINE = "new-1,New Motors,ev_bev_pmsm_avg,DEU,1000,50000000"
FAULTY = "new-2,Faulty Motors,ev_bev_pmsm_avgg,DEUX,-5,50000000"


def file_of(*rows):
    return "\n".join([HEADER, *rows, ""]).encode()


def send(client, content, name="own", query="", media="text/csv", **headers):
    return client.post(f"/v1/portfolios/{name}/imports{query}", data=content, content_type=media, headers=headers)


def workbook(*rows):
    book, packed = openpyxl.Workbook(), io.BytesIO()
    for row in (HEADER, *rows):
        book.active.append(row.split(","))
    book.save(packed)
    return packed.getvalue()


def stored(home):
    return PortfolioStore(home).current()


def test_a_file_becomes_a_version_of_its_portfolio(own_client, own_home):
    body = good(send(own_client, file_of(LINE)))
    assert (body["stored"], body["rows"], body["accepted_rows"], body["errors"]) == (True, 1, 1, [])
    assert stored(own_home)["own"] == body["version"]
    assert PortfolioStore(own_home).load("own").lines["company_id"].to_list() == ["new-1"]


def test_a_workbook_is_as_good_as_csv(own_client, own_home):
    by_sheet = good(send(own_client, workbook(LINE), media=XLSX))["version"]
    by_form = good(send(own_client, {"file": (io.BytesIO(file_of(LINE)), "lines.csv")}, media="multipart/form-data"))
    untyped = good(send(own_client, workbook(LINE), media="application/octet-stream"))
    assert by_sheet == by_form["version"] == untyped["version"] == stored(own_home)["own"]


def test_a_dry_run_stores_nothing(own_client, own_home):
    before = stored(own_home)
    body = good(send(own_client, file_of(LINE), query="?dry_run=1"))
    assert (body["stored"], body["version"], body["accepted_rows"]) == (False, None, 1)
    assert stored(own_home) == before


def test_a_faulty_file_is_refused_whole_with_every_fault(own_client, own_home):
    before = stored(own_home)
    body = problem(send(own_client, file_of(LINE, FAULTY)), 422, "faulty-portfolio")
    assert {error["pointer"] for error in body["errors"]} == {
        "/rows/3/product_id",
        "/rows/3/importer",
        "/rows/3/annual_units",
    }
    wrong = next(error for error in body["errors"] if error["pointer"] == "/rows/3/product_id")
    assert wrong["value"] == "ev_bev_pmsm_avgg"
    assert "ev_bev_pmsm_avg" in wrong["did_you_mean"]
    assert stored(own_home) == before


def test_the_corrected_file_marks_each_row(own_client):
    link = problem(send(own_client, file_of(LINE, FAULTY)), 422, "faulty-portfolio")["corrected_file"]
    answer = own_client.get(link)
    assert answer.status_code == 200
    rows = list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"), newline="")))
    assert [row["row_status"] for row in rows] == ["ok", "fault"]
    assert "importer" in rows[1]["problem"]


def test_a_workbook_comes_back_as_a_workbook(own_client):
    link = problem(send(own_client, workbook(LINE, FAULTY), media=XLSX), 422, "faulty-portfolio")["corrected_file"]
    sheet = openpyxl.load_workbook(io.BytesIO(own_client.get(link).get_data())).active
    assert "row_status" in [cell.value for cell in sheet[1]]


def test_valid_rows_alone_are_taken_only_when_asked(own_client, own_home):
    body = good(send(own_client, file_of(LINE, FAULTY), query="?accept_valid=1"))
    assert (body["stored"], body["rows"], body["accepted_rows"]) == (True, 2, 1)
    assert {error["pointer"].split("/")[2] for error in body["errors"]} == {"3"}
    assert body["corrected_file"]
    assert PortfolioStore(own_home).load("own").lines["company_id"].to_list() == ["new-1"]


def test_a_company_of_another_portfolio_is_refused_with_its_row(own_client):
    body = problem(send(own_client, ODD_FILE, name="other"), 422, "faulty-portfolio")
    assert body["errors"][0]["pointer"] == "/rows/2/company_id"
    assert "portfolio odd" in body["errors"][0]["detail"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (HEADER.encode(), "no rows"),
        (HEADER.replace(",", "\t").encode() + b"\n" + LINE.replace(",", "\t").encode(), "tabs"),
        (f"company,name\n{LINE}\n".encode(), "header"),
        ("﻿".encode("utf-16") + file_of(LINE).decode().encode("utf-16"), "UTF-16"),
        (file_of(LINE.replace("New", "Né")).decode().encode("latin-1"), "UTF-8"),
        (b"\x89PNG\r\n\x1a\n" + bytes(64), ""),
        (file_of(LINE + ",too,many"), "8 columns"),
        (file_of('new-1,"Open quote'), "quotation mark"),
        (file_of(LINE.replace("New", "N\0ew")), ""),
        (file_of(LINE, LINE), "row 3"),
        (file_of(LINE.replace("1000", "inf")), "annual_units"),
        (file_of(LINE.replace("New Motors", "=HYPERLINK(1)")), "company_name"),
    ],
    ids=[
        "empty", "header-only", "tabs", "wrong-header", "utf-16", "latin-1", "png",
        "long-row", "open-quote", "nul", "twice", "infinite", "formula",
    ],
)  # fmt: skip
def test_files_that_are_no_portfolio_are_refused_in_words(own_client, own_home, content, said):
    before = stored(own_home)
    body = problem(send(own_client, content), 422, "faulty-portfolio")
    assert said.lower() in " ".join(error["detail"] for error in body["errors"]).lower()
    assert stored(own_home) == before


def test_a_body_larger_than_the_limit_is_refused_unread(own_home):
    from service.web import create_app
    from tests.service.api.home import settings_of

    app = create_app(settings_of(own_home))
    app.config["MAX_CONTENT_LENGTH"] = 1000
    for media in ("text/csv", "multipart/form-data"):
        content = file_of(*[LINE] * 50)
        data = content if media == "text/csv" else {"file": (io.BytesIO(content), "lines.csv")}
        problem(send(app.test_client(), data, media=media), 413, "too-large")


@pytest.mark.parametrize("media", ["image/png", "application/json", "application/x-www-form-urlencoded", "text/html"])
def test_bodies_of_another_type_are_refused(own_client, media):
    body = problem(send(own_client, file_of(LINE), media=media), 415, "unsupported-type")
    assert "text/csv" in body["detail"]


@pytest.mark.parametrize("files", [0, 2])
def test_a_form_has_one_file(own_client, files):
    data = {f"file{n}": (io.BytesIO(file_of(LINE)), "lines.csv") for n in range(files)} or {"note": "no file"}
    body = problem(send(own_client, data, media="multipart/form-data"), 400, "invalid-request")
    assert f"{files} files" in body["detail"]


@pytest.mark.parametrize("name", ["Own", "..", "a b", "%2e%2e", "x" * 65, "-a"])
def test_a_name_that_cannot_be_is_refused(own_client, own_home, name):
    answer = send(own_client, file_of(LINE), name=name)
    assert answer.status_code in (400, 404)
    assert answer.mimetype == "application/problem+json"
    assert set(stored(own_home)) == {"demo", "odd"}


@pytest.mark.parametrize("query", ["?dryrun=1", "?dry_run=yes", "?dry_run=true", "?accept_valid=2"])
def test_switches_are_strict_since_a_wrong_one_would_store(own_client, own_home, query):
    problem(send(own_client, file_of(LINE), query=query), 400, "invalid-request")
    assert "own" not in stored(own_home)


@pytest.mark.parametrize("name", ["x.csv", f"{'0' * 32}.csv", "..%2f..%2fstate.sqlite", "CURRENT"])
def test_corrected_files_nobody_was_given_are_unknown(own_client, name):
    answer = own_client.get(f"/v1/portfolios/own/corrected/{name}")
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"


def test_what_was_imported_is_on_record(own_client, own_home):
    from service.state.record import Record
    from tests.service.api.home import settings_of

    version = good(send(own_client, file_of(LINE)))["version"]
    (noted, *_) = Record(settings_of(own_home).state_url).imports()
    assert (noted.portfolio, noted.version, noted.rows, noted.faults) == ("own", version, 1, 0)


def test_errors_are_told_to_a_limit_and_the_rest_counted(own_client):
    rows = [f"c{n},Name,ev_bev_pmsm_avg,DEU,-1,1" for n in range(1500)]
    body = problem(send(own_client, file_of(*rows)), 422, "faulty-portfolio")
    assert len(body["errors"]) <= 1000
    assert len({error["pointer"] for error in body["errors"]}) == len(body["errors"])
    assert body["corrected_file"]

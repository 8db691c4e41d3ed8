"""The import page over HTTP: sent, looked at, imported, undone; nothing is stored before it was looked at."""

import csv
import io
from datetime import timedelta

import openpyxl
import pytest

from service.portfolio.application_store import ApplicationStore
from service.portfolio.store import PortfolioStore
from service.portfolio.turning import mark_deleted
from service.web import create_app
from tests.service.api.home import HEADER, NOW, settings_of
from tests.service.pages.importing import (
    FAULTY,
    LINE,
    OWN_HEADER,
    OWN_LINE,
    decide,
    file_of,
    previewed,
    send,
    text_of,
)
from tests.service.pages.twinned import check_twins


def stored(home):
    return PortfolioStore(home).current()


def test_a_whole_file_is_previewed_and_then_imported(own_client, own_home):
    address = previewed(own_client, file_of(LINE))
    assert "own" not in stored(own_home)
    page = own_client.get(address)
    assert "All 1 row can be imported as portfolio own" in text_of(page)
    done = decide(own_client, address, "all")
    assert done.status_code == 303
    assert PortfolioStore(own_home).load("own").lines["company_id"].to_list() == ["new-1"]
    after = text_of(own_client.get(done.location))
    assert "Imported. 1 row of lines.csv imported as own, version" in after
    assert "Scores are of other versions" in after


def test_an_imported_upload_is_no_longer_kept(own_client, own_home):
    address = previewed(own_client, file_of(LINE))
    decide(own_client, address, "all")
    assert own_client.get(address).status_code == 404
    assert list((own_home / "uploads").rglob("*.file")) == []


def test_a_partly_valid_file_shows_each_fault_and_imports_its_valid_rows(own_client, own_home):
    address = previewed(own_client, file_of(LINE, FAULTY))
    text = text_of(own_client.get(address))
    assert "1 of 2 rows can be imported" in text
    assert "'Germny' is no known importer" in text
    assert "did you mean DEU?" in text
    assert "Import the 1 valid row" in text
    assert "Import all" not in text
    done = decide(own_client, address, "valid")
    assert "imported as own, version" in text_of(own_client.get(done.location))
    assert "; 1 row with 3 faults left out" in text_of(own_client.get(done.location))
    assert PortfolioStore(own_home).load("own").lines["company_id"].to_list() == ["new-1"]


def test_a_faulty_file_is_not_imported_whole_even_if_asked(own_client, own_home):
    address = previewed(own_client, file_of(LINE, FAULTY))
    answer = decide(own_client, address, "all")
    assert answer.status_code == 409
    assert "Nothing of this file can be imported" in text_of(answer)
    assert "own" not in stored(own_home)


def test_what_came_between_preview_and_import_is_told(own_client, own_home):
    address = previewed(own_client, file_of(LINE))
    decide(own_client, previewed(own_client, file_of(LINE), portfolio="other"), "all")
    answer = decide(own_client, address, "all")
    assert answer.status_code == 409
    assert "company 'new-1' is in portfolio other already" in text_of(answer)


def test_into_a_portfolio_that_is_being_deleted_nothing_is_imported(own_client, own_home):
    address = previewed(own_client, file_of(LINE), portfolio="odd")
    mark_deleted(own_home / "portfolios", "odd", 1.0)
    for answer in (own_client.get(address), decide(own_client, address, "all")):
        assert "portfolio odd is being deleted" in text_of(answer)
    assert "being deleted" in text_of(own_client.get("/import"))
    assert own_client.post("/import/odd/undo").status_code == 409


def test_the_faults_are_a_table_with_files(own_client):
    assert check_twins(own_client, previewed(own_client, file_of(LINE, FAULTY))) == {"faults"}


def test_the_portfolios_are_a_table_with_files(own_client):
    assert check_twins(own_client, "/import") == {"portfolios"}


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_corrected_file_comes_in_both_forms(own_client, form):
    address = previewed(own_client, file_of(LINE, FAULTY))
    data = own_client.get(f"{address}/corrected.{form}").data
    if form == "csv":
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    else:
        rows = [list(row) for row in openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True)]
    assert rows[0][-3:] == ["row_status", "problem", "suggestion"]
    assert [row[-3] for row in rows[1:]] == ["ok", "fault"]


def test_nothing_valid_offers_no_import(own_client):
    text = text_of(own_client.get(previewed(own_client, file_of(FAULTY))))
    assert "Nothing of this file can be imported" in text
    assert "Import the" not in text


#                what is sent                                         what is said
NO_TABLE = {
    "empty": (b"", "lines.csv", "empty"),
    "no rows": (HEADER.encode(), "lines.csv", "This file has no rows"),
    "no rows under semicolons": (HEADER.replace(",", ";").encode(), "lines.csv", "This file has no rows"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(64), "logo.png", "only .csv and .xlsx files are read"),
    "a picture called csv": (b"\x89PNG\r\n\x1a\n" + bytes(64), "lines.csv", "cannot be read as a table"),
    "no workbook": (b"PK\x03\x04 broken", "lines.xlsx", "cannot be read as a table"),
    "tabs": (HEADER.replace(",", "\t").encode(), "lines.csv", "separated by tabs"),
}


@pytest.mark.parametrize("what", NO_TABLE)
def test_what_is_no_table_is_said_to_be_none(own_client, own_home, what):
    content, filename, said = NO_TABLE[what]
    page = own_client.get(previewed(own_client, content, filename=filename))
    assert page.status_code == 200
    assert said in text_of(page)
    assert "Import all" not in text_of(page)
    assert "headings are not all ours" not in text_of(page)


def test_headings_of_ones_own_are_mapped_and_remembered(own_client, own_home):
    address = previewed(own_client, file_of(OWN_LINE, header=OWN_HEADER))
    page = own_client.get(address).get_data(as_text=True)
    assert "The headings are not all ours" in page
    assert '<option value="company_id" selected>' in page
    columns = ["company_id", "company_name", "product_id", "importer", "annual_units", "annual_revenue_usd", ""]
    said = {f"column.{place}": column for place, column in enumerate(columns)}
    assert decide(own_client, address, "read", **said).location == address
    assert "All 1 row can be imported" in text_of(own_client.get(address))
    decide(own_client, address, "all")
    assert PortfolioStore(own_home).load("own").lines["company_name"].to_list() == ["New Motors"]
    again = text_of(own_client.get(previewed(own_client, file_of(OWN_LINE, header=OWN_HEADER))))
    assert "All 1 row can be imported" in again
    assert "Column 'Supplier ID' is read as company_id" in again
    other = previewed(own_client, file_of(OWN_LINE, header=OWN_HEADER), portfolio="other")
    assert "The headings are not all ours" in text_of(own_client.get(other))


def test_a_column_nobody_knows_is_left_out_rather_than_guessed(own_client):
    address = previewed(own_client, file_of(OWN_LINE, header=OWN_HEADER))
    decide(own_client, address, "read", **{"column.0": "no such column", "column.1": "company_name"})
    assert "'company_id'" not in text_of(own_client.get(address))
    assert "this column is missing" in text_of(own_client.get(address))


def test_companies_are_merged_when_asked_and_it_is_told(own_client, own_home):
    header = f"{HEADER},supplier_number"
    rows = (f"{LINE},77", f"{LINE.replace('new-1', 'new-9').replace('DEU', 'USA')},77")
    address = previewed(own_client, file_of(*rows, header=header), merge_by="supplier_number")
    assert "'new-9' merged into company 'new-1'" in text_of(own_client.get(address))
    decide(own_client, address, "read", merge_by="")
    assert "merged into" not in text_of(own_client.get(address))


def test_it_is_told_which_companies_come_and_go(own_client):
    decide(own_client, previewed(own_client, file_of(LINE, LINE.replace("new-1", "new-2"))), "all")
    text = text_of(own_client.get(previewed(own_client, file_of(LINE, LINE.replace("new-1", "new-3")))))
    assert "1 stay and 1 go ( new-2 )" in text.replace("(new-2)", "( new-2 )")
    assert "1 are new" in text


def test_a_company_of_another_portfolio_is_told_with_its_row(own_client, own_home):
    text = text_of(own_client.get(previewed(own_client, file_of(LINE.replace("new-1", "0042")))))
    assert "company '0042' is in portfolio odd already" in text
    assert "Import all" not in text


def test_an_application_of_the_day_after_tomorrow_is_a_fault(own_client):
    data = b"company_id,material_id,origin,filed_on,outcome\n0042,ndfeb_traction,CHN,2026-11-25,pending\n"
    text = text_of(own_client.get(previewed(own_client, data, kind="applications")))
    assert "Nothing of this file can be imported" in text
    assert "lies in the future, after 2026-11-23, the day of the import" in text


def test_licence_applications_are_imported_alike(own_client, own_home):
    data = b"company_id,material_id,origin,filed_on,outcome\n0042,ndfeb_traction,CHN,2026-01-02,pending\n"
    address = previewed(own_client, data, portfolio="odd", kind="applications")
    assert "as licence applications of odd" in text_of(own_client.get(address))
    decide(own_client, address, "all")
    assert list(ApplicationStore(own_home).current()) == ["odd"]
    undone = own_client.post("/import/odd/undo", data={"kind": "applications"})
    assert "there are no applications of odd now" in text_of(own_client.get(undone.location))
    assert (list(ApplicationStore(own_home).current()), "odd" in stored(own_home)) == ([], True)
    own_client.post("/import/odd/redo", data={"kind": "applications"})
    assert list(ApplicationStore(own_home).current()) == ["odd"]


#  what is wrong            fields                                          said
FORMS = {
    "no file": ({"file": (io.BytesIO(b""), "")}, "No file is chosen"),
    "no name": ({"portfolio": ""}, "cannot be the name of a portfolio"),
    "a name that leaves": ({"portfolio": "../x"}, "cannot be the name of a portfolio"),
    "capitals": ({"portfolio": "Mine"}, "cannot be the name of a portfolio"),
}


@pytest.mark.parametrize("what", FORMS)
def test_a_form_that_cannot_be_comes_back_with_what_is_wrong(own_client, own_home, what):
    changed, said = FORMS[what]
    data = {"portfolio": "own", "file": (io.BytesIO(file_of(LINE)), "lines.csv"), **changed}
    answer = own_client.post("/import", data=data, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert 'aria-invalid="true"' in answer.get_data(as_text=True)
    assert not (own_home / "uploads").exists()


def test_a_file_larger_than_the_limit_is_refused_on_the_page(own_home):
    app = create_app(settings_of(own_home), now=lambda: NOW)
    app.config["MAX_CONTENT_LENGTH"] = 1000
    answer = send(app.test_client(), file_of(*[LINE] * 50))
    assert answer.status_code == 413
    assert "larger than 256 MiB" in text_of(answer)


@pytest.mark.parametrize("address", ["/import/own/" + "0" * 32, "/import/own/x", "/import/odd/CURRENT"])
def test_an_upload_nobody_sent_is_none(own_client, address):
    for answer in (own_client.get(address), own_client.post(address, data={"action": "all"})):
        assert answer.status_code == 404
        assert "Traceback" not in answer.get_data(as_text=True)


def test_an_upload_is_found_under_its_own_portfolio_alone(own_client):
    address = previewed(own_client, file_of(LINE))
    assert own_client.get(address.replace("/own/", "/odd/")).status_code == 404


def test_an_upload_is_kept_for_a_day(own_home):
    clock = [NOW]
    client = create_app(settings_of(own_home), now=lambda: clock[0]).test_client()
    address = previewed(client, file_of(LINE))
    clock[0] = NOW + timedelta(days=365)
    assert client.get(address).status_code == 404
    assert "no longer kept" in text_of(client.get(address))


def test_an_upload_is_read_by_its_owner_alone(own_client, own_home):
    previewed(own_client, file_of(LINE))
    assert (own_home / "uploads").stat().st_mode & 0o077 == 0


def test_a_left_upload_goes(own_client, own_home):
    address = previewed(own_client, file_of(LINE))
    assert decide(own_client, address, "leave").location == "/import"
    assert own_client.get(address).status_code == 404


def test_a_form_that_says_nothing_stores_nothing(own_client, own_home):
    address = previewed(own_client, file_of(LINE))
    assert decide(own_client, address, "").status_code == 400
    assert "own" not in stored(own_home)


def test_undo_and_its_taking_back(own_client, own_home):
    for units in ("1000", "2000"):
        decide(own_client, previewed(own_client, file_of(LINE.replace("1000", units))), "all")
    first = own_client.post("/import/own/undo")
    assert "Undone. Import of lines.csv" in text_of(own_client.get(first.location))
    assert PortfolioStore(own_home).load("own").lines["annual_units"].to_list() == [1000]
    second = own_client.post("/import/own/undo")
    assert "there is no portfolio own now" in text_of(own_client.get(second.location))
    assert "every import is undone" in text_of(own_client.get("/import"))
    assert own_client.post("/import/own/undo").status_code == 409
    own_client.post("/import/own/redo")
    own_client.post("/import/own/redo")
    assert PortfolioStore(own_home).load("own").lines["annual_units"].to_list() == [2000]
    assert own_client.post("/import/own/redo").status_code == 409


@pytest.mark.parametrize("path", ["/import/absent/undo", "/import/absent/redo", "/import/absent/delete"])
def test_what_is_not_there_cannot_be_changed(own_client, path):
    assert own_client.post(path).status_code == 404


def test_deletion_says_what_goes_and_wants_the_name(own_client, own_home):
    text = text_of(own_client.get("/import/odd/delete"))
    assert "1 version of 5 companies" in text
    assert "2 runs in which its companies were scored, the served one among them" in text
    assert "demo stays" in text
    for typed in ("", "Odd", "demo"):
        answer = own_client.post("/import/odd/delete", data={"confirm": typed})
        assert answer.status_code == 422
        assert "Nothing is deleted" in text_of(answer)
    assert "odd" in stored(own_home)


def test_deleted_its_companies_are_nowhere_to_be_read(own_client, own_home):
    before = own_client.get("/companies/0042")
    changed = own_client.get("/v1/companies/0042/changes?from=2026-03-01")
    assert (before.status_code, changed.status_code) == (200, 200)
    runs = [path.name for path in (own_home / "runs").iterdir()]
    done = own_client.post("/import/odd/delete", data={"confirm": "odd"})
    assert "Deleted. Portfolio odd is gone" in text_of(own_client.get(done.location))
    for path in ("/companies/0042", "/v1/companies/0042/score", "/v1/companies/0042/contributions"):
        assert own_client.get(path).status_code == 404
    assert own_client.get("/v1/companies/0042/history").status_code == 404
    for run in runs:
        assert own_client.get(f"/v1/companies/0042/changes?from={run}").status_code == 404
        assert own_client.get(f"/v1/companies/tesla/changes?from={run}").status_code == 404
    assert "Leading Zeros" not in own_client.get("/v1/exports/scores.csv").get_data(as_text=True)
    assert own_client.get("/companies/tesla").status_code == 200


@pytest.mark.parametrize("done", ["import-999", "change-999"])
def test_what_is_not_on_record_is_not_announced(own_client, done):
    page = own_client.get(f"/import?done={done}")
    assert page.status_code == 200
    assert 'class="notice done' not in page.get_data(as_text=True)


@pytest.mark.parametrize("query", ["?done=x", "?done=import-", "?done=import--1", "?done=<b>", "?said=1"])
def test_a_wrong_parameter_is_refused(own_client, query):
    assert own_client.get(f"/import{query}").status_code == 400


def test_pages_of_other_sites_change_nothing(own_client, own_home):
    address = previewed(own_client, file_of(LINE))
    foreign = {"Sec-Fetch-Site": "cross-site"}
    for path in ("/import", address, "/import/odd/undo", "/import/odd/redo", "/import/odd/delete"):
        assert own_client.post(path, data={"action": "all", "confirm": "odd"}, headers=foreign).status_code == 403
    assert set(stored(own_home)) == {"demo", "odd"}


def test_with_a_key_configured_sending_needs_it_and_a_browser_is_asked(own_home):
    key = "a-long-enough-key-for-tests"
    client = create_app(settings_of(own_home, api_key=key), now=lambda: NOW).test_client()
    assert "asks for the API key" in text_of(client.get("/import"))
    refused = send(client, file_of(LINE))
    assert refused.status_code == 401
    assert any(value.startswith("Basic") for value in refused.headers.getlist("WWW-Authenticate"))
    data = {"portfolio": "own", "file": (io.BytesIO(file_of(LINE)), "lines.csv")}
    sent = client.post("/import", data=data, content_type="multipart/form-data", auth=("anybody", key))
    assert sent.status_code == 303


def test_before_the_first_run_and_portfolio_the_page_is_there(empty_client):
    text = text_of(empty_client.get("/import"))
    assert "No portfolio is stored yet" in text
    address = previewed(empty_client, file_of(LINE))
    assert decide(empty_client, address, "all").status_code == 303


def test_euros_are_not_suggested_for_dollars_and_mapped_so_are_remarked_on_first(own_client):
    header = OWN_HEADER.replace(OWN_HEADER.split(",")[5], "Turnover (EUR)")
    address = previewed(own_client, file_of(OWN_LINE, header=header))
    assert '<option value="annual_revenue_usd" selected>' not in own_client.get(address).get_data(as_text=True)
    columns = ["company_id", "company_name", "product_id", "importer", "annual_units", "annual_revenue_usd", ""]
    decide(own_client, address, "read", **{f"column.{place}": column for place, column in enumerate(columns)})
    notes = text_of(own_client.get(address)).partition("perhaps not what was meant.")[2].strip()
    assert notes.startswith("Column 'Turnover (EUR)' speaks of EUR, but annual_revenue_usd is in US dollars")


def test_headings_of_ones_own_without_rows_are_mapped_and_then_said_to_have_none(own_client):
    address = previewed(own_client, file_of(header=OWN_HEADER))
    assert "The headings are not all ours" in text_of(own_client.get(address))
    columns = ["company_id", "company_name", "product_id", "importer", "annual_units", "annual_revenue_usd", ""]
    decide(own_client, address, "read", **{f"column.{place}": column for place, column in enumerate(columns)})
    assert "This file has no rows" in text_of(own_client.get(address))


@pytest.mark.parametrize(
    ("file", "status"),
    [
        ("portfolio.csv", 200), ("portfolio.xlsx", 200), ("licence_applications.csv", 200),
        ("licence_applications.xlsx", 200), ("portfolio.pdf", 404), ("demo.csv", 404), ("portfolio", 404),
    ],
)  # fmt: skip
def test_templates(own_client, file, status):
    answer = own_client.get(f"/v1/templates/{file}")
    assert answer.status_code == status


def test_a_template_imports_as_it_is(own_client):
    for form in ("csv", "xlsx"):
        data = own_client.get(f"/v1/templates/portfolio.{form}").data
        address = previewed(own_client, data, filename=f"portfolio.{form}", portfolio="fresh")
        text = text_of(own_client.get(address))
        assert "can be imported" in text, form
        assert "Example rows of the template are in it, company 0042" in text, form


def test_after_an_import_scoring_is_one_press_away_and_the_import_is_among_the_work(own_client):
    decide(own_client, previewed(own_client, file_of(LINE)), "all")
    assert '<form method="post" action="/jobs/rescore">' in own_client.get("/import").get_data(as_text=True)
    assert "lines.csv into own" in text_of(own_client.get("/jobs"))

"""Licence applications on the page of their company, and all of them on the licence clock."""

import pytest

from reference_data.loader import load_tables
from service.portfolio.application_store import ApplicationStore
from service.portfolio.vocabulary import Vocabulary
from tests.service.api.conftest import client_of
from tests.service.api.home import NOW
from tests.service.api.test_licences import FILES, filed_home
from tests.service.api.test_licences import HEADER as FILES_HEADER
from tests.service.pages.test_pages import Structure, company, page
from tests.service.pages.twinned import check_twins

__all__ = ["filed_home"]


@pytest.fixture(scope="module")
def filed(filed_home):
    return client_of(filed_home)


def rows(client, query=""):
    return client.get(f"/licence-clock.json{query}").get_json()["tables"]["applications"]


def test_the_licence_clock_stands_on_the_page(filed):
    text = company(filed, "0042")
    built = Structure(text)
    assert all(table["caption"] and table["scoped"] for table in built.tables)
    assert {"waits", "clock"} <= set(built.ids)
    assert "public holidays are not taken out" in text
    assert text.index(">pending<") < text.index(">approved<")
    assert "overdue by" in text
    assert "1 approved, 1 denied, 1 pending" in text


def test_the_clock_of_a_company_and_its_files_agree(filed):
    assert {"waits", "applications"} <= check_twins(filed, "/companies/0042")


def test_another_company_of_the_same_run_has_no_clock(filed):
    assert 'id="clock"' not in company(filed, "tesla")


def test_the_page_of_all_nests_and_labels_its_fields(filed):
    structure = Structure(page(filed, "/licence-clock"))
    assert structure.own_fields == ["q", "state"]
    assert all(table["caption"] and table["scoped"] for table in structure.tables)


@pytest.mark.parametrize(
    "path", ["/licence-clock", "/licence-clock?state=decided&numbers=de-DE", "/licence-clock?q=0042"]
)
def test_the_page_and_its_files_agree_cell_by_cell(filed, path):
    assert check_twins(filed, path) == {"applications"}


def test_files_past_the_promise_stand_first(filed):
    found = rows(filed)
    assert [row["state"] for row in found] == ["overdue", "decided", "decided", "decided"]
    assert found[0]["overdue_working_days"] == found[0]["elapsed_working_days"] - found[0]["promised_working_days"] > 0


def test_they_are_those_of_the_company(filed):
    own = filed.get("/v1/companies/0042/licences").get_json()["applications"]
    key = ("material_id", "origin", "filed_on", "elapsed_days", "undecided_share", "reason")
    assert sorted(str([row[name] for name in key]) for row in rows(filed)) == sorted(
        str([row[name] for name in key]) for row in own
    )


@pytest.mark.parametrize(
    ("query", "count"),
    [("?state=overdue", 1), ("?state=pending", 1), ("?state=decided", 3), ("?q=leading", 4), ("?q=x", 0)],
)
def test_states_and_names_narrow_them(filed, query, count):
    assert len(rows(filed, query)) == count
    shown = page(filed, f"/licence-clock{query}")
    assert ("No application matches" in shown) == (count == 0)


def test_a_run_without_applications_says_how_to_import_them(client):
    text = page(client, "/licence-clock")
    assert "No licence applications are on record" in text
    assert "exposure import applications.csv --portfolio mine --applications" in text
    assert rows(client) == []


def test_applications_stored_since_the_run_are_announced(own_client, own_home):
    assert "Other applications are stored now" not in page(own_client, "/licence-clock")
    data = "\n".join([FILES_HEADER, *FILES, ""]).encode()
    report = ApplicationStore(own_home).import_file(
        "odd", data, "files.csv", Vocabulary.of(load_tables()), imported=NOW
    )
    assert report.version, report.messages
    text = page(own_client, "/licence-clock")
    assert "Other applications are stored now than this run counted." in text
    assert "No licence applications are counted in this run" in text


@pytest.mark.parametrize("query", ["state=late", "outcome=denied"])
def test_what_cannot_be_asked_is_refused_in_words(filed, query):
    assert "Traceback" not in page(filed, f"/licence-clock?{query}", status=400)


def test_before_the_first_run_the_page_says_so(empty_client):
    assert "nothing has been scored yet" in page(empty_client, "/licence-clock", status=503)

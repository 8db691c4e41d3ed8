"""The company page of a company with licence applications of its own."""

from tests.service.api.conftest import client_of
from tests.service.api.test_licences import filed_home
from tests.service.pages.test_pages import Structure, company
from tests.service.pages.twinned import check_twins

__all__ = ["filed_home"]


def test_the_licence_clock_stands_on_the_page(filed_home):
    text = company(client_of(filed_home), "0042")
    built = Structure(text)
    assert all(table["caption"] and table["scoped"] for table in built.tables)
    assert {"waits", "clock"} <= set(built.ids)
    assert "public holidays are not taken out" in text
    assert text.index(">pending<") < text.index(">approved<")
    assert "overdue by" in text
    assert "1 approved, 1 denied, 1 pending" in text


def test_the_licence_clock_and_its_files_agree(filed_home):
    assert {"waits", "applications"} <= check_twins(client_of(filed_home), "/companies/0042")


def test_another_company_of_the_same_run_has_no_clock(filed_home):
    assert "Licence clock" not in company(client_of(filed_home), "tesla")

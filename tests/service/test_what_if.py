"""What a what-if makes of portfolios before anything is scored: rules of an import, applications kept, shares plain."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from reference_data.loader import load_tables
from scoring.edit_faults import EditFaults
from scoring.line_edits import LineAdded, LineEdit
from scoring.portfolio import APPLICATION_COLUMNS, Portfolio
from service.portfolio.vocabulary import Vocabulary
from service.what_if.echo import changed_lines
from service.what_if.portfolios import edited, portfolio_of_rows

VOCABULARY = Vocabulary.of(load_tables())
ROW = {
    "company_id": "c",
    "company_name": "C",
    "product_id": "ev_bev_pmsm_avg",
    "importer": "USA",
    "annual_units": 20000,
    "annual_revenue_usd": 1e9,
    "origin_shares": "CHN:0.00001;JPN:0.99999",
}
FILE = {"company_id": "c", "material_id": "ndfeb_traction", "origin": "CHN", "filed_on": date(2026, 1, 1)}


@pytest.fixture(scope="module")
def company() -> Portfolio:
    files = pl.DataFrame([{**FILE, "outcome": "pending"}], schema=APPLICATION_COLUMNS)
    return replace(portfolio_of_rows([ROW], VOCABULARY).portfolio, applications=files)


def test_a_company_keeps_its_applications_and_whatever_is_not_edited(company: Portfolio) -> None:
    changed = edited(company, [LineEdit({"stock_days": 30})], VOCABULARY).portfolio
    assert changed.applications.equals(company.applications)
    assert changed.lines.drop("stock_days").equals(company.lines.drop("stock_days"))


def test_shares_kept_in_powers_of_ten_pass_as_the_shares_they_are(company: Portfolio) -> None:
    assert "e-" in company.lines["origin_shares"].item(), "the test is about shares written so"
    changed = edited(company, [LineEdit({"stock_days": 30})], VOCABULARY).portfolio
    assert changed.lines["origin_shares"].item() == company.lines["origin_shares"].item()
    with pytest.raises(EditFaults, match="not a pair of country and share"):
        edited(company, [LineEdit({"origin_shares": "CHN:1e0"})], VOCABULARY)


def test_the_edit_that_set_a_cell_last_is_the_one_at_fault(company: Portfolio) -> None:
    edits = [LineEdit({"stock_days": -1}), LineEdit({"stock_days": -2}), LineEdit({"transit_days": 3})]
    with pytest.raises(EditFaults) as refusal:
        edited(company, edits, VOCABULARY)
    (fault,) = refusal.value.faults
    assert (fault.edit, fault.at) == (1, ("values", "stock_days"))
    assert "'-2.0' is below 0" in fault.fault


def test_a_line_added_is_at_fault_for_what_it_lacks(company: Portfolio) -> None:
    with pytest.raises(EditFaults) as refusal:
        edited(company, [LineAdded({"company_id": "c", "product_id": "none"})], VOCABULARY)
    (fault,) = refusal.value.faults
    assert (fault.edit, fault.at) == (0, ())
    assert "annual_revenue_usd is empty" in fault.fault


def test_figures_in_thousands_are_remarked_on(company: Portfolio) -> None:
    checked = edited(company, [LineEdit({"annual_revenue_usd": 1e6})], VOCABULARY)
    assert any("not in thousands" in note for note in checked.notes)


def test_every_cell_that_differs_is_echoed_with_its_value_before(company: Portfolio) -> None:
    changed = edited(company, [LineEdit({"stock_days": 30, "importer": "MEX"})], VOCABULARY).portfolio
    cells = {(cell.how, cell.column): (cell.before, cell.after) for cell in changed_lines(company, changed)}
    assert cells["removed", "importer"] == ("USA", None)
    assert cells["added", "importer"] == (None, "MEX")
    assert cells["added", "stock_days"] == (None, 30.0)
    assert changed_lines(company, company) == []

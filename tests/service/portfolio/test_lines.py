"""Rows read together: kinds of rows, repeated lines, overrides and companies that contradict themselves."""

import pytest

from service.portfolio.report import read_portfolio
from tests.service.portfolio.small import NONE, VOCABULARY, csv_file, line, override

#   rows of the file (the first is row 2)                          row  column                said
FAULTY = {
    "no id": ([line(company_id=None)], 2, "company_id", "is empty"),
    "no name": ([line(company_name=None)], 2, "company_name", "is empty"),
    "no product": ([line(product_id=None)], 2, "product_id", "a product of table products, or none"),
    "no importer": ([line(importer=None)], 2, "importer", "country in which the product is assembled"),
    "no units": ([line(annual_units=None)], 2, "annual_units", "the units of a year"),
    "no revenue": ([line(annual_revenue_usd=None)], 2, "annual_revenue_usd", "losses are measured against it"),
    "none without revenue": ([{**NONE, "annual_revenue_usd": ""}], 2, "annual_revenue_usd", "is empty"),
    "none with importer": ([{**NONE, "importer": "DEU"}], 2, "importer", "is given for product none"),
    "none with units": ([{**NONE, "annual_units": "5"}], 2, "annual_units", "is given for product none"),
    "line twice": ([line(), NONE, line(annual_units="5")], 4, "", "repeats row 2"),
    "none twice": ([NONE, NONE], 3, "", "repeats row 2"),
    "override twice": ([line(), override(), override(stock_days="9")], 4, "", "repeats row 3"),
    "override without line": ([NONE, override()], 3, "material_id", "no product line"),
    "override of another importer": ([line(), override(importer="USA")], 3, "material_id", "no product line"),
    "override with units": ([line(), override(annual_units="5")], 3, "annual_units", "not to one material"),
    "override with revenue": ([line(), override(annual_revenue_usd="5")], 3, "annual_revenue_usd", "belongs to"),
    "override with margin": ([line(), override(contribution_margin="0.5")], 3, "contribution_margin", "belongs to"),
    "override that says nothing": ([line(), override(stock_days=None, note="x")], 3, "material_id", "says nothing"),
    "material not in the product": (
        [line(product_id="phone"), override(product_id="phone", material_id="phosphor")],
        3,
        "material_id",
        "'phone' holds no 'phosphor': it holds magnet",
    ),
    "product without materials": (
        [line(product_id="bare"), override(product_id="bare")],
        3,
        "material_id",
        "no material of it is on record",
    ),
    "override of none": (
        [NONE, {**NONE, "annual_revenue_usd": "", "material_id": "magnet", "stock_days": "1"}],
        3,
        "material_id",
        "'none' holds no 'magnet'",
    ),
    "override of another seat": ([line(country="DEU"), override(country="USA")], 3, "country", "differs from the"),
    "two names": ([line(), line(importer="USA", company_name="Acme Inc")], 3, "company_name", "is 'Acme' in row 2"),
    "two sizes": (
        [line(), line(importer="USA", buyer_size="small"), {**NONE, "buyer_size": "large"}],
        4,
        "buyer_size",
        "company '007' is 'small' in row 3",
    ),
    "two LEIs": (
        [line(lei="5493001KJTIIGC8Y1R12"), line(importer="USA", lei="254900OPPU84GM83MG36")],
        3,
        "lei",
        "is '5493001KJTIIGC8Y1R12' in row 2",
    ),
}


@pytest.mark.parametrize("what", FAULTY)
def test_rows_that_do_not_fit_together_are_a_fault_at_the_row_that_is_wrong(what):
    rows, row, column, said = FAULTY[what]
    report = read_portfolio(csv_file(*rows), "lines.csv", VOCABULARY)
    assert [(fault.row, fault.column) for fault in report.faults] == [(row, column)]
    assert said in report.messages[0]
    assert (report.portfolio, report.accepted_rows) == (None, 0)


GOOD = {
    "one line": [line()],
    "a line for each importer": [line(), line(importer="USA")],
    "a line for each product": [line(), line(product_id="phone"), NONE],
    "zero revenue and units": [line(annual_units="0", annual_revenue_usd="0")],
    "an override": [line(), override()],
    "an override before its line": [override(), line()],
    "an override without a name": [line(), override(company_name=None)],
    "an override of each material": [line(), override(), override(material_id="phosphor")],
    "an override that repeats the seat": [line(country="DEU"), override(country="DEU")],
    "one LEI in two spellings": [line(lei="5493001KJTIIGC8Y1R12"), {**NONE, "lei": "5493 001K JTII GC8Y 1R12"}],
    "two companies of one name": [line(), line(company_id="008")],
    "ids that differ in zeros": [line(), line(company_id="7"), line(company_id="07")],
}


@pytest.mark.parametrize("what", GOOD)
def test_rows_that_fit_together_have_no_faults(what):
    report = read_portfolio(csv_file(*GOOD[what]), "lines.csv", VOCABULARY)
    assert report.messages == []
    assert report.accepted_rows == report.rows == len(GOOD[what])
    assert report.portfolio.lines.height + report.portfolio.overrides.height == report.rows


def test_all_faults_of_a_file_are_told_at_once_by_row_and_column():
    rows = [
        line(importer="Germany", annual_units="-1"),
        line(importer="USA", stock_days="x"),
        line(),
        line(product_id="nothing", annual_revenue_usd=None, note="=1"),
    ]
    report = read_portfolio(csv_file(*rows), "lines.csv", VOCABULARY)
    assert [(fault.row, fault.column) for fault in report.faults] == [
        (2, "importer"),
        (2, "annual_units"),
        (3, "stock_days"),
        (5, "product_id"),
        (5, "annual_revenue_usd"),
        (5, "note"),
    ]


def test_short_and_long_rows_are_named_with_both_numbers_of_columns():
    data = csv_file(line()) + b"008,Acme,ev_car\n009,Acme, Ltd,ev_car,DEU,1,1\n"
    report = read_portfolio(data, "lines.csv", VOCABULARY)
    assert report.messages == [
        "row 3: has 3 columns, the header has 6: a cell is missing",
        "row 4: has 7 columns, the header has 6: a text with a comma needs quotes around it, and numbers take no comma",
    ]


def test_rows_count_as_in_a_spreadsheet_blank_rows_and_line_breaks_in_cells_included():
    header = "company_id,company_name,product_id,importer,annual_units,annual_revenue_usd"
    data = f'{header}\r\n\r\n007,"Ac\r\nme",ev_car,DEU,1,1\r\n,,,,,\r\n008,B,ev_car,XXX,1,1\r\n'.encode()
    report = read_portfolio(data, "lines.csv", VOCABULARY)
    assert [(fault.row, fault.column) for fault in report.faults] == [(3, "company_name"), (5, "importer")]


def test_the_size_of_a_company_holds_for_all_its_lines():
    report = read_portfolio(csv_file(line(), {**NONE, "buyer_size": "small"}), "lines.csv", VOCABULARY)
    assert report.portfolio.lines["buyer_size"].to_list() == ["small", "small"]


def test_accepting_valid_rows_leaves_faulty_ones_out():
    rows = [line(), line(importer="USA", annual_units="-1"), line(company_id="008")]
    report = read_portfolio(csv_file(*rows), "lines.csv", VOCABULARY, accept_valid=True)
    assert [(fault.row, fault.column) for fault in report.faults] == [(3, "annual_units")]
    assert report.portfolio.lines["company_id"].to_list() == ["007", "008"]
    assert (report.rows, report.accepted_rows) == (3, 2)
    assert report.company_rows == {"007": 2, "008": 4}


def test_a_line_that_falls_away_takes_its_overrides_with_it():
    rows = [line(annual_units="x"), override(), line(company_id="008")]
    report = read_portfolio(csv_file(*rows), "lines.csv", VOCABULARY, accept_valid=True)
    assert [(fault.row, fault.code) for fault in report.faults] == [(2, "not_a_number"), (3, "line_fell_away")]
    assert report.portfolio.lines["company_id"].to_list() == ["008"]
    assert report.portfolio.overrides.is_empty()
    assert report.accepted_rows == 1


def test_accepting_valid_rows_of_a_file_without_any_takes_nothing():
    report = read_portfolio(csv_file(line(annual_units="x")), "lines.csv", VOCABULARY, accept_valid=True)
    assert (report.portfolio, report.accepted_rows) == (None, 0)


def test_figures_in_thousands_are_remarked_on_but_taken():
    rows = [line(annual_revenue_usd="3500"), line(importer="USA"), line(importer="JPN", annual_units="0")]
    report = read_portfolio(csv_file(*rows), "lines.csv", VOCABULARY)
    assert report.faults == ()
    assert len(report.notes) == 1
    assert report.notes[0].startswith("row 2, annual_revenue_usd: 35 USD per unit, where ev_car earns about 35,000")

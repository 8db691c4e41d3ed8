"""Files with semicolons and decimal commas, as Excel saves them in much of Europe: read as meant, or told."""

import pytest

from service.portfolio.applications import read_applications
from service.portfolio.corrected import corrected_csv, corrected_xlsx
from service.portfolio.manner import Manner
from service.portfolio.report import read_portfolio
from tests.service.portfolio.small import GOOD, NONE, VOCABULARY, csv_file, line, override, semicolon_file
from tests.service.portfolio.test_corrected import xlsx_rows

READ_SO = "the file was read with semicolons and decimal commas: 0,12 in a column of numbers is 0.12"


def read(data, filename="a.csv", **options):
    return read_portfolio(data, filename, VOCABULARY, **options)


def with_commas(row):
    numbers = ("second_source_share", "stock_days", "origin_shares", "contribution_margin")
    return {name: cell.replace(".", ",") if name in numbers else cell for name, cell in row.items()}


def test_a_file_with_semicolons_is_the_file_with_commas():
    terms = {"second_source_share": "0.12", "stock_days": "12.5", "origin_shares": "CHN:0.8;JPN:0.2", "note": "a, b"}
    rows = [line(**terms), override(stock_days="7.25"), NONE]
    report = read(semicolon_file(*map(with_commas, rows)))
    assert report.messages == []
    assert report.portfolio.lines.equals(read(csv_file(*rows)).portfolio.lines)
    assert report.portfolio.overrides.equals(read(csv_file(*rows)).portfolio.overrides)
    assert report.portfolio.lines["second_source_share"].drop_nulls().to_list() == [0.12]
    assert report.notes[0] == READ_SO
    assert READ_SO not in read(csv_file(*rows)).notes


def test_points_count_in_it_as_well():
    report = read(semicolon_file(line(stock_days="12.5", second_source_share="0.125", contribution_margin="0,125")))
    row = report.portfolio.lines.row(0, named=True)
    assert (row["stock_days"], row["second_source_share"], row["contribution_margin"]) == (12.5, 0.125, 0.125)


#  column                cell            what is said of it
FAULTY = [
    ("annual_units", "1.234", "'1.234' can be 1234 or 1.234 in a file with semicolons"),
    ("annual_units", "1,234", "write 1234, or 1.2340 for the fraction"),
    ("annual_units", "120,000", "can be 120000 or 120.000"),
    ("annual_units", "1.234.567", "did you mean 1234567?"),
    ("annual_units", "1.234,56", "did you mean 1234.56?"),
    ("annual_units", "1 234,5", "did you mean 1234.5?"),
    ("annual_units", "1,234,567", "did you mean 1234567?"),
    ("annual_revenue_usd", "4,2E+09", "is not a plain number"),
    ("stock_days", "-3,5", "'-3.5' is below 0"),
    ("stock_days", ",5", "is not a plain number"),
    ("second_source_share", "1,5", "a share is a part of 1"),
    ("origin_shares", "CHN:0,8;JPN:0,3", "shares sum to 1.1, not 1"),
    ("origin_shares", "CHN:0,8,JPN:0,2", "is not a pair of country and share"),
]


@pytest.mark.parametrize(("column", "cell", "said"), FAULTY)
def test_what_is_in_doubt_stays_a_fault(column, cell, said):
    report = read(semicolon_file(line(), line(product_id="phone", **{column: cell})), accept_valid=True)
    assert [(fault.row, fault.column) for fault in report.faults] == [(3, column)]
    assert said in report.messages[0]
    assert report.accepted_rows == 1


def test_three_places_are_no_thousands_where_thousands_cannot_be():
    assert read(semicolon_file(line(second_source_share="1,000"))).portfolio.lines["second_source_share"][0] == 1.0


@pytest.mark.parametrize("cell", ["0,12", "1,234", "-3,5"])
def test_in_a_file_with_commas_a_decimal_comma_stays_a_fault(cell):
    report = read(csv_file(line(stock_days=cell)))
    assert [(fault.row, fault.column, fault.code) for fault in report.faults] == [(2, "stock_days", "not_a_number")]


def test_a_row_of_another_width_speaks_of_semicolons():
    data = semicolon_file(line()) + b"008;Acme;ev_car;DEU;100;1;CHN:0.8;JPN:0.2\r\n"
    assert "a text with a semicolon needs quotes" in read(data).messages[0]


@pytest.mark.parametrize("heading", ["Sales (USD)", "Sales, USD"])
def test_headings_of_ones_own(heading):
    own = ("Supplier ID", "Supplier", "Product", "Import country", "Units", heading)
    data = "\n".join(";".join(row) for row in (own, {**GOOD, "annual_units": "100,5"}.values())).encode()
    assert read(data).header == own
    report = read(data, manner=Manner(said=dict(zip(map(str.lower, own), GOOD, strict=True))))
    assert (report.messages, report.portfolio.lines["annual_units"].to_list()) == ([], [100.5])


def test_the_corrected_file_can_be_sent_again_in_both_forms():
    rows = [
        line(stock_days="12,5", origin_shares="CHN:0,8;JPN:0,2", second_source_share="+0,5"),
        line(product_id="phone", annual_units="1.234"),
        line(product_id="phone", importer="USA", annual_units="1,234"),
    ]
    report = read(semicolon_file(*rows), accept_valid=True)
    assert len(report.faults) == 2
    text, book = corrected_csv(report), corrected_xlsx(report)
    assert text.decode("utf-8-sig").splitlines()[0].endswith(";row_status;problem;suggestion")
    for data, name in ((text, "a.csv"), (book, "a.xlsx")):
        again = read(data, name, accept_valid=True)
        assert [(fault.row, fault.column) for fault in again.faults] == [(3, "annual_units"), (4, "annual_units")]
        assert again.portfolio.lines.equals(report.portfolio.lines)
    assert 12.5 in xlsx_rows(book)[1]
    mended = text.replace(b";1.234;", b";1234;").replace(b";1,234;", b";1234,5;")
    assert read(mended).portfolio.lines["annual_units"].sort().to_list() == [100, 1234, 1234.5]


def test_applications_with_semicolons():
    data = b"company_id;material_id;origin;filed_on;decided_on;outcome\r\n007;magnet;CHN;2026-03-02;;pending\r\n"
    report = read_applications(data, "a.csv", VOCABULARY)
    assert (report.messages, report.accepted_rows) == ([], 1)
    assert report.notes == ("the file was read with semicolons between its columns",)

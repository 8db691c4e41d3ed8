"""One cell at a time: what each kind of column takes, and what is said about what it does not."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.portfolio.columns import PORTFOLIO
from service.portfolio.numbers import meant_numbers
from service.portfolio.report import read_portfolio
from tests.service.portfolio.small import VOCABULARY, csv_file, line

#  column                value                 problem                              suggestion
FAULTY = [
    ("product_id", "ev_cars", "'ev_cars' is no known product", "did you mean ev_car?"),
    ("product_id", "smart phone", "is no known product", "did you mean phone?"),
    ("product_id", "EV_CAR", "is no known product", "did you mean ev_car?"),
    ("product_id", "qwertz", "is no known product", "give a product_id of table products"),
    ("importer", "Germany", "'Germany' is no known importer", "did you mean DEU?"),
    ("importer", "Germny", "is no known importer", "did you mean DEU?"),
    ("importer", "DE", "is no known importer", "did you mean DEU?"),
    ("importer", "deu", "is no known importer", "did you mean DEU?"),
    ("importer", "U.S.", "is no known importer", "did you mean USA?"),
    ("importer", "UK", "is no known importer", "did you mean GBR?"),
    ("importer", "EU", "is no known importer", "did you mean EU27?"),
    ("importer", "korea", "is no known importer", "did you mean KOR?"),
    ("importer", "ROW", "is no known importer", "or EU27"),
    ("importer", "XYZ", "is no known importer", "alpha-3 code such as DEU"),
    ("country", "EU27", "is no known country", "alpha-3 code such as DEU"),
    ("country", "Japn", "is no known country", "did you mean JPN?"),
    ("annual_units", "-1", "'-1' is below 0", "a number of units, 0 or more"),
    ("annual_units", "inf", "is not a finite number", "a number of units, 0 or more"),
    ("annual_units", "-Infinity", "is not a finite number", "0 or more"),
    ("annual_units", "NaN", "is not a finite number", "0 or more"),
    ("annual_units", "1e999", "is not a finite number", "0 or more"),
    ("annual_units", "1e14", "is above 10,000,000,000,000", "give at most 10,000,000,000,000"),
    ("annual_units", "many", "is not a plain number", "0 or more"),
    ("annual_units", "0x10", "is not a plain number", "0 or more"),
    ("annual_units", "1_000", "is not a plain number", "0 or more"),
    ("annual_units", "１２", "is not a plain number", "0 or more"),
    ("annual_units", "=A1*2", "is not a plain number", "0 or more"),
    ("annual_units", "1,234,567", "is not a plain number", "did you mean 1234567?"),
    ("annual_units", "1,234", "is not a plain number", "did you mean 1234 or 1.234?"),
    ("annual_units", "12,5", "is not a plain number", "did you mean 12.5?"),
    ("annual_units", "1.234.567,8", "is not a plain number", "did you mean 1234567.8?"),
    ("annual_units", "1 234", "is not a plain number", "did you mean 1234?"),
    ("annual_units", "1'234", "is not a plain number", "did you mean 1234?"),
    ("annual_units", "1\u202f234", "is not a plain number", "did you mean 1234?"),
    ("annual_revenue_usd", "$5000", "is not a plain number", "write the bare number, did you mean 5000?"),
    ("annual_revenue_usd", "5000 USD", "is not a plain number", "did you mean 5000?"),
    ("annual_revenue_usd", "n/a", "is not a plain number", "0 or more"),
    ("stock_days", "n/a", "is not a plain number", "leave the cell empty for the dated default"),
    ("stock_days", "-0.5", "is below 0", "from 0 to 36500"),
    ("stock_days", "36501", "is above 36,500", "give at most 36,500"),
    ("second_source_share", "25", "'25' is above 1", "did you mean 0.25?"),
    ("second_source_share", "25%", "is not a plain number", "did you mean 0.25?"),
    ("second_source_share", "12,5 %", "is not a plain number", "did you mean 0.125?"),
    ("tariff_borne_share", "101", "is above 1", "give at most 1"),
    ("tariff_borne_share", "-0.1", "is below 0", "from 0 to 1"),
    ("licence_kind", "Individual", "is not known here", "did you mean individual?"),
    ("licence_kind", "lifelong", "is not known here", "give individual or general"),
    ("end_use", "defense", "is not known here", "did you mean defence?"),
    ("buyer_size", "huge", "is not known here", "give large or small"),
    ("origin_shares", "CHN:0.8;JPN:0.3", "shares sum to 1.1, not 1", "name every origin"),
    ("origin_shares", "CHN:0.8;JPN:0.199", "shares sum to 0.999, not 1", "name every origin"),
    ("origin_shares", "CHN:0.8;JPN:0.199998", "shares sum to 0.999998, not 1", "ROW stands for those you cannot name"),
    ("origin_shares", "CHN:80;JPN:20", "look like per cent", "did you mean CHN:0.8;JPN:0.2?"),
    ("origin_shares", "CHN:1.2", "the share of CHN, 1.2, is above 1", "part of 1"),
    ("origin_shares", "China:1", "'China' is no known origin", "did you mean CHN?"),
    ("origin_shares", "CHN:0.5;XXX:0.5", "'XXX' is no known origin", "alpha-3"),
    ("origin_shares", "CHN:0.5;CHN:0.5", "origin CHN stands twice", "once, with all its share"),
    ("origin_shares", "CHN", "'CHN' is not a pair", "CHN:0.8;JPN:0.2"),
    ("origin_shares", "CHN:0.8,JPN:0.2", "is not a pair", "CHN:0.8;JPN:0.2"),
    ("origin_shares", "CHN:0.8;", "'' is not a pair", "CHN:0.8;JPN:0.2"),
    ("origin_shares", "CHN:-1;JPN:2", "'CHN:-1' is not a pair", "CHN:0.8;JPN:0.2"),
    ("origin_shares", "CHN:nan", "'CHN:nan' is not a pair", "CHN:0.8;JPN:0.2"),
    ("origin_shares", "=CHN:1", "'=CHN' is no known origin", "did you mean CHN?"),
    ("company_name", "=1+1", "starts with '=', which a spreadsheet would run as a formula", "without that character"),
    ("company_name", "+49 30", "starts with '+'", "without that character"),
    ("company_name", "-", "starts with '-'", "without that character"),
    ("company_name", "@SUM(A1)", "starts with '@'", "without that character"),
    ("company_name", "\t=1", "starts with a tab", "without that character"),
    ("company_name", "\r=1", "starts with a line break", "without that character"),
    ("company_name", "  =1", "starts with '='", "without that character"),
    ("company_name", "'=1", "starts with '='", "without that character"),
    ("company_name", "Acme\nLtd", "contains a line break", "on one line"),
    ("company_name", "Acme\x07", "contains the control character U+0007", "hidden characters"),
    ("company_name", "Acme\u202egnp", "contains the control character U+202E", "hidden characters"),
    ("company_name", "A" * 201, "is 201 characters long", "give at most 200"),
    ("company_id", "=7", "starts with '='", "without that character"),
    ("company_id", "7/8", "contains '/'", "leave it out"),
    ("company_id", "..", "cannot stand in an address", "another key"),
    ("company_id", "7\u200b", "invisible character U+200B", "type the key anew"),
    ("company_id", "7" * 129, "is 129 characters long", "give at most 128"),
    ("note", "b" * 2001, "is 2,001 characters long", "give at most 2,000"),
    ("lei", "5493001KJTIIGC8Y1R13", "has wrong check digits", "mistyped or lost"),
    ("lei", "5493001KJTIIGC8Y1R1", "is not an LEI", "18 letters or digits and 2 check digits"),
    ("isin", "US0378331006", "has wrong check digits", "mistyped or lost"),
    ("isin", "0378331005", "is not an ISIN", "country code"),
    ("material_id", "magnets", "is no known material", "did you mean magnet?"),
]


@pytest.mark.parametrize(("column", "value", "problem", "suggestion"), FAULTY)
def test_a_faulty_cell_is_named_by_row_and_column_with_what_would_be_right(column, value, problem, suggestion):
    report = read_portfolio(csv_file(line(), line(**{"product_id": "phone", column: value})), "lines.csv", VOCABULARY)
    faults = [fault for fault in report.faults if fault.column == column and fault.code != "line_figure"]
    assert [(fault.row, fault.column) for fault in faults][:1] == [(3, column)]
    assert problem in faults[0].problem
    assert suggestion in faults[0].suggestion
    assert len(str(faults[0]).splitlines()) == 1
    assert report.portfolio is None


#  column                value               taken as
TAKEN = [
    ("company_id", "007", "007"),
    ("company_id", " 007 ", "007"),
    ("company_id", "1E5", "1E5"),
    ("company_id", "Ärzte-GmbH.7", "Ärzte-GmbH.7"),
    ("company_id", "a b", "a b"),
    ("company_name", 'Acme, "The" Co.', 'Acme, "The" Co.'),
    ("company_name", "株式会社", "株式会社"),
    ("company_name", "3=2+1", "3=2+1"),
    ("importer", "EU27", "EU27"),
    ("annual_units", "0", 0.0),
    ("annual_units", "+5", 5.0),
    ("annual_units", "-0", 0.0),
    ("annual_units", ".5", 0.5),
    ("annual_units", "1e3", 1000.0),
    ("annual_units", "00012", 12.0),
    ("annual_units", " 12 ", 12.0),
    ("annual_units", "0.1", 0.1),
    ("annual_revenue_usd", "1e13", 1e13),
    ("second_source_share", "1", 1.0),
    ("second_source_share", "0", 0.0),
    ("stock_days", "", None),
    ("stock_days", "   ", None),
    ("origin_shares", "CHN:0.8;JPN:0.2", "CHN:0.8;JPN:0.2"),
    ("origin_shares", " JPN : .2 ; CHN : 0.80 ", "CHN:0.8;JPN:0.2"),
    ("origin_shares", "CHN:1;JPN:0", "CHN:1.0"),
    ("origin_shares", "CHN:0.8;JPN:0.1999995", "CHN:0.8;JPN:0.1999995"),
    ("origin_shares", "CHN:0.333333;JPN:0.333333;ROW:0.333334", "CHN:0.333333;JPN:0.333333;ROW:0.333334"),
    ("lei", "5493001KJTIIGC8Y1R12", "5493001KJTIIGC8Y1R12"),
    ("lei", "5493-001k-jtii-gc8y-1r12", "5493001KJTIIGC8Y1R12"),
    ("isin", "US0378331005", "US0378331005"),
    ("isin", "us 0378331005", "US0378331005"),
    ("supplier_number", "000123", "000123"),
    ("licence_kind", "general", "general"),
]


@pytest.mark.parametrize(("column", "value", "taken"), TAKEN)
def test_a_good_cell_is_taken_as_what_it_means(column, value, taken):
    report = read_portfolio(csv_file(line(**{column: value})), "lines.csv", VOCABULARY)
    assert report.faults == ()
    assert report.portfolio.lines[column].to_list() == [taken]


@given(st.floats(min_value=0, max_value=1e13, allow_nan=False))
def test_every_number_in_range_is_taken_exactly(number):
    report = read_portfolio(csv_file(line(annual_units=repr(number))), "lines.csv", VOCABULARY)
    assert report.faults == ()
    assert report.portfolio.lines["annual_units"].to_list() == [number]


@given(st.text(max_size=20))
def test_a_number_cell_is_either_taken_as_python_reads_it_or_a_fault(text):
    report = read_portfolio(csv_file(line(stock_days=text)), "lines.csv", VOCABULARY)
    if report.portfolio is None:
        assert {fault.column for fault in report.faults} <= {"stock_days", ""}
    else:
        taken = report.portfolio.lines["stock_days"].item()
        assert taken is None if not text.strip(" \u00a0\u2007\u202f\ufeff") else taken == float(text)


@given(st.text(max_size=30), st.booleans())
def test_suggested_numbers_are_finite_plain_numbers(text, per_cent):
    for meant in meant_numbers(text, per_cent=per_cent):
        assert not math.isnan(float(meant))


def test_every_column_has_words_for_people():
    for column in PORTFOLIO.columns:
        assert column.meaning, column.name
        assert column.required == (column.name in PORTFOLIO.names[:6])

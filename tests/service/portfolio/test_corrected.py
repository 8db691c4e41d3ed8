"""The corrected file: the upload as it was, with its faults beside each row, to be mended and sent again."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from polars.testing import assert_frame_equal

from service.portfolio.corrected import corrected_csv, corrected_xlsx, guarded
from service.portfolio.report import read_portfolio
from tests.service.portfolio.small import VOCABULARY, csv_file, line

ROWS = [line(), line(importer="Germny", annual_units="-5", note="=1+1"), line(importer="USA", supplier_number="0042")]
FAULTY = read_portfolio(csv_file(*ROWS), "lines.csv", VOCABULARY)


def csv_rows(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def xlsx_rows(data):
    sheet = load_workbook(io.BytesIO(data)).active
    return [["" if cell is None else cell for cell in row] for row in sheet.iter_rows(values_only=True)]


def test_each_row_says_what_is_wrong_and_what_would_be_right():
    header, good, faulty, _ = csv_rows(corrected_csv(FAULTY))
    assert header[-3:] == ["row_status", "problem", "suggestion"]
    assert good[-3:] == ["ok", "", ""]
    assert faulty[-3] == "fault"
    assert faulty[-2] == (
        "importer: 'Germny' is no known importer; annual_units: '-5' is below 0; "
        "note: starts with '=', which a spreadsheet would run as a formula"
    )
    assert "did you mean DEU?" in faulty[-1]


def test_values_are_the_users_own_guarded_where_a_spreadsheet_would_run_them():
    header, _, faulty, third = csv_rows(corrected_csv(FAULTY))
    row = dict(zip(header, faulty, strict=True))
    assert (row["importer"], row["annual_units"], row["note"]) == ("Germny", "-5", "'=1+1")
    assert dict(zip(header, third, strict=True))["supplier_number"] == "0042"


def test_the_workbook_says_the_same_with_numbers_as_numbers():
    texts, cells = csv_rows(corrected_csv(FAULTY)), xlsx_rows(corrected_xlsx(FAULTY))
    assert [[str(cell) for cell in row] for row in cells] == texts
    assert cells[2][cells[0].index("annual_units")] == -5
    assert cells[3][cells[0].index("supplier_number")] == "0042"
    assert cells[1][cells[0].index("company_id")] == "007"


#   what the file looked like
MENDED = {
    "csv": (corrected_csv, "lines.csv"),
    "xlsx": (corrected_xlsx, "lines.xlsx"),
}


@pytest.mark.parametrize("form", MENDED)
def test_a_mended_corrected_file_imports_as_the_mended_original(form):
    write, name = MENDED[form]
    again = read_portfolio(write(FAULTY), name, VOCABULARY)
    assert {(fault.row, fault.column) for fault in again.faults} == {(3, "importer"), (3, "annual_units"), (3, "note")}
    second = corrected_csv(again)
    assert csv_rows(second) == csv_rows(corrected_csv(FAULTY))
    mended = second.replace(b"Germny", b"JPN").replace(b"-5", b"5").replace(b"'=1+1", b"two")
    report = read_portfolio(mended, "lines.csv", VOCABULARY)
    assert report.messages == []
    rows = [line(), line(importer="JPN", annual_units="5", note="two"), ROWS[2]]
    assert_frame_equal(report.portfolio.lines, read_portfolio(csv_file(*rows), "a.csv", VOCABULARY).portfolio.lines)


def test_short_long_and_blank_rows_keep_their_cells_and_their_row_numbers():
    data = csv_file(line()) + b"008,B,ev_car\n\n009,C, Ltd,ev_car,DEU,1,1\n010,D,ev_car,DEU,1,1\n"
    report = read_portfolio(data, "lines.csv", VOCABULARY)
    rows = csv_rows(corrected_csv(report))
    assert [row[0] for row in rows] == ["company_id", "007", "008", "", "009", "010"]
    assert {len(row) for row in rows} == {10}
    assert rows[4][:7] == ["009", "C", " Ltd", "ev_car", "DEU", "1", "1"]
    assert [row[7] for row in rows] == ["row_status", "ok", "fault", "", "fault", "ok"]
    again = read_portfolio(corrected_csv(report), "lines.csv", VOCABULARY)
    assert {fault.row for fault in again.faults} == {3, 5}


def test_a_file_that_is_no_table_has_no_corrected_file():
    report = read_portfolio(b"", "lines.csv", VOCABULARY)
    assert corrected_csv(report) is None
    assert corrected_xlsx(report) is None


@pytest.mark.parametrize("number", ["-5", "+5", "-0.5", "-1e-7"])
def test_numbers_are_never_guarded(number):
    assert guarded(number) == number


@pytest.mark.parametrize("text", ["=1", "+1+1", "-a", "@x", "\t=1", "\r=1", " =1"])
def test_formulas_are_guarded_once(text):
    assert guarded(text) == f"'{text}"
    assert guarded(guarded(text)) == f"'{text}"


@given(st.lists(st.lists(st.text(max_size=8), min_size=6, max_size=9), min_size=1, max_size=4))
def test_whatever_is_uploaded_comes_back_with_as_many_rows(rows):
    text = io.StringIO(newline="")
    csv.writer(text).writerows([list(line()), *rows])
    report = read_portfolio(text.getvalue().encode(errors="replace"), "lines.csv", VOCABULARY)
    if report.table is not None:
        last = max(row for row, _ in report.table.numbered_rows())
        assert len(csv_rows(corrected_csv(report))) == last
        assert len(xlsx_rows(corrected_xlsx(report))) == last

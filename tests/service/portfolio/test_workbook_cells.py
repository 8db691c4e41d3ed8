"""How workbooks store texts, numbers and days: whatever wrote them, the table is what the user sees."""

import io
from datetime import date, datetime

import pytest
import xlsxwriter
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from service.portfolio.contract import Column, FileContract
from service.portfolio.reading_xlsx import read_xlsx

CONTRACT = FileContract("table", (Column("a", "text", "anything"), Column("b", "date", "a day")), ())


def read(data):
    table = read_xlsx(data, CONTRACT)
    return [list(table.header), *(cells for _, cells in table.numbered_rows())], [note.code for note in table.notes]


def written(fill, **options):
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True, **options}) as workbook:
        fill(workbook, workbook.add_worksheet())
    return packed.getvalue()


def test_texts_may_stand_in_the_cells_themselves():
    def fill(_, sheet):
        sheet.write_row(0, 0, ["a", "007"])
        sheet.write_row(1, 0, ["x & y < z", " two  blanks "])

    assert read(written(fill, constant_memory=True))[0] == read(written(fill))[0]
    assert read(written(fill, constant_memory=True))[0] == [["a", "007"], ["x & y < z", " two  blanks "]]


def test_runs_of_differently_formatted_text_are_one_text():
    def fill(workbook, sheet):
        sheet.write_string(0, 0, "a")
        sheet.write_rich_string(1, 0, "Ac", workbook.add_format({"bold": True}), "me", " Ltd")

    assert read(written(fill))[0] == [["a"], ["Acme Ltd"]]


def test_control_characters_that_workbooks_write_in_code_are_seen():
    def fill(_, sheet):
        sheet.write_string(0, 0, "a")
        sheet.write_string(1, 0, "\r=1")
        sheet.write_string(2, 0, "_x0041_")

    assert read(written(fill))[0] == [["a"], ["\r=1"], ["_x0041_"]]


#  number in the cell    as typed
@pytest.mark.parametrize(
    ("number", "typed"),
    [(1, "1"), (0.1, "0.1"), (1e-7, "1e-07"), (123456789012345, "123456789012345"), (-2.5, "-2.5")],
)
def test_numbers_are_as_typed(number, typed):
    def fill(_, sheet):
        sheet.write_string(0, 0, "a")
        sheet.write_number(1, 0, number)

    assert read(written(fill)) == ([["a"], [typed]], [])


#  format of the cell      is a day
@pytest.mark.parametrize(
    ("form", "is_day"),
    [
        ("yyyy-mm-dd", True),
        ("dd.mm.yy", True),
        ("[$-409]d-mmm-yy", True),
        ("hh:mm", True),
        ("[h]:mm", True),
        ("General", False),
        ("0.00", False),
        ("0.00E+00", False),
        ('0 "days"', False),
        ("0\\d", False),
        ("[Red]0", False),
        ("#,##0 [$USD]", False),
        ("@", False),
    ],
)
def test_numbers_are_days_only_where_their_format_shows_days(form, is_day):
    def fill(workbook, sheet):
        sheet.write_string(0, 0, "a")
        sheet.write_number(1, 0, 46083, workbook.add_format({"num_format": form}))

    rows, notes = read(written(fill))
    assert rows[1] == ["2026-03-02" if is_day else "46083"]
    assert notes == (["date_cell"] if is_day else [])


#  day and time                              as text
@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(1900, 1, 1), "1900-01-01"),
        (date(1900, 3, 1), "1900-03-01"),
        (date(2024, 2, 29), "2024-02-29"),
        (datetime(2026, 3, 2, 12, 30), "2026-03-02T12:30:00"),
    ],
)
def test_days_are_iso_8601_by_either_calendar(day, text):
    for epoch in ("windows", "mac"):
        book, packed = Workbook(), io.BytesIO()
        if epoch == "mac":
            if day.year < 1904:
                continue
            book.epoch = CALENDAR_MAC_1904
        book.active.append(["a"])
        book.active.append([day])
        book.save(packed)
        assert read(packed.getvalue())[0] == [["a"], [text]]


def test_blank_formatted_cells_and_rows_hold_nothing():
    def fill(workbook, sheet):
        bold = workbook.add_format({"bold": True})
        sheet.write_row(0, 0, ["a", "b"])
        sheet.write_row(4, 0, ["x", "y"])
        for place in range(300):
            sheet.write_blank(2, place, None, bold)

    table = read_xlsx(written(fill), CONTRACT)
    assert list(table.numbered_rows()) == [(5, ["x", "y"])]


def test_the_first_worksheet_is_read_unless_one_is_named_like_the_table():
    def fill(workbook, first):
        first.write_row(0, 0, ["cover"])
        first.write_row(1, 0, ["text"])
        workbook.add_worksheet("other").write_row(0, 0, ["x"])

    def fill_named(workbook, first):
        fill(workbook, first)
        sheet = workbook.add_worksheet(" Table ")
        sheet.write_row(0, 0, ["a"])

    assert read(written(fill))[0][0] == ["cover"]
    assert read(written(fill_named))[0] == [["a"]]


def test_chart_sheets_are_no_tables():
    def fill(workbook, sheet):
        sheet.write_row(0, 0, ["a", 1])
        chart = workbook.add_chart({"type": "column"})
        chart.add_series({"values": "=Sheet1!$B$1:$B$1"})
        workbook.add_chartsheet("table").set_chart(chart)

    assert read(written(fill))[0] == [["a", "1"]]

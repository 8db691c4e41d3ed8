"""Licence applications: dates in order, outcomes that fit, several files of a kind allowed."""

from datetime import date

import pytest

from service.portfolio.applications import read_applications
from tests.service.portfolio.small import VOCABULARY, csv_file, xlsx_file

HEADER = ["company_id", "material_id", "origin", "filed_on", "decided_on", "outcome"]
GOOD = dict(zip(HEADER, ["007", "magnet", "CHN", "2026-03-02", "2026-05-12", "approved"], strict=True))


def report_of(*rows, write=csv_file, name="a.csv", **options):
    return read_applications(write(*rows, header=HEADER), name, VOCABULARY, **options)


#  changed cells                                          column         said
FAULTY = [
    ({"company_id": ""}, "company_id", "is empty"),
    ({"material_id": "magnets"}, "material_id", "did you mean magnet?"),
    ({"origin": "China"}, "origin", "did you mean CHN?"),
    ({"filed_on": ""}, "filed_on", "is empty"),
    ({"filed_on": "02.03.2026"}, "filed_on", "such as 2026-03-01"),
    ({"filed_on": "2026-02-30"}, "filed_on", "is not a day"),
    ({"filed_on": "20260302"}, "filed_on", "is not a day"),
    ({"filed_on": "1926-03-02"}, "filed_on", "is not between 2000-01-01 and 2100-01-01"),
    ({"decided_on": "2026-03-01"}, "decided_on", "is before filed_on"),
    ({"decided_on": ""}, "decided_on", "the day of the decision, or set outcome to pending"),
    ({"outcome": "pending"}, "decided_on", "is given for a pending application"),
    ({"outcome": "granted"}, "outcome", "approved or denied or pending or withdrawn"),
    ({"outcome": ""}, "outcome", "is empty"),
]


@pytest.mark.parametrize(("changed", "column", "said"), FAULTY)
def test_a_faulty_application_is_named_by_row_and_column(changed, column, said):
    report = report_of(GOOD, {**GOOD, **changed})
    assert [(fault.row, fault.column) for fault in report.faults] == [(3, column)]
    assert said in report.messages[0]
    assert (report.applications, report.accepted_rows) == (None, 0)


#  filed_on      decided_on    day of the import   at fault
FUTURE = [
    ("2026-03-02", "2026-05-12", date(2026, 5, 11), []),
    ("2026-03-02", "2026-05-12", date(2026, 5, 10), ["decided_on"]),
    ("2026-03-02", "2026-05-12", date(2026, 3, 1), ["decided_on"]),
    ("2026-03-02", "2026-05-12", date(2026, 2, 28), ["filed_on", "decided_on"]),
]


@pytest.mark.parametrize(("filed", "decided", "today", "columns"), FUTURE)
def test_a_day_that_has_begun_nowhere_on_the_day_of_the_import_is_a_fault(filed, decided, today, columns):
    report = report_of({**GOOD, "filed_on": filed, "decided_on": decided}, today=today)
    assert [(fault.row, fault.column, fault.code) for fault in report.faults] == [
        (2, name, "in_future") for name in columns
    ]
    assert all(f"lies in the future, after {today}" in message for message in report.messages)
    assert (report.accepted_rows == 1) == (not columns)


def test_the_words_of_a_day_in_the_future():
    report = report_of({**GOOD, "decided_on": "", "outcome": "pending"}, today=date(2026, 2, 28))
    assert report.messages == [
        "row 2, filed_on: lies in the future, after 2026-02-28, the day of the import (UTC): "
        "filed_on is the day the application was filed"
    ]


@pytest.mark.parametrize("outcome", ["approved", "denied", "withdrawn"])
def test_a_decided_application_is_taken(outcome):
    report = report_of({**GOOD, "outcome": outcome, "decided_on": GOOD["filed_on"]})
    assert report.applications.rows() == [("007", "magnet", "CHN", date(2026, 3, 2), date(2026, 3, 2), outcome)]


def test_days_may_be_date_cells_of_a_workbook():
    import io

    import xlsxwriter

    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"default_date_format": "dd.mm.yyyy"}) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, [*list(GOOD.values())[:3], date(2026, 3, 2), date(2026, 5, 12), "approved"])
    report = read_applications(packed.getvalue(), "a.xlsx", VOCABULARY)
    assert report.messages == []
    assert report.applications.rows() == report_of(GOOD).applications.rows()
    assert report_of(GOOD, write=xlsx_file, name="a.xlsx").applications.rows() == report.applications.rows()


def test_two_equal_applications_are_two_and_remarked_on():
    report = report_of(GOOD, GOOD)
    assert report.applications.height == 2
    assert report.notes == ("row 3 repeats row 2: counted as two applications",)


def test_valid_rows_are_taken_when_asked_for():
    report = report_of(GOOD, {**GOOD, "outcome": "granted"}, accept_valid=True)
    assert (report.applications.height, report.accepted_rows, len(report.faults)) == (1, 1, 1)


def test_a_portfolio_is_no_file_of_applications():
    report = read_applications(b"company_id,company_name,product_id\n1,A,none\n", "a.csv", VOCABULARY)
    assert {fault.column for fault in report.faults} >= {"material_id", "origin", "filed_on", "outcome"}

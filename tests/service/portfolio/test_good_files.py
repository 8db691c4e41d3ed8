"""Good files: CSV and XLSX say the same, identifiers stay text, the order of rows does not matter."""

from datetime import date, datetime

import polars as pl
import pytest
import xlsxwriter
from polars.testing import assert_frame_equal

from scoring.portfolio import LINE_COLUMNS, OVERRIDE_COLUMNS
from service.portfolio.report import read_portfolio
from tests.service.portfolio.small import (
    GOOD,
    NONE,
    REQUIRED,
    VOCABULARY,
    csv_file,
    line,
    override,
    sheet_file,
    xlsx_file,
)

ROWS = [
    line(origin_shares="CHN:0.8;JPN:0.2", second_source_share="0.1", supplier_number="000123", note="a, b"),
    override(),
    NONE,
    line(company_id="1E5", company_name="Ünïcode", product_id="phone", importer="EU27", annual_units="0.1"),
]
NUMBERS = [name for name, kind in LINE_COLUMNS.items() if kind == pl.Float64]


def typed(row):
    return {name: float(cell) if name in NUMBERS and cell else cell for name, cell in row.items()}


def frames(data, name):
    report = read_portfolio(data, name, VOCABULARY)
    assert report.messages == []
    return report.portfolio


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(lambda rows: (xlsx_file(*rows), "a.xlsx"), id="workbook of texts"),
        pytest.param(lambda rows: (xlsx_file(*map(typed, rows)), "a.xlsx"), id="workbook with numbers"),
        pytest.param(lambda rows: (csv_file(*reversed(rows)), "a.csv"), id="rows in another order"),
        pytest.param(lambda rows: (csv_file(*rows).decode().encode("utf-8-sig"), "a.csv"), id="byte order mark"),
        pytest.param(lambda rows: (csv_file(*rows).replace(b"\r\n", b"\n"), "a.csv"), id="LF line ends"),
        pytest.param(lambda rows: (csv_file(*rows).replace(b"\r\n", b"\r"), "a.csv"), id="CR line ends"),
        pytest.param(lambda rows: (csv_file(*rows).replace(b"\r\n", b"\r\n,,,,,,,,,,,\r\n"), "a.csv"), id="blank rows"),
        pytest.param(lambda rows: (csv_file(*rows).rstrip(), "a.csv"), id="no last line end"),
        pytest.param(lambda rows: (sheet_with_cells_around(rows), "a.xlsx"), id="blank columns and other sheets"),
    ],
)
def test_the_same_lines_in_another_form_are_the_same_portfolio(other):
    expected, found = frames(csv_file(*ROWS), "a.csv"), frames(*other(ROWS))
    assert_frame_equal(expected.lines, found.lines)
    assert_frame_equal(expected.overrides, found.overrides)


def sheet_with_cells_around(rows):
    """The table on the sheet called portfolio, which is not the first, with a blank first and last column."""
    import io

    names = list(dict.fromkeys(name for row in rows for name in row))
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed) as workbook:
        workbook.add_worksheet("Cover").write(0, 0, "Our portfolio")
        sheet = workbook.add_worksheet("Portfolio")
        for place, name in enumerate(names, start=1):
            for number, cell in enumerate([name, *(row.get(name) for row in rows)]):
                if cell:
                    sheet.write_string(number, place, cell)
        sheet.write_blank(0, 30, None, workbook.add_format({"bold": True}))
    return packed.getvalue()


def test_frames_have_the_columns_and_types_that_are_scored_sorted_by_key():
    portfolio = frames(csv_file(*ROWS), "a.csv")
    assert dict(portfolio.lines.schema) == LINE_COLUMNS
    assert dict(portfolio.overrides.schema) == OVERRIDE_COLUMNS
    assert portfolio.lines.select("company_id", "product_id", "importer").rows() == [
        ("007", "ev_car", "DEU"),
        ("007", "none", None),
        ("1E5", "phone", "EU27"),
    ]
    assert portfolio.overrides.select("company_id", "material_id", "stock_days").rows() == [("007", "magnet", 30.0)]


@pytest.mark.parametrize(
    "identifier", ["007", "0", "00000000000000000123", "1E5", "28053", "12345678901234567890", "1.0"]
)
def test_identifiers_are_text_and_keep_every_character(identifier):
    rows = [line(company_id=identifier, supplier_number=identifier)]
    for data, name in ((csv_file(*rows), "a.csv"), (xlsx_file(*rows), "a.xlsx")):
        lines = frames(data, name).lines
        assert lines.select("company_id", "supplier_number").rows() == [(identifier, identifier)]


#  a cell of a workbook          taken as
@pytest.mark.parametrize(
    ("cell", "taken"),
    [(7, "7"), (7.0, "7"), (7.5, "7.5"), (-0.25, None), (123456789012345, "123456789012345"), (True, "TRUE")],
)
def test_numeric_cells_in_text_columns_are_the_number_as_typed(cell, taken):
    report = read_portfolio(xlsx_file(line(company_id=cell)), "a.xlsx", VOCABULARY)
    assert [fault.code for fault in report.faults] == ([] if taken else ["formula"])
    assert report.portfolio is None or report.portfolio.lines["company_id"].to_list() == [taken]


#  a cell of a workbook           column          code
CELLS = {
    "16 digits": (1234567890123456, "company_id", "rounded_number"),
    "a date that was a part number": (date(2015, 1, 1), "supplier_number", "date_cell"),
    "a time": (datetime(2015, 1, 1, 12, 30), "company_name", "date_cell"),
    "a date for a number": (date(2015, 1, 1), "stock_days", "not_a_number"),
    "a truth value for a number": (True, "stock_days", "not_a_number"),
    "not a number": ("#N/A", "stock_days", "not_a_number"),
    "a formula in a text": ("=HYPERLINK(1)", "note", "formula"),
}


@pytest.mark.parametrize("what", CELLS)
def test_cells_that_a_spreadsheet_may_have_changed_are_faults(what):
    cell, column, code = CELLS[what]
    cells = sheet_with_formats([*REQUIRED, "supplier_number", "stock_days", "note"], {**GOOD, column: cell})
    report = read_portfolio(cells, "a.xlsx", VOCABULARY)
    assert [(fault.row, fault.column, fault.code) for fault in report.faults] == [(2, column, code)]


def sheet_with_formats(names, row):
    import io

    packed = io.BytesIO()
    options = {"strings_to_formulas": False, "default_date_format": "yyyy-mm-dd hh:mm"}
    with xlsxwriter.Workbook(packed, options) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, names)
        sheet.write_row(1, 0, [row.get(name, "") for name in names])
    return packed.getvalue()


#  formula      value stored    outcome
FORMULAS = {
    "calculated": ("=60*2", 120, [], [120.0]),
    "calculated as an empty text": ('=IF(1,"","")', "", [], [None]),
    "never calculated": ("=60*2", None, ["formula_without_value"], None),
    "an error": ("=1/0", "#DIV/0!", ["error_value"], None),
}


@pytest.mark.parametrize("what", FORMULAS)
def test_formula_cells_are_read_as_their_value_and_never_as_empty_for_want_of_one(what):
    formula, value, codes, taken = FORMULAS[what]
    report = read_portfolio(sheet_with_formula(formula, value), "a.xlsx", VOCABULARY)
    assert [(fault.row, fault.column, fault.code) for fault in report.faults] == [(2, "stock_days", c) for c in codes]
    assert (report.portfolio and report.portfolio.lines["stock_days"].to_list()) == taken


def sheet_with_formula(formula, value):
    """xlsxwriter stores a value with each formula, openpyxl never does: both are common."""
    import io

    from openpyxl import Workbook

    names, packed = [*REQUIRED, "stock_days"], io.BytesIO()
    if value is None:
        book = Workbook()
        book.active.append(names)
        book.active.append([*GOOD.values(), formula])
        book.save(packed)
        return packed.getvalue()
    with xlsxwriter.Workbook(packed) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, names)
        sheet.write_row(1, 0, GOOD.values())
        sheet.write_formula(1, len(GOOD), formula, None, value)
        if value == "":
            # A spreadsheet marks an empty result as text.
            sheet.write_formula(1, len(GOOD), formula, None, " ")
    return packed.getvalue()


def test_a_value_without_a_header_is_named_by_its_column_letter():
    report = read_portfolio(sheet_file([[*REQUIRED], [*GOOD.values(), "stray"]]), "a.xlsx", VOCABULARY)
    assert report.messages == [
        "row 2, column G: 'stray' stands under no header: move it under its column or clear the cell"
    ]


def test_many_rows_are_read_in_pieces_without_losing_one():
    rows = [line(company_id=str(number)) for number in range(50_001)]
    report = read_portfolio(
        csv_file(*rows, line(company_id="last", importer="XXX")), "a.csv", VOCABULARY, accept_valid=True
    )
    assert (report.rows, report.accepted_rows) == (50_002, 50_001)
    assert [fault.row for fault in report.faults] == [50_003]
    assert report.portfolio.lines["company_id"].n_unique() == 50_001

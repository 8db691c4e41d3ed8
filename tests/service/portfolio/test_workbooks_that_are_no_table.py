"""Workbooks that cannot be read: refused before anything heavy parses them."""

import io
import re
import zipfile
import zlib

import pytest

from service.portfolio import limits
from service.portfolio.report import read_portfolio
from tests.service.portfolio.small import VOCABULARY, line, sheet_file, xlsx_file

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
GOOD = xlsx_file(line())
SHEET = "xl/worksheets/sheet1.xml"


def with_parts(data, **changed):
    """The workbook with some parts replaced (a function of the old content, or None to leave it out)."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            change = changed.get(name, lambda content: content)
            if change is not None:
                new.writestr(name, change(old.read(name)))
    return packed.getvalue()


def zipped(**parts):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return packed.getvalue()


def far_cell(reference, row):
    cell = f'<row r="{row}"><c r="{reference}"><v>1</v></c></row></sheetData>'.encode()
    return with_parts(GOOD, **{SHEET: lambda xml: xml.replace(b"</sheetData>", cell)})


def lying_bomb():
    """A sheet that says it is small and unpacks to 80 MB: sizes changed in both directories of the archive."""
    bomb = with_parts(GOOD, **{SHEET: lambda xml: xml + b" " * 80_000_000})
    size = next(part.file_size for part in zipfile.ZipFile(io.BytesIO(bomb)).infolist() if part.filename == SHEET)
    return bomb.replace(size.to_bytes(4, "little"), (5_000).to_bytes(4, "little"))


ENCRYPTED_PART = bytearray(zipped(**{"xl/workbook.xml": b"<workbook/>" * 9}))
ENCRYPTED_PART[6] |= 1
ENCRYPTED_PART[ENCRYPTED_PART.rindex(b"PK\x01\x02") + 8] |= 1

WORKBOOKS = {
    "nothing at all": (lambda: b"", "empty_file", "is empty"),
    "a CSV": (lambda: b"company_id,company_name\n", "not_a_workbook", "name a CSV file .csv"),
    "a PNG": (lambda: b"\x89PNG\r\n\x1a\n", "not_a_workbook", "not an Excel workbook"),
    "another zip": (lambda: zipped(**{"readme.txt": "hello"}), "not_a_workbook", "no Excel workbook"),
    "OpenDocument": (lambda: zipped(**{"content.xml": "<x/>"}), "open_document", ".xlsx"),
    "binary workbook": (lambda: zipped(**{"xl/workbook.bin": "x"}), "binary_workbook", ".xlsx"),
    "old workbook": (lambda: OLE, "old_workbook", ".xlsx"),
    "password": (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted", "password"),
    "encrypted part": (lambda: bytes(ENCRYPTED_PART), "encrypted", "password"),
    "cut off": (lambda: GOOD[: len(GOOD) // 2], "damaged_workbook", "damaged"),
    "no sheet part": (lambda: with_parts(GOOD, **{SHEET: None}), "no_sheet", "no worksheet"),
    "sheet not XML": (lambda: with_parts(GOOD, **{SHEET: lambda _: b"<worksheet"}), "damaged_workbook", "damaged"),
    "workbook not XML": (
        lambda: with_parts(GOOD, **{"xl/workbook.xml": lambda _: b"\xff\xfe"}),
        "damaged_workbook",
        "damaged",
    ),
    "entities": (
        lambda: with_parts(GOOD, **{SHEET: lambda xml: b'<!DOCTYPE x [<!ENTITY a "b">]>' + xml.split(b"?>", 1)[1]}),
        "damaged_workbook",
        "damaged",
    ),
    "empty sheet": (lambda: sheet_file([]), "empty_file", "is empty"),
    "header only": (lambda: xlsx_file(), "no_rows", "header but no rows"),
    "zip bomb": (lambda: with_parts(GOOD, **{SHEET: lambda xml: xml + b" " * 80_000_000}), "zip_bomb", "zip bomb"),
    "zip bomb that lies": (lying_bomb, "damaged_workbook", "damaged"),
    "a lone cell in the last corner": (lambda: far_cell("XFD1048576", 1048576), "too_many_columns", "column XFD"),
    "a cell reference beyond any sheet": (lambda: far_cell("A99999999999", 2), "damaged_workbook", "damaged"),
    "a cell in row 0": (lambda: far_cell("A0", 2), "damaged_workbook", "damaged"),
    "a cell reference without a row": (lambda: far_cell("A", 2), "damaged_workbook", "damaged"),
    "a row number that is none": (lambda: far_cell("A2", "+2"), "damaged_workbook", "damaged"),
    "more rows than a sheet has": (lambda: far_cell("A1048577", 1048577), "damaged_workbook", "damaged"),
    "a row of another number": (lambda: far_cell("A4", 3), "damaged_workbook", "damaged"),
    "a row twice": (lambda: far_cell("A2", 2), "damaged_workbook", "damaged"),
    "a text that is not there": (
        lambda: with_parts(GOOD, **{SHEET: lambda xml: xml.replace(b"<v>0</v>", b"<v>999</v>")}),
        "damaged_workbook",
        "damaged",
    ),
}


@pytest.mark.parametrize("what", WORKBOOKS)
def test_a_workbook_that_is_no_table_is_refused_in_one_message(what):
    make, code, words = WORKBOOKS[what]
    report = read_portfolio(make(), "lines.xlsx", VOCABULARY, accept_valid=True)
    assert [fault.code for fault in report.faults] == [code]
    assert words in report.messages[0]
    assert "\n" not in report.messages[0]
    assert (report.portfolio, report.table) == (None, None)


def test_a_workbook_that_unpacks_to_too_much_in_many_parts_is_refused(monkeypatch):
    monkeypatch.setattr("service.portfolio.workbook_guard.MOST_UNPACKED_BYTES", 20_000)
    noise = "".join(chr(33 + zlib.crc32(bytes([i, j])) % 90) for i in range(256) for j in range(160))
    report = read_portfolio(with_parts(GOOD, **{"docProps/app.xml": lambda _: noise}), "lines.xlsx", VOCABULARY)
    assert [fault.code for fault in report.faults] == ["zip_bomb"]
    assert limits.MOST_UNPACKED_BYTES > 20_000


def test_a_cell_far_to_the_right_is_named():
    report = read_portfolio(far_cell("XFD3", 3), "lines.xlsx", VOCABULARY)
    assert [fault.code for fault in report.faults] == ["too_many_columns"]
    assert report.messages[0].startswith("row 3: reaches to column XFD")


def test_a_cell_far_below_is_a_row_like_any_other():
    report = read_portfolio(far_cell("A1048576", 1048576), "lines.xlsx", VOCABULARY)
    assert {fault.row for fault in report.faults} == {1048576}


@pytest.mark.parametrize("count", ["9999999999", "-1", "x"])
def test_counts_a_workbook_claims_are_not_believed(count):
    claimed = f' uniqueCount="{count}" count="{count}"'.encode()
    data = with_parts(
        GOOD, **{"xl/sharedStrings.xml": lambda xml: re.sub(rb' count="\d+" uniqueCount="\d+"', claimed, xml)}
    )
    assert read_portfolio(data, "lines.xlsx", VOCABULARY).messages == []


def test_a_sheet_of_too_many_cells_is_refused(monkeypatch):
    monkeypatch.setattr("service.portfolio.sheet_rows.MOST_CELLS", 11)
    assert read_portfolio(GOOD, "lines.xlsx", VOCABULARY).messages == [
        "the sheet has over 11 cells: save the table as CSV"
    ]

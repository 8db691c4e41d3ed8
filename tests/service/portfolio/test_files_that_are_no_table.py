"""Files that cannot be read as a table: one message, with the row where there is one."""

import io
import zipfile

import pytest

from service.portfolio.limits import MOST_FILE_BYTES
from service.portfolio.report import read_portfolio
from tests.service.portfolio.small import REQUIRED, VOCABULARY, csv_file, line

HEADER = ",".join(REQUIRED)
ROW = "007,Acme,ev_car,DEU,100,3500000"
GOOD_TEXT = f"{HEADER}\n{ROW}\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 20


def zipped(**parts):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as written:
        for name, content in parts.items():
            written.writestr(name, content)
    return packed.getvalue()


# what is sent: bytes, row, code, words
CSV_FILES = {
    "nothing at all": (b"", 0, "empty_file", "is empty"),
    "blank lines only": (b"\n \n\n", 0, "empty_file", "is empty"),
    "byte order mark only": (b"\xef\xbb\xbf", 0, "empty_file", "is empty"),
    "header only": (f"{HEADER}\n".encode(), 0, "no_rows", "header but no rows"),
    "header and blank rows": (f"{HEADER}\n\n,,,,,\n".encode(), 0, "no_rows", "header but no rows"),
    "UTF-16 with mark": (GOOD_TEXT.encode("utf-16"), 0, "utf_16", "CSV UTF-8"),
    "UTF-16 without mark": (GOOD_TEXT.encode("utf-16-le"), 0, "utf_16", "CSV UTF-8"),
    "UTF-16 big-endian": (GOOD_TEXT.encode("utf-16-be"), 0, "utf_16", "CSV UTF-8"),
    "UTF-32": (GOOD_TEXT.encode("utf-32"), 0, "utf_16", "CSV UTF-8"),
    "Latin-1": (f"{GOOD_TEXT}008,Müller,ev_car,DEU,1,1\n".encode("latin-1"), 3, "not_utf_8", "'ü' in Windows-1252"),
    "Latin-1 after a mark": (b"\xef\xbb\xbf" + f"{HEADER}\n008,Müll,,,,\n".encode("latin-1"), 2, "not_utf_8", "0xFC"),
    "Latin-1 with CR line ends": (f"{HEADER}\r008,Müll,,,,\r".encode("latin-1"), 2, "not_utf_8", "0xFC"),
    "cut within a character": (f"{GOOD_TEXT}008,M".encode() + b"\xc3", 3, "not_utf_8", "0xC3"),
    "NUL byte": (f"{HEADER}\n{ROW}\n008,Ac\0me,ev_car,DEU,1,1\n".encode(), 3, "nul_byte", "NUL byte"),
    "PNG": (PNG, 0, "not_a_table", "PNG picture"),
    "PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", 0, "not_a_table", "PDF document"),
    "gzip": (b"\x1f\x8b\x08\x00\x00\x00\x00\x00", 0, "not_a_table", "gzip"),
    "web page": (b"<!doctype html><html><body>Sign in</body></html>", 0, "not_a_table", "web page"),
    "workbook": (zipped(**{"xl/workbook.xml": "<workbook/>"}), 0, "not_a_table", "name it .xlsx"),
    "other binary": (bytes(range(256)) * 4, 1, "nul_byte", "NUL byte"),
    "semicolons, header only": (HEADER.replace(",", ";").encode(), 0, "no_rows", "header but no rows"),
    "tabs": (GOOD_TEXT.replace(",", "\t").encode(), 1, "separator", "tabs"),
    "bars": (GOOD_TEXT.replace(",", "|").encode(), 1, "separator", "bars"),
    "Excel's separator row": (f"sep=,\n{GOOD_TEXT}".encode(), 1, "separator_row", "delete this row"),
    "open quote": (f'{HEADER}\n{ROW}\n008,"Acme,ev_car,DEU,1,1\n{ROW}\n'.encode(), 3, "open_quote", "close it"),
    "open quote, much after it": (f'{HEADER}\n"7{(ROW + chr(10)) * 9000}'.encode(), 2, "open_quote", "close it"),
    "text after a quote": (f'{HEADER}\n{ROW}\n8,"Acme" Ltd,ev_car,DEU,1,1\n'.encode(), 3, "open_quote", "quotation"),
    "10 MB single line": (b"a" * 10_000_000, 1, "row_too_long", "10,000,000 characters"),
    "10 MB single line of cells": (b"a," * 5_000_000, 1, "row_too_long", "10,000,000 characters"),
    "10 MB third line": (f"{GOOD_TEXT}{'b' * 10_000_000}".encode(), 3, "row_too_long", "10,000,000 characters"),
    "too many columns": ((HEADER + ",x" * 300 + "\n").encode(), 1, "too_many_columns", "306 columns"),
}


@pytest.mark.parametrize("what", CSV_FILES)
def test_a_csv_file_that_is_no_table_is_refused_in_one_message(what):
    data, row, code, words = CSV_FILES[what]
    report = read_portfolio(data, "lines.csv", VOCABULARY, accept_valid=True)
    assert [(fault.row, fault.code) for fault in report.faults] == [(row, code)]
    assert words in report.messages[0]
    assert "\n" not in report.messages[0]
    assert len(report.messages[0]) < 300
    assert (report.portfolio, report.accepted_rows, report.table) == (None, 0, None)


@pytest.mark.parametrize("name", ["lines.txt", "lines", "", "lines.xls", "lines.csv.exe", "a/b.pdf"])
def test_only_csv_and_xlsx_endings_are_read(name):
    report = read_portfolio(GOOD_TEXT.encode(), name, VOCABULARY)
    assert [fault.code for fault in report.faults] == ["file_ending"]


def test_the_ending_may_be_in_capitals():
    assert read_portfolio(GOOD_TEXT.encode(), "LINES.CSV", VOCABULARY).portfolio is not None


def test_a_file_beyond_the_limit_is_refused_unread():
    report = read_portfolio(b"\0" * (MOST_FILE_BYTES + 1), "lines.csv", VOCABULARY)
    assert [fault.code for fault in report.faults] == ["file_too_large"]
    assert "256" in report.messages[0]


#   header                                                        column         said
HEADERS = {
    "a column missing": (HEADER.replace("importer,", ""), {"importer": "this column is missing"}),
    "a name misspelt": (
        HEADER.replace("importer", "importeur"),
        {"": "did you mean importer?", "importer": "is it the one called 'importeur'?"},
    ),
    "an optional name misspelt": (f"{HEADER},stock_day", {"": "did you mean stock_days?"}),
    "blanks for underscores": (f"{HEADER},stock days", {"": "did you mean stock_days?"}),
    "a name nobody knows": (f"{HEADER},xyzzy", {"": "'xyzzy' in column G is no column we know"}),
    "a column twice": (f"{HEADER},Importer ", {"importer": "stands twice, in columns D and G"}),
    "no header": (ROW, {"": "is not a header of ours"}),
    "a blank first row": (f"\n{HEADER}", {"": "is blank"}),
    "two faults": (
        f"{HEADER.replace('company_name,', '')},note,note",
        {"company_name": "this column is missing", "note": "stands twice"},
    ),
}


@pytest.mark.parametrize("what", HEADERS)
def test_a_wrong_header_says_every_column_that_is_wrong(what):
    header, said = HEADERS[what]
    report = read_portfolio(f"{header}\n{ROW}\n".encode(), "lines.csv", VOCABULARY)
    assert {fault.column for fault in report.faults} == set(said)
    assert {fault.row for fault in report.faults} == {1}
    for fault in report.faults:
        assert said[fault.column] in str(fault)
    assert report.portfolio is None


def test_header_names_may_differ_in_case_and_surrounding_blanks():
    data = csv_file(line()).replace(b"company_id,", b" Company_ID ,", 1)
    assert read_portfolio(data, "lines.csv", VOCABULARY).portfolio is not None

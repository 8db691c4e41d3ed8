"""Whatever is sent, the answer is a report: never another error, never a message of several lines."""

import io
import zipfile

from hypothesis import example, given, settings
from hypothesis import strategies as st

from service.portfolio.applications import read_applications
from service.portfolio.corrected import corrected_csv
from service.portfolio.report import read_portfolio
from tests.service.portfolio.small import (
    NONE,
    REQUIRED,
    VOCABULARY,
    csv_file,
    line,
    override,
    semicolon_file,
    xlsx_file,
)

NAMES = st.sampled_from(["a.csv", "a.xlsx"])
GOOD_CSV = csv_file(line(), override(), NONE)
GOOD_XLSX = xlsx_file(line(), override(), NONE)
CELLS = st.text(st.sampled_from("a0.,;:=\"'\n\r\t -+@/%\0é\u202e\ufeff"), max_size=12)


def one_line_each(report):
    for message in report.messages:
        assert message
        assert len(message.splitlines()) == 1
        assert len(message) < 2_000
    assert report.faults or report.accepted_rows == report.rows > 0


def check(data, name):
    one_line_each(read_portfolio(data, name, VOCABULARY))
    one_line_each(read_applications(data, name, VOCABULARY))
    report = read_portfolio(data, name, VOCABULARY, accept_valid=True)
    assert (report.portfolio is None) == (report.accepted_rows == 0)
    assert (corrected_csv(report) is None) == (report.table is None)


@given(st.binary(max_size=400), NAMES)
@example(b"PK\x03\x04", "a.xlsx")
@example(b"PK\x05\x06" + bytes(18), "a.xlsx")
def test_any_bytes(data, name):
    check(data, name)


@given(st.text(max_size=200), st.sampled_from(["utf-8", "utf-16", "utf-8-sig", "latin-1"]))
def test_any_text_after_a_good_header(text, encoding):
    check((",".join(REQUIRED) + "\n" + text).encode(encoding, errors="replace"), "a.csv")


@given(
    st.lists(
        st.dictionaries(st.sampled_from([*line(), *override(), "origin_shares", "lei", "note"]), CELLS), max_size=4
    )
)
def test_any_cells(rows):
    check(csv_file(*(line(**row) for row in rows)), "a.csv")
    check(semicolon_file(*(line(**row) for row in rows)), "a.csv")
    safe = [{name: cell.replace("\0", "") for name, cell in row.items()} for row in rows]
    check(xlsx_file(*(line(**row) for row in safe)), "a.xlsx")


@given(st.data())
@settings(max_examples=200)
def test_good_files_with_a_few_bytes_changed(data):
    good, name = data.draw(st.sampled_from([(GOOD_CSV, "a.csv"), (GOOD_XLSX, "a.xlsx")]))
    changed = bytearray(good)
    for place, byte in data.draw(st.lists(st.tuples(st.integers(0, len(good) - 1), st.integers(0, 255)), max_size=6)):
        changed[place] = byte
    check(bytes(changed), name)


@given(st.data())
@settings(max_examples=200)
def test_workbooks_with_a_few_bytes_changed_inside_a_part(data):
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD_XLSX)) as old, zipfile.ZipFile(packed, "w") as new:
        names = old.namelist()
        target = data.draw(st.sampled_from([name for name in names if name.startswith("xl/")]))
        for name in names:
            content = bytearray(old.read(name))
            if name == target:
                places = st.tuples(st.integers(0, len(content) - 1), st.sampled_from(b'<>/"=&; 019rcvtsA\x00\xff'))
                for place, byte in data.draw(st.lists(places, max_size=8)):
                    content[place] = byte
            new.writestr(name, bytes(content))
    check(packed.getvalue(), "a.xlsx")

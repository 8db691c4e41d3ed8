"""Every format says the same; spreadsheets read all of it and execute none of it."""

import csv
import io
import json
from datetime import date, datetime

import openpyxl
import polars as pl
import pytest

from service.exports import xlsx
from service.exports.csv import CsvForm, csv_chunks
from service.exports.json import json_chunks
from service.exports.levels import EXPORTS, level_batches
from service.exports.save import save_export
from service.refusal import Refusal
from service.runs.snapshot import Snapshot
from tests.service.batch.small_run import TODAY, publish_small


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    publish_small(home)
    return Snapshot.open_current(home)


def as_csv(frame, form=None):
    return b"".join(csv_chunks([frame], form or CsvForm())).decode()


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("plain", "plain"),
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\rx", '"\'\rx"'),
        ("a=1", "a=1"),
        (" =1", " =1"),
        ("a,b", '"a,b"'),
        ('say "x"', '"say ""x"""'),
        ("two\nlines", '"two\nlines"'),
        ('=HYPERLINK("x","y")', '"\'=HYPERLINK(""x"",""y"")"'),
        ("0042", "0042"),
        (None, ""),
    ],
)
def test_text_cells(cell, written):
    assert as_csv(pl.DataFrame({"t": [cell], "z": ["."]})) == f"t,z\r\n{written},.\r\n"


@pytest.mark.parametrize(
    "number", [-1.5, 0.1 + 0.2, 1e-7, 5e-324, 1.7976931348623157e308, 20.000000000000004, 1e16, 0.0]
)
def test_numbers_are_never_touched_and_come_back_the_same(number):
    cell = as_csv(pl.DataFrame({"n": [number]})).split("\r\n")[1]
    assert float(cell) == number
    assert not cell.startswith("'")


def test_switches_for_spreadsheets_of_other_countries():
    frame = pl.DataFrame({"n": [1.5], "t": ["a;b"], "d": [date(2026, 3, 2)]})
    assert as_csv(frame, CsvForm(delimiter=";", decimal=",")) == 'n;t;d\r\n1,5;"a;b";2026-03-02\r\n'
    assert as_csv(frame, CsvForm(delimiter="\t")) == "n\tt\td\r\n1.5\ta;b\t2026-03-02\r\n"
    assert as_csv(frame, CsvForm(bom=True)).startswith("\ufeffn,t,d\r\n")


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"delimiter": "x"}, "delimiter: 'x' is not one of"),
        ({"delimiter": ""}, "delimiter: ''"),
        ({"decimal": "'"}, 'decimal: "\'" is not'),
        ({"decimal": ","}, "both a comma"),
    ],
)
def test_switches_no_spreadsheet_reads_back_are_refused(form, said):
    with pytest.raises(Refusal, match=said):
        CsvForm(**form)


def test_only_the_cell_that_needs_it_is_guarded():
    frame = pl.DataFrame({"t": ["=1", "a=1", None], "u": ["x", "-", "y"], "n": [-1.0, None, 2.0]})
    assert as_csv(frame) == "t,u,n\r\n'=1,x,-1.0\r\na=1,'-,\r\n,y,2.0\r\n"


def test_a_cell_is_guarded_in_whichever_batch_it_comes():
    batches = [pl.DataFrame({"t": ["a"]}), pl.DataFrame({"t": ["@a"]}), pl.DataFrame({"t": ["b"]})]
    assert b"".join(csv_chunks(batches)) == b"t\r\na\r\n'@a\r\nb\r\n"


def test_one_header_however_many_batches():
    batches = [pl.DataFrame({"n": [1]}), pl.DataFrame({"n": [2]})]
    assert b"".join(csv_chunks(batches, CsvForm(bom=True))).decode() == "\ufeffn\r\n1\r\n2\r\n"
    assert json.loads(b"".join(json_chunks(batches))) == [{"n": 1}, {"n": 2}]


def test_no_rows_are_a_header_and_an_empty_array():
    empty = pl.DataFrame(schema={"n": pl.Float64, "t": pl.String})
    assert as_csv(empty) == "n,t\r\n"
    assert json.loads(b"".join(json_chunks([empty]))) == []


def test_json_keeps_nulls_and_every_digit():
    frame = pl.DataFrame({"n": [0.1 + 0.2, None], "t": ["Ä\n", None], "d": [date(2026, 3, 2), None]})
    assert json.loads(b"".join(json_chunks([frame]))) == [
        {"n": 0.30000000000000004, "t": "Ä\n", "d": "2026-03-02"},
        {"n": None, "t": None, "d": None},
    ]


@pytest.mark.parametrize("export", EXPORTS)
@pytest.mark.parametrize("form", ["csv", "json", "parquet", "xlsx"])
def test_every_export_in_every_format_says_what_the_run_holds(snapshot, tmp_path, export, form):
    path = tmp_path / f"out.{form}"
    table = pl.read_parquet(snapshot.level_path(EXPORTS[export]))
    assert save_export(snapshot, export, form, path) == table.height
    texts = pl.col(pl.String)
    guarded = table.with_columns(texts.str.replace(r"^=", "'=")) if form == "csv" else table
    assert READERS[form](path, table.schema) == guarded.rows()


def read_csv(path, schema):
    with path.open(encoding="utf-8", newline="") as file:
        names, *rows = csv.reader(file)
    assert names == list(schema)
    return [tuple(typed(cell, kind) for cell, kind in zip(row, schema.values(), strict=True)) for row in rows]


def typed(cell, kind):
    if cell in ("", None):
        return None
    if kind == pl.Date:
        return date.fromisoformat(cell)
    return float(cell) if kind == pl.Float64 else cell


def read_json(path, schema):
    rows = json.loads(path.read_bytes())
    return [
        tuple(date.fromisoformat(row[name]) if kind == pl.Date else row[name] for name, kind in schema.items())
        for row in rows
    ]


def read_xlsx(path, schema):
    sheet = openpyxl.load_workbook(path).worksheets[0]
    names, *rows = sheet.iter_rows(values_only=True)
    assert list(names) == list(schema)
    return [tuple(v.date() if isinstance(v, datetime) else v for v in row) for row in rows]


READERS = {
    "csv": read_csv,
    "json": read_json,
    "parquet": lambda path, schema: pl.read_parquet(path).rows(),
    "xlsx": read_xlsx,
}


def test_a_workbook_is_typed_frozen_filtered_and_runs_no_formula(snapshot, tmp_path):
    save_export(snapshot, "scores", "xlsx", tmp_path / "scores.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "scores.xlsx")["scores"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == f"A1:{sheet.cell(1, sheet.max_column).column_letter}4"
    assert sheet.merged_cells.ranges == set()
    name = sheet["C3"]
    assert (name.value, name.data_type) == ("=HYPERLINK(1)", "s")
    assert sheet["A2"].number_format == "@"
    as_of = next(cell for cell in sheet[2] if sheet.cell(1, cell.column).value == "as_of")
    assert as_of.is_date
    assert as_of.value.date() == TODAY


def test_the_same_run_gives_the_same_workbook(snapshot, tmp_path):
    for name in ("one.xlsx", "two.xlsx"):
        save_export(snapshot, "costs", "xlsx", tmp_path / name)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_more_rows_than_a_sheet_holds_are_refused_with_the_count(snapshot, tmp_path, monkeypatch):
    monkeypatch.setattr(xlsx, "MOST_ROWS", 2)
    with pytest.raises(Refusal, match="3 rows do not fit an XLSX sheet, which holds 2"):
        save_export(snapshot, "scores", "xlsx", tmp_path / "scores.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_a_sheet_holds_1048575_rows_below_its_header():
    xlsx.refuse_too_many("costs", 1_048_575)
    with pytest.raises(Refusal, match="costs: 1,048,576 rows"):
        xlsx.refuse_too_many("costs", 1_048_576)


def test_a_text_too_long_for_a_cell_is_refused_and_the_old_file_stays(snapshot, tmp_path, monkeypatch):
    path = tmp_path / "scores.xlsx"
    path.write_bytes(b"old")
    monkeypatch.setattr(xlsx, "LONGEST_TEXT", 10)
    with pytest.raises(Refusal, match="does not fit an XLSX cell"):
        save_export(snapshot, "scores", "xlsx", path)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("place", ["missing/scores.csv", ".", "file/scores.csv"])
def test_an_output_that_cannot_be_written_is_named(snapshot, tmp_path, place):
    (tmp_path / "file").write_text("")
    with pytest.raises(Refusal, match=r".*: cannot be written: "):
        save_export(snapshot, "scores", "csv", tmp_path / place)


def test_a_device_is_not_replaced_by_a_file(snapshot):
    from pathlib import Path

    with pytest.raises(Refusal, match="/dev/null: cannot be written: is not a file"):
        save_export(snapshot, "scores", "csv", Path("/dev/null"))


def test_batches_are_whole_and_in_order(snapshot):
    batches = list(level_batches(snapshot, "costs", rows=1))
    assert pl.concat(batches).rows() == pl.read_parquet(snapshot.level_path("cost")).rows()
    assert io.BytesIO(b"".join(csv_chunks(batches))).read().count(b"\r\n") == 4

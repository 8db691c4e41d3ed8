"""A file in, a run, files out: the commands one after the other, and what each refuses."""

import csv
import os
import pty
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from service.portfolio.application_store import ApplicationStore
from service.portfolio.store import PortfolioStore
from service.runs.snapshot import Snapshot, published_runs
from service.settings import Settings
from service.state.record import Record
from tests.service.cli.conftest import HEADER, ONE_LINE, PRODUCT

REPOSITORY = Path(__file__).parents[3]
FAULTY = "0043,Faulty,no_such_product,DEU,1,1"


def imports(home):
    with Record(Settings(home=home).state_url) as record:
        return [(noted.portfolio, noted.file_name, noted.rows, noted.faults) for noted in record.imports()]


def test_a_sound_file_is_imported_and_noted(exposure, home, one_line):
    answer = exposure("import", one_line)
    (version,) = PortfolioStore(home).current().values()
    assert (answer.status, answer.err) == (0, [])
    assert answer.out == f"{one_line}: 1 of 1 rows imported as own, version {version}\n"
    assert imports(home) == [("own", "portfolio.csv", 1, 0)]


def test_a_faulty_file_is_one_line_a_fault_and_nothing_is_stored(exposure, home, portfolio_file):
    file = portfolio_file(ONE_LINE, FAULTY, f"0044,Minus,{PRODUCT},DEU,-1,1")
    answer = exposure("import", file)
    assert (answer.status, answer.out) == (1, "")
    assert [line.split(":")[0] for line in answer.err[:-1]] == ["row 3, product_id", "row 4, annual_units"]
    assert answer.err[-1] == f"{file}: nothing is imported"
    assert PortfolioStore(home).current() == {}


def test_the_sound_rows_are_taken_if_asked(exposure, home, portfolio_file):
    answer = exposure("import", portfolio_file(ONE_LINE, FAULTY), "--accept-valid", "--portfolio", "suppliers")
    assert answer.status == 0
    assert len(answer.err) == 1
    assert "1 of 2 rows imported as suppliers" in answer.out
    assert PortfolioStore(home).load("suppliers").lines["company_id"].to_list() == ["0042"]
    assert imports(home) == [("suppliers", "portfolio.csv", 1, 1)]


def test_a_dry_run_stores_nothing(exposure, home, one_line):
    answer = exposure("import", one_line, "--dry-run")
    assert (answer.status, answer.out) == (0, f"{one_line}: 1 of 1 rows can be imported; nothing is stored\n")
    assert PortfolioStore(home).current() == {}
    assert not (home / "state.sqlite").exists()


@pytest.mark.parametrize("name", ["corrected.csv", "corrected.xlsx"])
def test_the_corrected_file_is_written_where_it_is_wished(exposure, tmp_path, portfolio_file, name):
    exposure("import", portfolio_file(ONE_LINE, FAULTY), "--corrected", tmp_path / name)
    rows = read_table(tmp_path / name)
    assert rows[0] == [*HEADER.split(","), "row_status", "problem", "suggestion"]
    assert [row[6] for row in rows[1:]] == ["ok", "fault"]


def read_table(path):
    if path.suffix == ".xlsx":
        return [list(row) for row in openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True)]
    return list(csv.reader(path.read_text("utf-8-sig").splitlines()))


def test_no_corrected_file_for_a_sound_one(exposure, tmp_path, one_line):
    exposure("import", one_line, "--corrected", tmp_path / "corrected.csv")
    assert not (tmp_path / "corrected.csv").exists()


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: None, "cannot be read: No such file or directory"),
        (lambda path: path.mkdir(), "cannot be read: Is a directory"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(exposure, tmp_path, make, said):
    make(tmp_path / "x.csv")
    answer = exposure("import", tmp_path / "x.csv")
    assert (answer.status, answer.err) == (1, [f"{tmp_path / 'x.csv'}: {said}"])


def test_a_file_too_large_is_refused_unread(exposure, tmp_path):
    with (tmp_path / "x.csv").open("wb") as file:
        file.truncate((256 << 20) + 1)
    answer = exposure("import", tmp_path / "x.csv")
    assert answer.err == [f"{tmp_path / 'x.csv'}: has 256 MiB, at most 256 are read: split it in several portfolios"]


def test_a_name_that_cannot_be_a_portfolio_is_refused(exposure, one_line):
    answer = exposure("import", one_line, "--portfolio", "../x")
    assert answer.status == 1
    assert "'../x' cannot be the name of a portfolio" in answer.err[0]


def test_a_company_lives_in_one_portfolio(exposure, home, one_line):
    exposure("import", one_line)
    answer = exposure("import", one_line, "--portfolio", "other")
    assert answer.status == 1
    assert "company '0042' is in portfolio own already" in answer.err[0]
    assert set(PortfolioStore(home).current()) == {"own"}


def test_licence_applications_are_stored_beside_the_portfolio(exposure, home, tmp_path, one_line):
    exposure("import", one_line)
    file = tmp_path / "applications.csv"
    file.write_text(
        "company_id,material_id,origin,filed_on,decided_on,outcome\n"
        "0042,ndfeb_magnet_dytb,CHN,2026-03-02,,pending\n".replace("ndfeb_magnet_dytb", material())
    )
    answer = exposure("import", file, "--applications")
    assert answer.status == 0
    stored = ApplicationStore(home).load_all()
    assert stored.applications.select("company_id", "outcome").rows() == [("0042", "pending")]
    assert set(stored.versions) == {"own"}
    assert imports(home)[0][:2] == ("applications of own", "applications.csv")


def material():
    from reference_data.loader import load_tables

    return load_tables()["materials"]["material_id"][0]


def test_rescore_prints_run_rows_and_seconds(exposure, home, one_line):
    exposure("import", one_line)
    answer = exposure("rescore", "--as-of", "2026-03-01")
    (run,) = published_runs(home)
    assert (answer.status, answer.err) == (0, [])
    assert answer.out.startswith(f"run {run.run_id}: {run.total_rows} rows in ")
    assert answer.out.endswith(" seconds\n")
    assert run.as_of.isoformat() == "2026-03-01"


def test_rescore_without_a_day_is_as_of_today(exposure, home, one_line):
    exposure("import", one_line)
    before = datetime.now(UTC).date()
    exposure("rescore")
    assert before <= published_runs(home)[0].as_of <= before + timedelta(days=1)


def test_rescoring_again_says_so(exposure, scored):
    assert exposure("rescore", "--as-of", "2026-03-01").out.endswith(" seconds, published before\n")


def test_scoring_an_earlier_day_says_what_is_served(exposure, home, scored):
    answer = exposure("rescore", "--as-of", "2025-06-01")
    assert answer.out.endswith("a run of a later day goes on being served\n")
    assert Snapshot.open_current(home).manifest.as_of.isoformat() == "2026-03-01"


def test_rescore_without_a_portfolio_says_what_to_do(exposure, home):
    answer = exposure("rescore")
    assert answer.status == 1
    assert answer.err == [
        f"no portfolio is stored in {home}: run exposure import FILE first (exposure serve loads a demonstration)"
    ]


def test_faulty_tables_are_one_line_a_fault(exposure, one_line, tmp_path, monkeypatch):
    exposure("import", one_line)
    (tmp_path / "tables").mkdir()
    monkeypatch.setenv("EXPOSURE_TABLES_DIR", str(tmp_path / "tables"))
    answer = exposure("rescore")
    assert answer.status == 1
    assert len(answer.err) > 10
    assert all(".csv:0: is not there" in line for line in answer.err)


@pytest.mark.parametrize("table", ["scores", "lines", "delays", "costs", "contributions"])
def test_every_table_is_exported_as_csv(exposure, scored, tmp_path, table):
    answer = exposure("export", table, "--format", "csv", "--output", tmp_path / "out.csv")
    level = {"scores": "company"}.get(table, table.removesuffix("s"))
    with (tmp_path / "out.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert answer.out == f"{len(rows)} rows of run {scored.run_id} in {tmp_path / 'out.csv'}\n"
    assert len(rows) == scored.manifest.rows[level] > 0
    assert {row["company_id"] for row in rows} == {"0042"}
    assert list(rows[0])[-5:] == ["as_of", "known_at", "run_id", "method", "tables_version"]


def test_parquet_and_workbook_say_the_same(exposure, scored, tmp_path):
    for form in ("parquet", "xlsx"):
        assert exposure("export", "costs", "--format", form, "--output", tmp_path / f"out.{form}").status == 0
    table = pl.read_parquet(tmp_path / "out.parquet")
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["costs"]
    rows = [[v.date() if isinstance(v, datetime) else v for v in row] for row in sheet.iter_rows(2, values_only=True)]
    assert rows == [list(row) for row in table.iter_rows()]
    assert isinstance(sheet["A2"].value, str)


def test_an_earlier_run_can_be_exported(exposure, scored, tmp_path):
    exposure("rescore", "--as-of", "2026-03-02")
    output = tmp_path / "out.csv"
    exposure("export", "scores", "--format", "csv", "--output", output, "--run", scored.run_id)
    assert f",2026-03-01,2026-03-01,{scored.run_id}," in output.read_text()


@pytest.mark.parametrize("run", ["2026-03-01-0123456789ab", "../../etc", "latest"])
def test_a_run_that_is_not_there_is_refused(exposure, scored, tmp_path, run):
    answer = exposure("export", "scores", "--format", "csv", "--output", tmp_path / "out.csv", "--run", run)
    assert answer.status == 1
    assert answer.err[0].startswith(f"run {run!r} is not published in ")
    assert not (tmp_path / "out.csv").exists()


def test_before_the_first_run_there_is_nothing_to_export(exposure, tmp_path):
    answer = exposure("export", "scores", "--format", "csv", "--output", tmp_path / "out.csv")
    assert answer.status == 1
    assert answer.err[0].endswith("run exposure rescore")


def test_an_output_that_cannot_be_written_is_named(exposure, scored, tmp_path):
    answer = exposure("export", "scores", "--format", "csv", "--output", tmp_path / "no" / "out.csv")
    assert answer.err == [f"{tmp_path / 'no' / 'out.csv'}: cannot be written: No such file or directory"]


def on_terminal(*arguments):
    """Runs a command with a terminal for stderr and a pipe for stdout; answers what either was shown."""
    terminal, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "120"}
    command = [sys.executable, "-m", "service.cli", *map(str, arguments)]
    process = subprocess.Popen(command, cwd=REPOSITORY, env=environment, stdout=subprocess.PIPE, stderr=theirs)
    os.close(theirs)
    shown = b"".join(iter(lambda: read_terminal(terminal), b""))
    os.close(terminal)
    out = process.communicate(timeout=60)[0].decode()
    assert process.returncode == 0
    return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", shown.decode(errors="replace")), out


def read_terminal(terminal):
    try:
        return os.read(terminal, 65_536)
    except OSError:  # nobody writes any more
        return b""


@pytest.mark.parametrize(
    ("arguments", "stage", "counted"),
    [
        (["rescore", "--as-of", "2026-03-01"], "scoring companies", "0 of 1"),
        (["export", "costs", "--format", "csv", "--output", "OUT.csv"], "writing costs, by row", "ALL of ALL"),
        (["export", "workbook", "--format", "xlsx", "--output", "OUT.xlsx"], "writing ", " of "),
        (["score", "FILE", "--as-of", "2026-03-01"], "laying out rows, by company", "0 of 1"),
        (["import", "FILE"], "storing", ""),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_long_work_shows_a_bar_on_a_terminal_and_only_there(scored, tmp_path, one_line, arguments, stage, counted):
    given = [str(one_line) if part == "FILE" else part.replace("OUT", str(tmp_path / "out")) for part in arguments]
    shown, out = on_terminal(*given)
    assert stage in shown
    assert counted.replace("ALL", str(scored.manifest.rows["cost"])) in shown
    assert stage not in out
    quiet = subprocess.run(
        [sys.executable, "-m", "service.cli", *given], cwd=REPOSITORY, capture_output=True, timeout=60
    )
    assert (quiet.returncode, quiet.stderr) == (0, b"")


def test_a_workbook_is_xlsx_and_holds_the_whole_run(exposure, scored, tmp_path):
    output = tmp_path / "out.xlsx"
    assert exposure("export", "workbook", "--format", "csv", "--output", output).err == [
        "the workbook is an XLSX file: use --format xlsx (see exposure export --help)"
    ]
    answer = exposure("export", "workbook", "--format", "xlsx", "--output", output)
    assert answer.out == f"{scored.manifest.total_rows} rows of run {scored.run_id} in {output}\n"
    assert openpyxl.load_workbook(output).sheetnames[-3:] == ["sources", "method", "data_dictionary"]


@pytest.mark.parametrize("name", ["form.csv", "form.xlsx"])
def test_the_template_as_written_imports_without_a_fault(exposure, tmp_path, name):
    assert exposure("import", "--template", tmp_path / name).status == 0
    answer = exposure("import", tmp_path / name, "--portfolio", "mine")
    assert (answer.status, len(answer.err)) == (0, 1)
    assert answer.err[0].startswith("note: example rows of the template are in it, company 0042 (rows 2, 3, 4)")


def test_a_template_replaces_no_file(exposure, tmp_path):
    (tmp_path / "form.csv").write_text("mine")
    answer = exposure("import", "--template", tmp_path / "form.csv")
    assert answer.status == 1
    assert "is there already" in answer.err[0]
    assert (tmp_path / "form.csv").read_text() == "mine"

"""Whatever goes wrong is one line on stderr and an exit status; nobody sees a traceback."""

import subprocess
import sys
from pathlib import Path

import click
import pytest

from service.batch import Batch
from service.cli.failures import status_of

REPOSITORY = Path(__file__).parents[3]


@pytest.mark.parametrize("arguments", [[], ["--help"]])
def test_help_names_every_command(exposure, arguments):
    answer = exposure(*arguments)
    assert answer.status == 0
    for command in ("serve", "rescore", "import", "export"):
        assert f"\n  {command} " in answer.out


def test_the_version(exposure):
    assert exposure("--version").out.startswith("exposure, version 2026.")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["rescor"], "there is no command 'rescor'; did you mean rescore? (see exposure --help)"),
        (["xyzzy"], "there is no command 'xyzzy'; these are: serve, rescore, "),
        (["--as-of"], "No such option '--as-of'"),
        (["rescore", "--asof", "2026-03-01"], "Did you mean '--as-of'? (see exposure rescore --help)"),
        (["rescore", "extra"], "unexpected extra argument (extra)"),
        (["rescore", "--as-of", "20260301"], "'20260301' is not a date like 2026-03-01"),
        (["rescore", "--as-of", "2026-3-1"], "'2026-3-1' is not a date like 2026-03-01"),
        (["rescore", "--as-of", "01.03.2026"], "'01.03.2026' is not a date like 2026-03-01"),
        (["rescore", "--as-of", "2026-02-29"], "'2026-02-29' is not a day of the calendar"),
        (["rescore", "--as-of", "٢٠٢٦-03-01"], "is not a date like 2026-03-01"),
        (["rescore", "--as-of", ""], "'' is not a date like 2026-03-01"),
        (["rescore", "--as-of", "2009-12-31"], "is before 2010-01-01, the first day the tables describe"),
        (["explain", "x", "--as-of", "1900-01-01"], "is before 2010-01-01, the first day the tables describe"),
        (["explain", "x", "--since", "yesterday"], "'yesterday' is not a date like 2026-03-01"),
        (["compare", "x"], "2 to 10 companies are compared at a time, not 1"),
        (["compare", *"abcdefghijk"], "2 to 10 companies are compared at a time, not 11"),
        (["compare", "x", "y", "x"], "x: given more than once"),
        (["compare", "x", "y", "--as-of", "1900-01-01"], "is before 2010-01-01, the first day the tables describe"),
        (["tables", "show", "prices", "--as-of", "1999-01-01"], "is before 2010-01-01"),
        (["tables", "show", "prices", "--known-at", "1899-12-31"], "is not between 1900-01-01 and 2199-12-31"),
        (["export", "score"], "'score' is not one of 'scores', 'lines', 'delays', 'costs', 'contributions'"),
        (["export", "scores", "--format", "doc", "--output", "x"], "'doc' is not one of 'csv', 'xlsx', 'parquet'"),
        (["export", "scores", "--format", "csv"], "Missing option '--output'"),
        (["export", "scores", "--output", "x"], "Missing option '--format'"),
        (["import"], "Missing argument 'FILE'"),
        (["serve", "--port", "99999"], "99999 is not in the range 1<=x<=65535"),
    ],
)
def test_wrong_usage_is_one_line_and_status_2(exposure, arguments, said):
    answer = exposure(*arguments)
    assert (answer.status, answer.out, len(answer.err)) == (2, "", 1)
    assert said in answer.err[0]


def test_wrong_settings_are_refused_before_anything_is_done(exposure, home, monkeypatch):
    monkeypatch.setenv("EXPOSURE_PORT", "x")
    monkeypatch.setenv("EXPOSURE_LOG_LEVEL", "loud")
    answer = exposure("rescore")
    assert (answer.status, answer.out) == (1, "")
    assert [line.split(":")[0] for line in answer.err] == ["EXPOSURE_PORT", "EXPOSURE_LOG_LEVEL"]
    assert not home.exists()


def test_an_error_of_ours_is_one_line_and_its_traceback_is_kept(exposure, home, monkeypatch):
    def bug(_batch, _as_of, _known_at):
        raise ZeroDivisionError("first\nsecond")

    monkeypatch.setattr(Batch, "rescore", bug)
    home.mkdir()
    answer = exposure("rescore")
    details = home / "errors.log"
    assert answer.status == 1
    assert answer.err == [f"internal error: ZeroDivisionError: first (details in {details})"]
    assert "Traceback (most recent call last)" in details.read_text()


def test_ctrl_c_is_one_word(exposure, monkeypatch):
    def interrupted(_batch, _as_of, _known_at):
        raise KeyboardInterrupt

    monkeypatch.setattr(Batch, "rescore", interrupted)
    answer = exposure("rescore")
    assert (answer.status, answer.err[-1]) == (1, "stopped")


def test_a_reader_that_stops_reading_hears_nothing(home):
    command = f"{sys.executable} -m service.cli tables show use_shares | head -c 1"
    done = subprocess.run(["bash", "-c", command], cwd=REPOSITORY, capture_output=True, text=True, timeout=60)
    assert (len(done.stdout), done.stderr) == (1, "")


@pytest.mark.parametrize(
    ("error", "status"),
    [(SystemExit(), 0), (SystemExit(3), 3), (SystemExit("text"), 1), (click.exceptions.Exit(2), 2)],
)
def test_what_ends_a_command_keeps_its_status(error, status):
    assert status_of(error) == status

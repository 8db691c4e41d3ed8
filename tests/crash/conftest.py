"""A home folder that is watched by another process for as long as a test kills writers in it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]


def python(*arguments, **options):
    return subprocess.Popen([sys.executable, *map(str, arguments)], cwd=REPOSITORY, **options)


@contextmanager
def watched(home: Path, report: Path) -> Iterator[dict]:
    """Watches a home for the length of a block; fails at its end if anything half-written was ever read."""
    watcher = python(
        "-m", "tests.crash.watching", home, report, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    seen: dict = {}
    try:
        assert watcher.stdout.readline() == "watching\n"
        yield seen
    finally:
        watcher.communicate("", timeout=60)
    seen.update(json.loads(report.read_text()))
    assert seen["faults"] == []
    assert watcher.returncode == 0


@pytest.fixture
def home(tmp_path, monkeypatch):
    folder = tmp_path / "home"
    monkeypatch.setenv("EXPOSURE_HOME", str(folder))
    for name in [name for name in os.environ if name.startswith("EXPOSURE_") and name != "EXPOSURE_HOME"]:
        monkeypatch.delenv(name)
    return folder

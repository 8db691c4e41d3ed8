"""The scheduler runs as long as the web serves, and no longer."""

import os
import signal
import time
from pathlib import Path

import pytest

from service import scheduler_process
from service.scheduler_process import SchedulerProcess


def schedulers():
    """Process ids of the living schedulers that are children of this process."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
            command = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if parent == os.getpid() and b"service.scheduler\0" in command:
            found.append(int(folder.name))
    return found


def eventually(what):
    for _ in range(300):
        if found := what():
            return found
        time.sleep(0.1)
    raise AssertionError("did not come about in 30 seconds")


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("EXPOSURE_HOME", str(tmp_path))
    monkeypatch.setattr(scheduler_process, "PAUSE_SECONDS", 0.1)


def test_it_ends_with_the_block():
    with SchedulerProcess():
        assert eventually(schedulers)
    assert schedulers() == []


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_another_takes_the_place_of_one_that_ended(end):
    with SchedulerProcess():
        (first,) = eventually(schedulers)
        os.kill(first, end)
        (second,) = eventually(lambda: [pid for pid in schedulers() if pid != first])
        assert second != first
    assert schedulers() == []


def test_one_that_does_not_end_when_asked_is_killed(monkeypatch):
    monkeypatch.setattr(scheduler_process, "STOP_SECONDS", 0.5)
    with SchedulerProcess():
        (pid,) = eventually(schedulers)
        os.kill(pid, signal.SIGSTOP)
    assert schedulers() == []

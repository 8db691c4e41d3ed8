"""Killed with kill -9 in the middle of its work: a visit afterwards finds it stopped, with what to do, not running."""

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

import pytest

from service.jobs.keeping import Jobs
from service.settings import Settings
from service.state.record import Record
from tests.crash.conftest import python
from tests.service.api.asking import good
from tests.service.api.conftest import client_of
from tests.service.api.home import NOW, make_home
from tests.service.pages.words_of import words_of

pytestmark = pytest.mark.crash


def until(find, seconds=60):
    """What is looked for, once it is there."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = find()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError("it does not come")


def at_work(home):
    return next((job for job in Jobs(home, lambda: NOW).latest() if job.status == "running" and job.attempt), None)


def looks(client, job):
    """What pages and answers say of work and of its attempt."""
    answer = good(client.get(f"/v1/jobs/{job.id}"))["job"]
    run = good(client.get(f"/v1/runs/{job.attempt}"))["run"]
    return answer, run, words_of(client.get(f"/jobs/{job.id}")), words_of(client.get("/runs"))


def test_a_rescore(home):
    make_home(home)
    before = good(client_of(home).get("/v1/companies"))["run_id"]
    process = python("-m", "service.cli", "rescore", "--as-of", "2026-11-24")
    job = until(lambda: at_work(home))
    # Held still while it is looked at: it would be done before the looking is.
    os.kill(process.pid, signal.SIGSTOP)
    answer, run, page, runs = looks(client_of(home), job)
    assert (answer["status"], run["status"]) == ("running", "running")
    assert "Under way" in page
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    client = client_of(home)
    answer, run, page, runs = looks(client, job)
    assert (answer["status"], run["status"]) == ("stopped", "stopped")
    assert "ask for the run again" in answer["reason"]
    assert "ask for the run again" in run["reason"]
    assert "Stopped. The process ended before the work did" in page
    assert "Rescore again" in page
    assert "Under way" not in page
    assert "Under way" not in runs
    assert good(client.get("/v1/companies"))["run_id"] == before
    with Record(Settings(home=home).state_url) as record:
        assert record.last_run().status == "stopped"


def test_a_file_being_written(home):
    make_home(home)
    client = client_of(home)
    url = client.post("/v1/exports/workbook.xlsx").headers["Location"]
    process = until(lambda: worker_of(url.rpartition("/")[2]))
    until(lambda: good(client.get(url))["job"]["status"] == "running")
    os.kill(process, signal.SIGKILL)
    job = until(lambda: (told := good(client.get(url))["job"])["status"] != "running" and told)
    assert (job["status"], job["file"]) == ("stopped", None)
    assert "ask for the file again" in job["reason"]
    assert "Ask for a file again" in words_of(client.get(url.removeprefix("/v1")))


def worker_of(job_id):
    """The process that does a job."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            if job_id.encode() in path.read_bytes().split(b"\0"):
                return int(path.parent.name)
    return None

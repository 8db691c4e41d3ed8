"""`exposure serve` brings up web and scheduler on an empty home, and takes both down again."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

from service.refusal import Refusal
from service.runs.snapshot import published_runs
from service.serving import address_of, refuse_taken
from service.settings import Settings

REPOSITORY = Path(__file__).parents[3]
KEY = "a-key-that-is-long-enough"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serving(*arguments):
    command = [sys.executable, "-m", "service.cli", "serve", *arguments]
    server = subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        yield server
    finally:
        server.kill()
        server.communicate()


def lines_until(server, start):
    """The lines on stdout up to one that starts so."""
    lines = []
    while not lines or not lines[-1].startswith(start):
        line = server.stdout.readline()
        assert line, server.stderr.read()
        lines.append(line.rstrip("\n"))
    return lines


def children(server):
    return [int(pid) for pid in Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()]


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def all_end(pids):
    """Whether all processes have ended within 20 seconds."""
    for _ in range(200):
        if not any(map(alive, pids)):
            return True
        time.sleep(0.1)
    return False


def read(url):
    with urllib.request.urlopen(url, timeout=20) as answer:
        return json.load(answer)


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_the_first_start_scores_the_demonstration_and_a_signal_ends_everything(home, asked):
    port = free_port()
    with serving("--port", str(port)) as server:
        lines = lines_until(server, "for example")
        (run,) = published_runs(home)
        assert lines[0] == "demonstration portfolio loaded"
        assert lines[1].startswith(f"run {run.run_id}: {run.total_rows} rows in ")
        assert lines[2] == f"serving on http://127.0.0.1:{port}"
        example = lines[3].removeprefix("for example ")
        assert read(example)["run_id"] == run.run_id
        processes = children(server)
        assert len(processes) >= 3
        server.send_signal(asked)
        assert server.wait(40) == 0
        assert all_end(processes)


def test_another_start_serves_what_is_there(home, scored):
    port = free_port()
    with serving("--port", str(port)) as server:
        assert lines_until(server, "for example") == [
            f"serving on http://127.0.0.1:{port}",
            f"for example http://127.0.0.1:{port}/v1/companies/0042/score",
        ]


def test_a_killed_server_leaves_no_worker_on_the_port(home, scored):
    port = free_port()
    with serving("--port", str(port)) as server:
        lines_until(server, "for example")
        processes = children(server)
        server.kill()
        server.wait()
        assert all_end(processes)


def test_others_are_not_let_in_without_a_key(exposure, home):
    answer = exposure("serve", "--host", "0.0.0.0")
    assert answer.status == 1
    assert answer.err == [
        "0.0.0.0 can be reached from other machines: set EXPOSURE_API_KEY first, or serve on 127.0.0.1"
    ]
    assert not home.exists()


def test_with_a_key_others_are_let_in(home, scored, monkeypatch):
    monkeypatch.setenv("EXPOSURE_API_KEY", KEY)
    port = free_port()
    with serving("--host", "0.0.0.0", "--port", str(port)) as server:
        lines_until(server, "for example")
        with pytest.raises(urllib.error.HTTPError, match="401"):
            read(f"http://127.0.0.1:{port}/v1/companies")


def test_a_port_in_use_is_one_line(exposure, home):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        answer = exposure("serve", "--port", port)
    assert answer.status == 1
    assert answer.err == [f"127.0.0.1 port {port}: Address already in use; stop what is there or choose another --port"]
    assert not home.exists()


def test_an_address_of_another_machine_is_one_line():
    with pytest.raises(Refusal, match=r"192\.0\.2\.1 port 8000: Cannot assign requested address"):
        refuse_taken("192.0.2.1", 8000)


@pytest.mark.parametrize(("host", "address"), [("127.0.0.1", "http://127.0.0.1:8000"), ("::1", "http://[::1]:8000")])
def test_the_address_is_one_a_browser_takes(host, address, tmp_path):
    assert address_of(Settings(home=tmp_path, host=host)) == address


def test_a_first_start_that_cannot_score_is_refused(exposure, tmp_path, monkeypatch):
    (tmp_path / "tables").mkdir()
    monkeypatch.setenv("EXPOSURE_TABLES_DIR", str(tmp_path / "tables"))
    answer = exposure("serve", "--port", free_port())
    assert answer.status == 1
    assert answer.err[0].endswith(".csv:0: is not there; expected in " + os.fspath(tmp_path / "tables"))

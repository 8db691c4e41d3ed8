"""Processes under measurement: started on a free port of this machine, counted while they work, ended afterwards."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.benchmarks.load import HOST, Measured, Order

ROOT = Path(__file__).parents[2]
TICK = os.sysconf("SC_CLK_TCK")
START_SECONDS = 30


@dataclass(frozen=True)
class Server:
    """A server that answers on a port, and the process at its head."""

    name: str
    port: int
    pid: int

    def cpu_seconds(self) -> float:
        """Processor time used so far by its workers."""
        return sum(_cpu_seconds(pid) for pid in descendants(self.pid))

    def resident_mib(self) -> float:
        """Memory of its largest worker."""
        return max(_resident_mib(pid) for pid in descendants(self.pid))


@contextmanager
def serving(name: str, home: Path) -> Iterator[Server]:
    """A server of `tests.benchmarks.served`, ready to answer."""
    port = free_port()
    environment = {**os.environ, "EXPOSURE_HOME": str(home), "EXPOSURE_PORT": str(port), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "tests.benchmarks.served", name, str(port)]
    with (home / f"{name}.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        _wait_for(port, process)
        yield Server(name, port, process.pid)
    finally:
        process.terminate()
        process.wait(30)


def driven(order: Order) -> Measured:
    """What a load of its own process measured."""
    command = [sys.executable, "-m", "tests.benchmarks.load"]
    found = subprocess.run(command, cwd=ROOT, input=json.dumps(asdict(order)), capture_output=True, text=True)
    if found.returncode:
        raise RuntimeError(f"the load broke off: {found.stderr.strip().splitlines()[-1:]}")
    return Measured(**json.loads(found.stdout))


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def descendants(pid: int) -> list[int]:
    """The processes a process started, and those they started."""
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        children = [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except FileNotFoundError:
        return []
    return [other for child in children for other in (child, *descendants(child))]


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Both workers have to be up: until then one of them would answer for two."""
    for _ in range(START_SECONDS * 10):
        time.sleep(0.1)
        if process.poll() is not None:
            raise RuntimeError("the server ended as it started; its log is in the home folder")
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                time.sleep(1.5)
                return
    raise RuntimeError(f"nothing answers on port {port}")


def _cpu_seconds(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except FileNotFoundError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICK


def _resident_mib(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS:")), 0.0)

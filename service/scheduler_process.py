"""The scheduler's own process, kept running as long as the web serves."""

import os
import subprocess
import sys
from threading import Event, Thread
from types import TracebackType
from typing import Self

import structlog

PAUSE_SECONDS = 5.0
"""Between the end of a scheduler that should not have ended and the start of the next."""

STOP_SECONDS = 15.0

log = structlog.get_logger("service.serving")


class SchedulerProcess:
    """Runs `python -m service.scheduler` for the length of a block; starts it again should it end."""

    def __init__(self) -> None:
        self._stopping = Event()
        self._process = self._start()
        self._keeper = Thread(target=self._keep, daemon=True)

    def __enter__(self) -> Self:
        self._keeper.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        self._process.terminate()
        self._keeper.join(STOP_SECONDS)
        if self._process.poll() is None:
            log.warning("scheduler killed: it did not end when asked")
            self._process.kill()
            self._process.wait()

    def _keep(self) -> None:
        while True:
            status = self._process.wait()
            if self._stopping.is_set():
                return
            # A signal to the whole process group ends the scheduler before it reaches us.
            if self._stopping.wait(PAUSE_SECONDS):
                return
            log.error("scheduler ended; another is started", status=status)
            self._process = self._start()

    @staticmethod
    def _start() -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-m", "service.scheduler", str(os.getpid())])

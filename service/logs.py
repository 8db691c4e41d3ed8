"""Log lines as JSON: in a file of the home folder, and on stderr for what runs for long."""

import logging
import sys

import structlog
from structlog.typing import Processor

from service.settings import Settings

LOG_FILE = "exposure.log"

SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


class HomeLog(logging.FileHandler):
    """The log file of the home folder; what cannot be logged, as the folder is gone, never fails what was asked."""

    def emit(self, record: logging.LogRecord) -> None:
        """Writes one line, or reports that it could not."""
        try:
            super().emit(record)
        except OSError:
            self.handleError(record)


def log_to(settings: Settings, *, stderr: bool) -> None:
    """Sends all log lines of this process to the home folder's log file, and to stderr if wished."""
    # Opened with the first line: a command that is refused makes no folder and no file.
    handlers: list[logging.Handler] = [HomeLog(settings.home / LOG_FILE, delay=True)]
    if stderr:
        handlers.append(logging.StreamHandler(sys.stderr))
    for handler in handlers:
        handler.setFormatter(_json_lines())
    # A log that cannot be written must not show a traceback to whoever asked for something else.
    logging.raiseExceptions = False
    logging.basicConfig(handlers=handlers, level=settings.log_level.upper(), force=True)
    # Our own listeners report what becomes of jobs, in one line.
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def _json_lines() -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=SHARED,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
    )

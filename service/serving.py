"""Web workers and a scheduler under one roof."""

import multiprocessing
import os
import signal
import socket
import urllib.error
import urllib.request
from threading import Event, Thread
from typing import TYPE_CHECKING

import click
import structlog
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import MPServer

from service.first_start import example_company, first_start
from service.logs import log_to
from service.refusal import Refusal
from service.scheduler_process import SchedulerProcess
from service.settings import PREFIX, Settings, load_settings

if TYPE_CHECKING:
    from flask import Flask

SERVICE = "service.serving:web_app"
WORKERS = 2
STOP_SECONDS = 10
"""How long a web worker may take to answer what it has begun."""

log = structlog.get_logger("service.serving")


def serve(settings: Settings) -> None:
    """Serves until told to stop. Raises Refusal where the port is taken or the first scores cannot be made."""
    refuse_taken(settings.host, settings.port)
    for line in first_start(settings):
        click.echo(line)
    log_to(settings, stderr=True)
    _hand_down(settings)
    stopped = Event()
    Thread(target=_announce, args=(settings, stopped), daemon=True).start()
    with SchedulerProcess():
        try:
            web_server(settings).serve()
        finally:
            stopped.set()
    click.echo("stopped")


def web_app() -> "Flask":
    """The application as a web worker makes it: settings from the environment, logs on stderr."""
    from service.web import create_app

    settings = load_settings()
    log_to(settings, stderr=True)
    Thread(target=_end_with_parent, daemon=True).start()
    return create_app(settings)


def refuse_taken(host: str, port: int) -> None:
    """Raises Refusal where the address cannot be served on: the server itself would share a port without a word."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            reason = error.strerror or str(error)
            raise Refusal(f"{host} port {port}: {reason}; stop what is there or choose another --port") from error


def address_of(settings: Settings) -> str:
    """Where the service is reached."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{settings.port}"


def web_server(settings: Settings, application: str = SERVICE) -> MPServer:
    """A server of an application that is named as module:function, over as many workers as the service has."""
    # Workers begin afresh: forking a process that has threads of polars in it can hang the child.
    multiprocessing.set_start_method("spawn", force=True)
    return MPServer(
        application,
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=WORKERS,
        blocking_threads=1,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
        log_level=LogLevels.warning,
        log_dictconfig={"loggers": {"_granian": {"propagate": True}}},
    )


def _hand_down(settings: Settings) -> None:
    # Web workers and scheduler read their settings from the environment, as any process of ours does.
    os.environ[f"{PREFIX}HOST"] = settings.host
    os.environ[f"{PREFIX}PORT"] = str(settings.port)
    os.environ[f"{PREFIX}HOME"] = str(settings.home)


def _end_with_parent() -> None:
    # A worker whose parent was killed would go on holding the port with nobody to stop it.
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


def _announce(settings: Settings, stopped: Event) -> None:
    address = address_of(settings)
    while not stopped.wait(0.2):
        if _answers(f"{address}/healthz"):
            click.echo(f"serving on {address}")
            company = example_company(settings.home)
            if company is not None:
                click.echo(f"for example {address}/v1/companies/{company}/score")
            return


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False

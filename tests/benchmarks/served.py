"""Servers to be measured, all under granian as the service runs it: the service, a bare Flask route, nothing at all.

`python -m tests.benchmarks.served NAME PORT` serves until it is told to stop.
"""

import sys
from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask

from service.serving import SERVICE, web_server
from service.settings import load_settings

SCORE = 48.594493858614


def bare() -> Flask:
    """The least a Flask application can answer to the same address: one route, a small JSON."""
    app = Flask("bare")

    @app.get("/v1/companies/<company_id>/score")
    def score(company_id: str) -> dict[str, object]:
        return {"company_id": company_id, "score": SCORE}

    return app


def nothing() -> Callable[..., Iterable[bytes]]:
    """Not even Flask: shows what server and load can do at most."""

    def answer(_environ: dict[str, Any], start: Callable[..., object]) -> Iterable[bytes]:
        start("200 OK", [("Content-Type", "application/json"), ("Content-Length", "2")])
        return [b"{}"]

    return answer


TARGETS = {"service": SERVICE, "bare": f"{__name__}:bare", "nothing": f"{__name__}:nothing"}

if __name__ == "__main__":
    name, port = sys.argv[1:]
    target = TARGETS[name].replace("__main__", "tests.benchmarks.served")
    web_server(load_settings(host="127.0.0.1", port=int(port)), target).serve()

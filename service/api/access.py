"""Who may ask: the API key, requests that other sites make a browser send, and names this machine answers to.

Reading on the loopback address needs no key. Once a key is configured every change needs it; where the service
listens on another address, reading needs it as well, pages included (only /healthz and /readyz stay open). A key comes
as `Authorization: Bearer`, as `X-API-Key`, or as the password of HTTP Basic, which browsers and spreadsheets ask for.

A proxy on the same machine has to pass on a Host header of the loopback, or the service listens on another address.
"""

import hmac
from functools import lru_cache
from urllib.parse import urlsplit

from flask import Flask, request

from service.api.problems import Kind, Problem
from service.settings import Settings, is_loopback

OPEN = ("/healthz", "/readyz")
READING = ("GET", "HEAD", "OPTIONS")
HOW_TO_SEND_A_KEY = "send the API key as Authorization: Bearer <key>, as X-API-Key, or as the password of HTTP Basic"
CHALLENGES = [("WWW-Authenticate", f'{scheme} realm="exposure"') for scheme in ("Bearer", "Basic")]
LOOPBACK_NAMES = ("127.0.0.1", "localhost", "::1")


def guard(app: Flask, settings: Settings) -> None:
    """Has every request checked before a view sees it."""
    alone = is_loopback(settings.host)

    @app.before_request
    def check() -> None:
        environ = request.environ
        if alone and not _names_loopback(environ.get("HTTP_HOST")):
            names = ", ".join(LOOPBACK_NAMES)
            raise Problem(Kind.INVALID_REQUEST, f"the Host header names another machine; this one answers to {names}")
        changing = environ["REQUEST_METHOD"] not in READING
        if (alone and not changing) or request.path in OPEN:
            return
        if changing and not _sent_from_here():
            raise Problem(Kind.CROSS_SITE, "this change was sent by a page of another site; send it from a program")
        if settings.api_key and not _holds(settings.api_key.get_secret_value()):
            raise Problem(Kind.KEY_REQUIRED, HOW_TO_SEND_A_KEY, headers=CHALLENGES)


@lru_cache(maxsize=64)
def _names_loopback(host: str | None) -> bool:
    """Whether a request is for a name of this machine; a program may name none.

    A foreign name that resolves to this machine would make a stranger's page same-origin with us.
    """
    try:
        return host is None or urlsplit(f"//{host}").hostname in LOOPBACK_NAMES
    except ValueError:
        return False


def _sent_from_here() -> bool:
    """Whether the request comes from a page of our own, or from no page at all.

    Every browser in use marks requests of pages with Sec-Fetch-Site or Origin; programs send neither.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is None or origin.split("://", 1)[-1] == request.host


def _holds(key: str) -> bool:
    given = request.headers.get("X-API-Key", "")
    authorization = request.authorization
    if authorization is not None:
        kinds = {"bearer": authorization.token, "basic": authorization.password}
        given = kinds.get(authorization.type) or ""
    return hmac.compare_digest(given.encode(), key.encode())

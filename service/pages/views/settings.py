"""How a reader wants figures shown, kept in a cookie of two words."""

from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import redirect, request
from werkzeug.wrappers import Response

from service.pages.routing import COOKIE, DISPLAYED, blueprint, check_display, display

A_YEAR = 365 * 24 * 3600


@blueprint.get("/display")
def settings() -> Response:
    """Keeps the currency and the way of writing numbers that were chosen, and goes back to the page."""
    check_display()
    wanted = display()
    answer = redirect(_without_display(_own(_came_from())), 303)
    answer.set_cookie(COOKIE, f"{wanted.currency}.{wanted.numbers}", max_age=A_YEAR, httponly=True, samesite="Lax")
    return answer


def _came_from() -> str:
    """The page the browser shows, where it says so: scripts may have moved on from the one that was drawn."""
    seen = urlsplit(request.referrer or "")
    if seen.netloc == request.host:
        return seen._replace(scheme="", netloc="").geturl()
    return request.args.get("back", "/")


def _own(address: str) -> str:
    """An address of this service, as a path; the list for any other."""
    parts = urlsplit(address)
    own = address.startswith("/") and not address.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    return address if own else "/"


def _without_display(address: str) -> str:
    """An address without what it says of how figures are shown, which would stand above what was just chosen."""
    parts = urlsplit(address)
    asked = [each for each in parse_qsl(parts.query, keep_blank_values=True) if each[0] not in DISPLAYED]
    return f"{parts.path}?{urlencode(asked)}" if asked else parts.path

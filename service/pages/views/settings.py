"""How a reader wants figures shown, kept in a cookie of two words."""

from urllib.parse import urlsplit

from flask import redirect, request
from werkzeug.wrappers import Response

from service.pages.routing import COOKIE, blueprint, check_display, display

A_YEAR = 365 * 24 * 3600


@blueprint.get("/display")
def settings() -> Response:
    """Keeps the currency and the way of writing numbers that were chosen, and goes back to the page."""
    check_display()
    wanted = display()
    answer = redirect(_own(request.args.get("back", "/")), 303)
    answer.set_cookie(COOKIE, f"{wanted.currency}.{wanted.numbers}", max_age=A_YEAR, httponly=True, samesite="Lax")
    return answer


def _own(address: str) -> str:
    """An address of this service, as a path; the list for any other."""
    parts = urlsplit(address)
    own = address.startswith("/") and not address.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    return address if own else "/"

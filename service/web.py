"""The web service: one application over one home folder, API and pages alike."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask, Request
from flask.sessions import NullSession, SessionInterface

from service.api import (
    changes,
    companies,
    comparison,
    concentration,
    docs,
    exports,
    health,
    iso_exposure,
    jobs,
    levers,
    measures,
    portfolio_states,
    portfolios,
    runs,
    scenarios,
    signals,
    tables,
    templates,
    what_if,
)
from service.api.access import guard
from service.api.backing import EXTENSION, Backing
from service.api.failures import handle_failures
from service.batch import Clock, utc_now
from service.compressing import compress
from service.pages import views
from service.pages.correcting import corrected
from service.pages.display import NUMBERS
from service.pages.navigation import FOOT, HEAD, links
from service.pages.routing import currencies, display
from service.pages.words import speak
from service.portfolio.limits import MOST_FILE_BYTES
from service.settings import Settings, load_settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MODULES = (
    companies,
    comparison,
    levers,
    scenarios,
    what_if,
    iso_exposure,
    changes,
    portfolios,
    portfolio_states,
    templates,
    exports,
    signals,
    concentration,
    tables,
    measures,
    runs,
    jobs,
    health,
    docs,
    views,
)
"""Modules with a blueprint, in the order of the documentation."""

SOURCES_ALLOWED = (
    "default-src 'none'",
    "script-src 'self'",
    "connect-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
)
HEADERS = {
    "Content-Security-Policy": "; ".join(SOURCES_ALLOWED),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    # Kept copies are asked about each time; what a key opened is kept by nobody in between.
    "Cache-Control": "private, no-cache",
}


def create_app(settings: Settings | None = None, now: Clock = utc_now) -> Flask:
    """The application; settings come from the environment unless given. Raises Refusal for settings that cannot be."""
    settings = settings or load_settings()
    app = Flask("service", static_folder="pages/static", template_folder="pages/templates")
    app.config["MAX_CONTENT_LENGTH"] = MOST_FILE_BYTES
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.session_interface = _NoSessions()
    app.extensions[EXTENSION] = Backing(settings, now)
    guard(app, settings)
    handle_failures(app)
    speak(app, display)
    said = {"currencies": currencies, "NUMBERS": NUMBERS, "links": links, "HEAD": HEAD, "FOOT": FOOT}
    app.jinja_env.globals.update(said, corrected=corrected)
    for module in MODULES:
        app.register_blueprint(module.blueprint)
    compress(app, "pages")
    app.wsgi_app = _secured(app.wsgi_app)  # type: ignore[method-assign, assignment]
    return app


class _NoSessions(SessionInterface):
    """Nothing is kept about who asks: no cookie is read or set."""

    def open_session(self, app: Flask, request: Request) -> NullSession:
        """The same empty session for everybody; writing to it fails."""
        return _NO_SESSION

    def is_null_session(self, obj: object) -> bool:
        """Always, so that nothing is saved."""
        return True


_NO_SESSION = NullSession()


def _secured(app: "WSGIApplication") -> "WSGIApplication":
    """The application with the headers on every answer, whoever made it."""
    ours, names = list(HEADERS.items()), {name.lower() for name in HEADERS}

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *failure: Any) -> Callable[[bytes], object]:
            given = [header for header in headers if header[0].lower() not in names]
            return start_response(status, given + ours, *failure)

        return app(environ, start)

    return answer

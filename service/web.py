"""The web service: one application over one home folder, API and pages alike."""

from flask import Flask, Response

from service.api import (
    companies,
    comparison,
    concentration,
    docs,
    exports,
    health,
    measures,
    portfolios,
    runs,
    signals,
    tables,
)
from service.api.access import guard
from service.api.backing import EXTENSION, Backing
from service.api.failures import handle_failures
from service.batch import Clock, utc_now
from service.pages import views
from service.pages.words import speak
from service.portfolio.limits import MOST_FILE_BYTES
from service.settings import Settings, load_settings

MODULES = (
    companies,
    comparison,
    portfolios,
    exports,
    signals,
    concentration,
    tables,
    measures,
    runs,
    health,
    docs,
    views,
)
"""Modules with a blueprint, in the order of the documentation."""

SOURCES_ALLOWED = (
    "default-src 'none'",
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
}


def create_app(settings: Settings | None = None, now: Clock = utc_now) -> Flask:
    """The application; settings come from the environment unless given. Raises Refusal for settings that cannot be."""
    settings = settings or load_settings()
    app = Flask("service", static_folder="pages/static", template_folder="pages/templates")
    app.config["MAX_CONTENT_LENGTH"] = MOST_FILE_BYTES
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.extensions[EXTENSION] = Backing(settings, now)
    app.after_request(_secure)
    guard(app, settings)
    handle_failures(app)
    speak(app)
    for module in MODULES:
        app.register_blueprint(module.blueprint)
    return app


def _secure(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    # Kept copies are asked about each time; what a key opened is kept by nobody in between.
    response.headers["Cache-Control"] = "private, no-cache"
    return response

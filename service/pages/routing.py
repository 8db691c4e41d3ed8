"""How pages are served: at an address, and their tables at the same address with .csv, .xlsx or .json behind it."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import TypeVar

from flask import Blueprint, Response, g, render_template, request
from pydantic import ValidationError
from spectree.utils import get_multidict_items
from werkzeug.routing import Map

from service.api.backing import backing
from service.api.parameters import Query
from service.api.problems import Kind, Problem
from service.api.refusing import invalid, wrong_value
from service.pages.display import NUMBERS, USD, Display, Rate, chosen, rates_on
from service.pages.tables import Page
from service.pages.twins import FORMS, TwinQuery, twin
from service.portfolio.nearest import nearest_word

blueprint = Blueprint("pages", __name__)
DISPLAYED = ("currency", "numbers")
"""Parameters any page takes: a saved address keeps how its figures are shown."""

COOKIE = "exposure_display"
Asked = TypeVar("Asked", bound=Query)
Build = Callable[..., Page]


def page(rule: str, files: str | None = None) -> Callable[[Build], Build]:
    """Serves what a function builds as a page at `rule`, and its tables at `files`, the same address by default."""

    def serve(build: Build) -> Build:
        name = build.__name__

        @wraps(build)
        def shown(**parts: str) -> Response:
            check_display()
            return drawn(build(**parts))

        @wraps(build)
        def filed(form: str, **parts: str) -> Response:
            g.twin = True
            try:
                made = build(**parts)
            except Problem as problem:
                # An id may itself end like a file name.
                if problem.kind is not Kind.UNKNOWN_COMPANY or "company_id" not in parts:
                    raise
                g.twin = False
                return shown(**{**parts, "company_id": f"{parts['company_id']}.{form}"})
            return twin(made, form, _query(TwinQuery, set(TwinQuery.model_fields)), name, _day(made))

        forms = ", ".join(FORMS)
        blueprint.add_url_rule(rule, name, shown)
        blueprint.add_url_rule(f"{files or rule}.<any({forms}):form>", f"{name}_file", filed)
        return build

    return serve


def pages_with_files(rules: Map) -> frozenset[str]:
    """The rules of all pages that are served, as their files have them."""
    files = (
        rule.rule
        for rule in rules.iter_rules()
        if rule.endpoint.startswith("pages.") and rule.endpoint.endswith("_file") and "<any(" in rule.rule
    )
    return frozenset(rule.partition(".<any(")[0] for rule in files)


def drawn(made: Page) -> Response:
    """A page as it is sent."""
    today = backing().settings.today(backing().now())
    context = {"stamp": None, "demonstration": False, "today": today, **made.context}
    return Response(render_template(made.template, **context, page=made), made.status)


def asked(kind: type[Asked]) -> Asked:
    """The page's own parameters; a problem that names the nearest right one where they are wrong."""
    others = {*DISPLAYED, *(TwinQuery.model_fields if files_asked() else ())}
    return _query(kind, set(request.args) - others)


def files_asked() -> bool:
    """Whether the tables of the page are asked for, and not the page."""
    return bool(g.get("twin"))


def display() -> Display:
    """How whoever asks wants figures shown: as the address says, else as chosen before, else as the browser prefers."""
    known: Display | None = g.get("display")
    if known is None:
        currency, _, numbers = request.cookies.get(COOKIE, "").partition(".")
        kept = {"currency": currency, "numbers": numbers}
        known = g.display = chosen(request.args, kept, request.accept_languages, _rates())
    return known


def currencies() -> list[str]:
    """Currencies that money can be shown in today."""
    return [USD, *_rates()]


def check_display() -> None:
    """Refuses a currency or a way of writing numbers that is not offered."""
    for name, right in {"currency": currencies(), "numbers": [*NUMBERS]}.items():
        given = request.args.get(name, right[0])
        if given not in right:
            close = list(nearest_word(given, right))
            raise wrong_value(name, given[:80], f"is not offered; these are: {', '.join(right)}", close)


def _rates() -> dict[str, Rate]:
    known: dict[str, Rate] | None = g.get("rates")
    if known is None:
        today = backing().settings.today(backing().now())
        try:
            known = rates_on(backing().tables()["fx_rates"], today)
        except Exception:
            # The page that reports a failure has to be drawn too, whatever it was that failed.
            known = {}
        g.rates = known
    return known


def _query(kind: type[Asked], names: set[str]) -> Asked:
    given = {name: value for name, value in get_multidict_items(request.args, kind).items() if name in names}
    try:
        return kind.model_validate(given)
    except ValidationError as error:
        raise invalid(error, kind) from None


def _day(made: Page) -> date:
    stamp = made.context.get("stamp")
    return stamp.as_of if stamp else backing().settings.today(backing().now())

"""What can be done to a portfolio on its page: its last import undone or brought back, and all of it deleted."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from service.api.backing import backing
from service.api.portfolio_states import refused_change, turned_import
from service.api.portfolios import check_name
from service.deletion.plan import Plan, deletion_plan
from service.pages.routing import blueprint, drawn, page
from service.pages.tables import Page
from service.portfolio.faults import ImportRefused

DELETION = "/import/<name>/delete"


@blueprint.post("/import/<name>/undo")
def undo(name: str) -> AnyResponse:
    """Undoes the last import of a portfolio."""
    return _turned(name, back=True)


@blueprint.post("/import/<name>/redo")
def redo(name: str) -> AnyResponse:
    """Takes the last undo back."""
    return _turned(name, back=False)


@page(DELETION)
def deletion(name: str) -> Page:
    """What goes with a portfolio, and the form that deletes it."""
    return Page("delete.html", {"plan": _plan(name)})


@blueprint.post(DELETION)
def delete(name: str) -> AnyResponse:
    """Deletes a portfolio once its name is typed; the form comes back where it is another."""
    plan, typed = _plan(name), request.form.get("confirm", "").strip()
    if typed != name:
        wrong = f"Nothing is deleted: {typed[:80]!r} is not {name}." if typed else "Nothing is deleted: type the name."
        return drawn(Page("delete.html", {"plan": plan, "wrong": wrong}, status=422))
    try:
        _, deleted = backing().deletions.delete(name)
    except ImportRefused as refusal:
        raise refused_change(refusal) from None
    done = f"change-{deleted.number}" if deleted else None
    return redirect(url_for("pages.imports", done=done), 303)


def _plan(name: str) -> Plan:
    check_name(name)
    try:
        return deletion_plan(backing().settings.home, backing().record, name)
    except ImportRefused as refusal:
        raise refused_change(refusal) from None


def _turned(name: str, *, back: bool) -> AnyResponse:
    turned = turned_import(name, back=back, applications=request.form.get("kind") == "applications")
    return redirect(url_for("pages.imports", done=f"change-{turned.number}"), 303)

"""The service described to machines and to people, without anything loaded from elsewhere."""

from typing import Any

from flask import Blueprint, Response, jsonify, render_template

from service.api.openapi import answers, document
from service.api.problems import Kind

blueprint = Blueprint("docs", __name__)


@blueprint.get("/openapi.json")
@answers(None, operation="getOpenapi", tag="service", media=("application/json",))
def openapi() -> Response:
    """This document."""
    return jsonify(document())


@blueprint.get("/docs")
@answers(None, operation="getDocs", tag="service", media=("text/html",))
def docs() -> str:
    """Every address, its parameters and its problems, as one plain page."""
    whole = document()
    return render_template("docs.html", info=whole["info"], groups=_groups(whole), kinds=list(Kind))


def _groups(whole: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in whole["paths"].items():
        for method, operation in methods.items():
            entry = {"method": method.upper(), "path": path, **operation}
            groups.setdefault(operation["tags"][0], []).append(entry)
    return groups

"""Addresses of a page with other parameters, and of the files beside it."""

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode

from service.pages.twins import FORMS

Parameters = Mapping[str, str | date | None]


def address(path: str, parameters: Parameters) -> str:
    """A path with the parameters that have a value."""
    given = {name: str(value) for name, value in parameters.items() if value is not None}
    return f"{path}?{urlencode(given)}" if given else path


def file_links(path: str, parameters: Parameters, table: str) -> dict[str, str]:
    """Form → address of one table of a page in it, with the page's own parameters; only CSV holds one table alone."""
    chosen = {"csv": {"table": table}}
    return {form: address(f"{path}.{form}", {**parameters, **chosen.get(form, {})}) for form in FORMS}

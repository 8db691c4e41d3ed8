"""Addresses of the files beside a page."""

from service.pages.addresses import Parameters, address
from service.pages.twins import FORMS


def file_links(path: str, parameters: Parameters, table: str) -> dict[str, str]:
    """Form → address of one table of a page in it, with the page's own parameters; only CSV holds one table alone."""
    chosen = {"csv": {"table": table}}
    return {form: address(f"{path}.{form}", {**parameters, **chosen.get(form, {})}) for form in FORMS}

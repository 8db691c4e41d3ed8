"""The address that was meant: the one asked for, with a wrong name or value in it put right."""

from collections.abc import Callable

from flask import request, url_for

from service.api.problems import ProblemError
from service.pages.addresses import address


def corrected(error: ProblemError, close: str) -> str | None:
    """The page that whoever asked may have meant; none where what is wrong does not stand in the address."""
    if error.code == "unknown_address":
        return None if "{" in close else close
    wrong, parameter = error.value or "", (error.pointer or "").rpartition("/")[2]
    if error.code == "unknown_parameter":
        return _asked(lambda name, value: (close if name == wrong else name, value))
    if wrong in request.args.getlist(parameter):
        return _asked(lambda name, value: (name, close if (name, value) == (parameter, wrong) else value))
    return url_for("pages.company", company_id=close) if error.code == "unknown_company" else None


def _asked(put_right: Callable[[str, str], tuple[str, str]]) -> str:
    meant: dict[str, list[str]] = {}
    for given in request.args.items(multi=True):
        name, value = put_right(*given)
        meant.setdefault(name, []).append(value)
    return address(request.path, meant)

"""The address that was meant: the one asked for, with a wrong name or value in it put right."""

from flask import request, url_for

from service.api.problems import ProblemError
from service.pages.addresses import address


def corrected(error: ProblemError, close: str) -> str | None:
    """The page that whoever asked may have meant; none where what is wrong does not stand in the address."""
    if error.code == "unknown_address":
        return None if "{" in close else close
    wrong = error.value or ""
    if error.code == "unknown_parameter":
        return _asked({wrong: close}, {})
    if wrong in [value for values in request.args.listvalues() for value in values]:
        return _asked({}, {wrong: close})
    return url_for("pages.company", company_id=close) if error.code == "unknown_company" else None


def _asked(names: dict[str, str], values: dict[str, str]) -> str:
    meant = {
        names.get(name, name): [values.get(value, value) for value in given] for name, given in request.args.lists()
    }
    return address(request.path, meant)

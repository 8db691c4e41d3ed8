"""Where the next page of a list begins, as a text that says so to us alone."""

import base64
import binascii
import json
from dataclasses import dataclass

from service.refusal import Refusal

Value = str | float | None


@dataclass(frozen=True)
class Cursor:
    """The last row of a page: the run it is from, how it was sorted, its sort value and its company."""

    run_id: str
    sort: str
    value: Value
    company_id: str

    def encoded(self) -> str:
        """The cursor as text fit for an address."""
        content = json.dumps([self.run_id, self.sort, self.value, self.company_id], separators=(",", ":"))
        return base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")


def decoded_cursor(text: str, sort: str) -> Cursor:
    """The cursor of a page sorted so. Raises Refusal for anything we did not hand out."""
    try:
        content = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        run_id, made_for, value, company_id = json.loads(content)
    except (binascii.Error, ValueError, TypeError, RecursionError) as error:
        raise Refusal("cursor: is not one this service gave out; leave it out to begin at the first page") from error
    if (
        made_for != sort
        or not isinstance(run_id, str)
        or not isinstance(company_id, str)
        or isinstance(value, list | dict)
    ):
        raise Refusal(f"cursor: belongs to a list sorted by {str(made_for)[:40]}, not {sort}; begin at the first page")
    return Cursor(run_id, sort, value, company_id)

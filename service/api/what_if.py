"""What-if over HTTP: one company before and after changes, by the engine of the batch, with nothing stored."""

from flask import Blueprint, request
from pydantic import ValidationError
from werkzeug.exceptions import RequestEntityTooLarge

from service.api.models.what_if import WhatIf, WhatIfAnswer
from service.api.openapi import answers
from service.api.problems import Kind, Problem
from service.api.refusing import invalid
from service.api.what_if_answers import answer_of

blueprint = Blueprint("what_if", __name__, url_prefix="/v1/what-if")
MOST_BYTES = 1 << 20


@blueprint.post("")
@answers(
    WhatIfAnswer,
    Kind.CROSS_SITE,
    Kind.UNKNOWN_COMPANY,
    Kind.NOT_STORED,
    Kind.TOO_LARGE,
    Kind.UNSUPPORTED_TYPE,
    Kind.FAULTY_PORTFOLIO,
    Kind.FAULTY_CHANGES,
    Kind.CANNOT_SCORE,
    operation="askWhatIf",
    tag="what-if",
    reads=WhatIf,
)
def what_if() -> WhatIfAnswer:
    """Scores a company as it is and as it would be after changes of its lines, of regimes, duties and table values.

    Nothing is stored and nothing of the body is logged. A company is named by its id, or given as rows of a portfolio
    file, for which no run need be published. Changes apply in the order tables, lines, regimes, duty layers, licence
    speed, scenario.
    """
    return answer_of(_asked())


def _asked() -> WhatIf:
    """The question, read strictly: numbers are no text, and no name goes unread."""
    if not request.is_json:
        raise Problem(Kind.UNSUPPORTED_TYPE, "send the question as JSON with Content-Type: application/json")
    body = _body()
    if len(body) > MOST_BYTES:
        raise Problem(Kind.TOO_LARGE, f"the body is larger than {MOST_BYTES >> 10} KiB; ask about fewer lines")
    try:
        return WhatIf.model_validate_json(body)
    except ValidationError as error:
        raise invalid(error, WhatIf) from None


def _body() -> bytes:
    """The body, read no further than is needed to tell that it is too large."""
    request.max_content_length = MOST_BYTES + 1
    try:
        return request.get_data(cache=False)
    except RequestEntityTooLarge:
        return bytes(MOST_BYTES + 1)

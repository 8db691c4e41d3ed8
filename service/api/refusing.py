"""Says what is wrong with a request: every fault at once, each with its place, its value and what would be right."""

import re
from collections.abc import Sequence
from typing import get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from service.api.parameters import Query
from service.api.problems import Kind, Problem, ProblemError
from service.portfolio.nearest import nearest_word
from service.refusal import Refusal

LONGEST_SHOWN = 200
MOST_TOLD = 100
PHRASES = {
    "greater_than_equal": "is below {ge}",
    "less_than_equal": "is above {le}",
    "string_too_long": "is longer than {max_length} characters",
    "string_pattern_mismatch": "is not of the form {pattern}",
    "literal_error": "is not {expected}",
    "form": "is not {right}",
    "not_one_of": "is not one of {names}",
}


def invalid(error: ValidationError, model: type[BaseModel]) -> Problem:
    """The problem that tells every fault of a query or body; `model` is what it was read as."""
    where = "query" if issubclass(model, Query) else "body"
    errors = [_fault(fault, f"/{where}", model) for fault in error.errors(include_url=False)]
    more = f"; and {len(errors) - MOST_TOLD} more" if len(errors) > MOST_TOLD else ""
    told = errors[:MOST_TOLD]
    return Problem(Kind.INVALID_REQUEST, "; ".join(item.detail for item in told) + more, told)


def wrong_value(name: str, value: str, fault: str, close: Sequence[str] = (), code: str = "unknown_value") -> Problem:
    """The problem of one query parameter whose value is well written but not known."""
    detail = f"{name} {value!r} {fault}{f'; did you mean {close[0]}?' if close else ''}"
    error = ProblemError(pointer=f"/query/{name}", code=code, value=value, detail=detail, did_you_mean=list(close))
    return Problem(Kind.INVALID_REQUEST, detail, [error])


def refused(refusal: Refusal) -> Problem:
    """The problem of a query a reader of runs refused; its lines begin with the parameter they are about."""
    errors = []
    for line in refusal.lines:
        name, _, _ = line.partition(":")
        errors.append(ProblemError(pointer=f"/query/{name}", code="invalid", detail=line))
    return Problem(Kind.INVALID_REQUEST, "; ".join(refusal.lines), errors)


def pointer_to(where: str, *parts: object) -> str:
    """A JSON pointer below another."""
    return "".join([where, *(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in parts)])


def _fault(fault: ErrorDetails, where: str, model: type[BaseModel]) -> ProblemError:
    # A parameter given several times is still one parameter.
    way = fault["loc"][:1] if where == "/query" else fault["loc"]
    name, pointer, given = ".".join(map(str, way)), pointer_to(where, *way), fault["input"]
    if fault["type"] == "extra_forbidden":
        fields = _model_at(model, fault["loc"]).model_fields
        return _unknown_name(pointer, str(fault["loc"][-1]), [field.alias or name for name, field in fields.items()])
    if fault["type"] == "missing":
        return ProblemError(pointer=pointer, code="missing", detail=f"{name} is required")
    if fault["type"] in ("count", "twice"):
        values = ", ".join(map(str, given if isinstance(given, list) else [given]))[:LONGEST_SHOWN]
        return ProblemError(pointer=pointer, code=fault["type"], value=values, detail=f"{name} {fault['msg']}")
    if isinstance(given, list) and where == "/query":
        values = ", ".join(map(str, given))[:LONGEST_SHOWN]
        return ProblemError(pointer=pointer, code="repeated", value=values, detail=f"{name} is given more than once")
    return _wrong_value(fault, pointer, name)


def _model_at(model: type[BaseModel], way: Sequence[int | str]) -> type[BaseModel]:
    """The model that has, or lacks, the last name of the way from a model down."""
    for part in way[:-1]:
        field = model.model_fields.get(str(part))
        nested = [kind for kind in _kinds(field.annotation) if issubclass(kind, BaseModel)] if field else []
        model = nested[0] if nested else model
    return model


def _kinds(annotation: object) -> list[type]:
    """All classes an annotation is made of."""
    own = [annotation] if isinstance(annotation, type) and not get_args(annotation) else []
    return own + [kind for part in get_args(annotation) for kind in _kinds(part)]


def _unknown_name(pointer: str, name: str, known: list[str]) -> ProblemError:
    shown = name[:LONGEST_SHOWN]
    close = list(nearest_word(name, known))
    right = f"did you mean {close[0]}?" if close else f"known here: {', '.join(known) or 'none'}"
    detail = f"there is no parameter {shown!r}; {right}"
    return ProblemError(pointer=pointer, code="unknown_parameter", value=shown, detail=detail, did_you_mean=close)


def _wrong_value(fault: ErrorDetails, pointer: str, name: str) -> ProblemError:
    context, value = fault.get("ctx", {}), str(fault["input"])[:LONGEST_SHOWN]
    phrase = PHRASES.get(fault["type"], "is not a day of the calendar" if "date" in fault["type"] else fault["msg"])
    names = re.findall(r"[\w-]+", str(context.get("expected", context.get("names", ""))).replace(" or ", " "))
    close = list(nearest_word(value, names)) if names else []
    code = "not_one_of" if names else fault["type"]
    detail = f"{name} {value!r} {phrase.format(**context)}"
    return ProblemError(pointer=pointer, code=code, value=value, detail=detail, did_you_mean=close)

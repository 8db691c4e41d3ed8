"""Describes each address by its pydantic models, checks its query, and collects all of it as OpenAPI 3.1."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, cast

from flask import Response as WebResponse
from flask import request
from pydantic import BaseModel, ValidationError
from spectree import Response, SecurityScheme, SpecTree
from spectree._types import NamingStrategy
from spectree.models import InType, SecureType, SecuritySchemeData
from spectree.plugins.flask_plugin import FlaskPlugin
from spectree.utils import cached_type_hints, get_multidict_items

from scoring.method import METHOD
from service.api.parameters import EMPTY_MEANS_NONE, NoQuery, Query
from service.api.problems import MEDIA_TYPE, Kind, ProblemDetails
from service.api.refusing import invalid

NOTHING: Mapping[str, Any] = MappingProxyType({})
Described = Callable[[Callable[..., object]], Callable[..., WebResponse]]

DESCRIPTION = """How exposed companies are to rare-earth licences and tariffs: expected annual loss in US dollars and
a score from 0 to 100, where higher is riskier.

Every answer names the run it rests on. A value that is not known is null and comes with a reason; it is never 0.

Reading on the machine itself needs no key. Once an API key is configured, every change needs it, and where the service
listens on other addresses than the loopback, every address but /healthz and /readyz does: as
`Authorization: Bearer <key>`, as `X-API-Key`, or as the password of HTTP Basic for browsers and spreadsheets."""

SCHEMES = [
    SecurityScheme("bearer", SecuritySchemeData(type=SecureType.HTTP, scheme="bearer")),
    SecurityScheme("header", SecuritySchemeData(type=SecureType.API_KEY, field_in=InType.HEADER, name="X-API-Key")),
    SecurityScheme("basic", SecuritySchemeData(type=SecureType.HTTP, scheme="basic")),
]
TEXT = {"type": "string"}
MEDIA_SCHEMAS = {"application/json": {"type": ["array", "object"], "items": {"type": "object"}}}
SECURITY: list[dict[str, list[str]]] = [{}, {"bearer": []}, {"header": []}, {"basic": []}]


@dataclass(frozen=True)
class Details:
    """What spectree cannot say of an operation: bodies that are not JSON, limits of path parameters, ETags."""

    body: Mapping[str, Any]
    limits: Mapping[str, Any]
    tagged: bool
    reads: type[BaseModel] | None


_DETAILS: dict[str, Details] = {}
"""By operation id."""


class Answers(Response):
    """Answers of one address: its own, and the problems it may answer with, as problem+json."""

    def __init__(
        self, status: int, model: type[BaseModel] | None, kinds: tuple[Kind, ...], media: tuple[str, ...]
    ) -> None:
        problems = {f"HTTP_{kind.status}": (ProblemDetails, kind.title) for kind in kinds}
        super().__init__(**{f"HTTP_{status}": model}, **problems)
        self.status, self.media = str(status), media

    def generate_spec(self, naming_strategy: NamingStrategy = lambda model: model.__name__) -> dict[str, Any]:
        """The responses as OpenAPI has them."""
        found = super().generate_spec(naming_strategy)
        for status, answer in found.items():
            if int(status) >= 400:
                answer["content"] = {MEDIA_TYPE: answer["content"]["application/json"]}
        if self.media:
            found[self.status]["content"] = {name: {"schema": MEDIA_SCHEMAS.get(name, TEXT)} for name in self.media}
        return found


class Plugin(FlaskPlugin):
    """Reads of a request what views here take: query and JSON; nobody takes a form, headers or cookies."""

    def validate(  # type: ignore[override]
        self, func: Callable[..., Any], query: type[BaseModel], json: type[BaseModel] | None, *more: Any, **paths: str
    ) -> WebResponse:
        """The view's answer to a request that is as described; a problem with all faults of one that is not."""
        given: dict[str, BaseModel] = {}
        try:
            given["query"] = query.model_validate(
                get_multidict_items(request.args, query) if request.query_string else {}
            )
            if json is not None:
                given["json"] = json.model_validate(request.get_json(silent=True) or {})
        except ValidationError as error:
            raise invalid(error, json if json and error.title == json.__name__ else query) from None
        wanted = {name: value for name, value in given.items() if name in cached_type_hints(func)}
        answer = func(**paths, **wanted)
        # Responses that views made themselves are left alone: reading a streamed file would bring all of it to memory.
        return answer if isinstance(answer, WebResponse) else self._checked(answer, *more)

    def _checked(
        self, answer: object, _form: None, _headers: None, _cookies: None, resp: Response, *_more: Any
    ) -> WebResponse:
        response, _ = self.validate_response(answer, resp, skip_validation=False, force_resp_serialize=False)
        return cast(WebResponse, response)


spec = SpecTree(
    backend=Plugin,
    mode="strict",
    title="Rare-earth exposure",
    description=DESCRIPTION,
    version=METHOD.version,
    security_schemes=SCHEMES,
    security=SECURITY,
    validation_error_status=400,
    validation_error_model=ProblemDetails,
    naming_strategy=lambda model: model.__name__,
    nested_naming_strategy=lambda _parent, child: child,
)


def answers(
    model: type[BaseModel] | None,
    *kinds: Kind,
    operation: str,
    tag: str,
    status: int = 200,
    query: type[Query] = NoQuery,
    json: type[BaseModel] | None = None,
    paths: Mapping[str, str] = NOTHING,
    media: tuple[str, ...] = (),
    body: Mapping[str, Any] = NOTHING,
    limits: Mapping[str, Any] = NOTHING,
    tagged: bool = False,
    reads: type[BaseModel] | None = None,
) -> Described:
    """Describes a view: its answer, the problems it may answer with, and the only query parameters it takes.

    `json` is a body that is checked before the view sees it, `reads` one that the view reads itself.
    """
    _DETAILS[operation] = Details(body, limits, tagged, reads)

    decorate = spec.validate(
        query=query,
        json=json,
        resp=Answers(status, model, (Kind.INVALID_REQUEST, Kind.KEY_REQUIRED, *kinds, Kind.INTERNAL), media),
        tags=(tag,),
        operation_id=operation,
        path_parameter_descriptions=paths,
    )
    return cast(Described, decorate)


def document() -> dict[str, Any]:
    """The whole service as an OpenAPI 3.1 document; needs an application context."""
    whole = deepcopy(spec.spec)
    for path in whole["paths"].values():
        for operation in path.values():
            details = _DETAILS[operation["operationId"]]
            operation.update(details.body)
            if details.reads:
                operation["requestBody"] = _body(details.reads, whole["components"]["schemas"])
            operation["parameters"] = [_plain(parameter, details.limits) for parameter in operation["parameters"]]
            if details.tagged:
                operation["responses"]["304"] = {"description": "unchanged since the ETag in If-None-Match"}
    return cast(dict[str, Any], whole)


def _body(model: type[BaseModel], schemas: dict[str, Any]) -> dict[str, Any]:
    """A JSON body as a request has it; its parts join the schemas of the document."""
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update({**schema.pop("$defs", {}), model.__name__: schema})
    reference = {"$ref": f"#/components/schemas/{model.__name__}"}
    return {"required": True, "content": {"application/json": {"schema": reference}}}


def _plain(parameter: Mapping[str, Any], limits: Mapping[str, Any]) -> dict[str, Any]:
    """A parameter with its limits; what may be left out is not nullable: an address has no null."""
    schema = dict(parameter["schema"])
    kinds = [kind for kind in schema.pop("anyOf", []) if kind != {"type": "null"}]
    schema |= kinds[0] if kinds else {}
    empty = schema.pop(EMPTY_MEANS_NONE, False)
    left = {key: value for key, value in schema.items() if key != "title" and (key, value) != ("default", None)}
    left |= limits.get(parameter["name"], {})
    if empty:
        left["items"] = {"anyOf": [left["items"], {"const": ""}]}
    return {**parameter, "schema": left}

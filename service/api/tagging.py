"""Strong ETags from what an answer rests on, so that an unchanged answer is not even computed again."""

import hashlib
from collections.abc import Callable
from functools import wraps

from flask import Response, request

from service.api.backing import backing, served
from service.inputs import stored_versions

SHAPE = "3"
"""Counted up when answers from the same run change: what is kept by clients must not outlive that."""

View = Callable[..., Response]


def from_snapshot(view: View) -> View:
    """A view that answers from the served run: 304 where the client holds the same answer already.

    For a day asked for it may compute from what is stored, so the tag goes by that too.
    """
    return _tagged(view, lambda: f"{served()[1].as_json}{_stored()}")


def from_stored(view: View) -> View:
    """A view that always computes, for the served run's day unless another is asked for, from what is stored now."""
    return _tagged(view, lambda: f"{backing().stamp(backing().snapshot()).model_dump_json()}{_versions()}")


def from_tables(view: View) -> View:
    """A view that answers from the reference tables, and from today where no day is asked for."""
    return _tagged(view, lambda: backing().tables_stamp().model_dump_json())


def _tagged(view: View, rests_on: Callable[[], str]) -> View:
    @wraps(view)
    def answer(*args: str, **kwargs: str) -> Response:
        tag = _tag(rests_on())
        held = request.if_none_match if "HTTP_IF_NONE_MATCH" in request.environ else None
        # A star matches anything, also what would be a refusal.
        if held and not held.star_tag and held.contains(tag):
            unchanged = Response(status=304)
            unchanged.set_etag(tag)
            return unchanged
        response = view(*args, **kwargs)
        response.set_etag(tag)
        return response

    return answer


def _stored() -> str:
    """The versions of everything imported, where a day or a scenario is asked for; else nothing."""
    if not request.query_string or request.args.keys().isdisjoint({"as_of", "known_at", "scenario"}):
        return ""
    return _versions()


def _versions() -> str:
    return stored_versions(backing().settings.home).key


def _tag(rests_on: str) -> str:
    text = "\n".join([SHAPE, rests_on, request.full_path])
    return hashlib.sha256(text.encode()).hexdigest()[:32]

"""Strong ETags from what an answer rests on, so that an unchanged answer is not even computed again."""

import hashlib
from collections.abc import Callable
from functools import wraps

from flask import Response, request

from service.api.backing import backing
from service.api.models.stamp import Stamped

SHAPE = "1"
"""Counted up when answers from the same run change: what is kept by clients must not outlive that."""

View = Callable[..., Response]


def from_snapshot(view: View) -> View:
    """A view that answers from the served run: 304 where the client holds the same answer already."""
    return _tagged(view, lambda: backing().stamp(backing().snapshot()))


def from_tables(view: View) -> View:
    """A view that answers from the reference tables, and from today where no day is asked for."""
    return _tagged(view, lambda: backing().tables_stamp())


def _tagged(view: View, stamp: Callable[[], Stamped]) -> View:
    @wraps(view)
    def answer(*args: str, **kwargs: str) -> Response:
        tag = _tag(stamp())
        # A star matches anything, also what would be a refusal.
        if not request.if_none_match.star_tag and request.if_none_match.contains(tag):
            unchanged = Response(status=304)
            unchanged.set_etag(tag)
            return unchanged
        response = view(*args, **kwargs)
        response.set_etag(tag)
        return response

    return answer


def _tag(stamp: Stamped) -> str:
    text = "\n".join([SHAPE, stamp.model_dump_json(), request.full_path])
    return hashlib.sha256(text.encode()).hexdigest()[:32]

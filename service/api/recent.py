"""Answers worked out lately: each took many scorings, and stays true of the state it was worked out of."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Generic, TypeVar

MOST_KEPT = 200

Answer = TypeVar("Answer")


@dataclass
class Recent(Generic[Answer]):
    """The last answers by run id, which stands for days, portfolios, tables and method, and what was asked."""

    _kept: dict[tuple[str, str], Answer] = field(default_factory=dict)
    _changing: Lock = field(default_factory=Lock)

    def known(self, run_id: str, asked: str) -> Answer | None:
        """The answer in that state if it is at hand; nothing is worked out."""
        return self._kept.get((run_id, asked))

    def recall(self, run_id: str, asked: str, find: Callable[[], Answer]) -> Answer:
        """The answer in that state, worked out if it is not at hand; the oldest makes room."""
        key = (run_id, asked)
        known = self.known(*key)
        if known is not None:
            return known
        found = find()
        with self._changing:
            self._kept[key] = found
            if len(self._kept) > MOST_KEPT:
                self._kept.pop(next(iter(self._kept)))
        return found

"""Answers worked out lately: each took many scorings, and stays true of the state it was worked out of."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Generic, TypeVar

MOST_KEPT = 200

Answer = TypeVar("Answer")


@dataclass
class Recent(Generic[Answer]):
    """The last answers by the state they were worked out of, mostly a run id, and what was asked.

    A run id stands for days, portfolios, tables and method.
    """

    most_kept: int = MOST_KEPT
    _kept: dict[tuple[str, str], Answer] = field(default_factory=dict)
    _changing: Lock = field(default_factory=Lock)

    def known(self, state: str, asked: str) -> Answer | None:
        """The answer in that state if it is at hand; nothing is worked out."""
        return self._kept.get((state, asked))

    def recall(self, state: str, asked: str, find: Callable[[], Answer]) -> Answer:
        """The answer in that state, worked out if it is not at hand; the oldest makes room."""
        key = (state, asked)
        known = self.known(*key)
        if known is not None:
            return known
        found = find()
        with self._changing:
            self._kept[key] = found
            if len(self._kept) > self.most_kept:
                self._kept.pop(next(iter(self._kept)))
        return found

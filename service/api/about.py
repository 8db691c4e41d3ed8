"""What qualifies a company's score beside its headline: its portfolio, and how fresh the evidence is."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from pydantic_core import to_json

from service.api.evidence import evidence_of, newest_on_licences
from service.api.models.companies import Evidence, StandIn
from service.stand_in_words import stand_in_words

MOST_REMEMBERED = 5_000
"""What companies with like goods share is remembered once; so many of it take less than 100 MB."""


@dataclass(frozen=True)
class About:
    """Portfolio of a company, its evidence on licences and figure by figure, and the figures that stand in."""

    portfolio: str | None
    newest_evidence_on: date | None
    evidence: Sequence[Evidence]
    stand_ins: Sequence[StandIn]

    @cached_property
    def text(self) -> str:
        """The JSON of all but the portfolio, as answers carry it."""
        names = ("newest_evidence_on", "evidence", "stand_ins")
        return to_json({name: getattr(self, name) for name in names}).decode()


def about(
    portfolio: str | None, signals: Mapping[str, Sequence[Mapping[str, Any]]], as_of: date, known_at: date
) -> About:
    """What the signals behind a company's figures say on the day of its score."""
    words = stand_in_words(signals.get("stand_ins", ()), as_of, known_at)
    stood_in = [StandIn(default=name, words=said) for name, said in words.items()]
    return About(portfolio, newest_on_licences(signals), evidence_of(signals, as_of), stood_in)


@dataclass
class Memory:
    """Answers of one run once worked out: a run never changes, so what was true of it stays true."""

    _run_id: str = ""
    _known: dict[Hashable, About] = field(default_factory=dict)

    def recall(self, run_id: str, asked: Hashable, find: Callable[[], About]) -> About:
        """What is known of what was asked about a run, found out if it is not."""
        if run_id != self._run_id or len(self._known) >= MOST_REMEMBERED:
            self._run_id, self._known = run_id, {}
        known = self._known
        if asked not in known:
            known[asked] = find()
        return known[asked]

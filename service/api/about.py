"""What qualifies a company's score beside its headline: its portfolio, and how fresh the evidence is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeVar

from service.api.evidence import evidence_of, newest_on_licences
from service.api.models.companies import Evidence, StandIn
from service.stand_in_words import stand_in_words

MOST_REMEMBERED = 20_000


@dataclass(frozen=True)
class About:
    """Portfolio of a company, its evidence on licences and figure by figure, and the figures that stand in."""

    portfolio: str | None
    newest_evidence_on: date | None
    evidence: Sequence[Evidence]
    stand_ins: Sequence[StandIn]


def about(
    portfolio: str | None, signals: Mapping[str, Sequence[Mapping[str, Any]]], as_of: date, known_at: date
) -> About:
    """What the signals behind a company's figures say on the day of its score."""
    words = stand_in_words(signals.get("stand_ins", ()), as_of, known_at)
    stood_in = [StandIn(default=name, words=said) for name, said in words.items()]
    return About(portfolio, newest_on_licences(signals), evidence_of(signals, as_of), stood_in)


Known = TypeVar("Known")


@dataclass
class Memory(Generic[Known]):
    """Answers of one run once worked out: a run never changes, so what was true of it stays true."""

    most: int = MOST_REMEMBERED
    _run_id: str = ""
    _known: dict[str, Known] = field(default_factory=dict)

    def recall(self, run_id: str, company_id: str, find: Callable[[], Known]) -> Known:
        """What is known of a company in a run, found out if it is not."""
        if run_id != self._run_id or len(self._known) >= self.most:
            self._run_id, self._known = run_id, {}
        known = self._known
        if company_id not in known:
            known[company_id] = find()
        return known[company_id]

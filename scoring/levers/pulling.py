"""Levers pulled, alone or one after the other: what they change, save and cost, and which does most for its money."""

from collections.abc import Sequence
from dataclasses import dataclass

from scoring.edits import Edit
from scoring.levers.case import Case
from scoring.levers.catalogue import CONFIDENCE, OWN_FIGURES, Lever, confidence_of
from scoring.levers.recompute import Engine, Outcome, recomputed
from scoring.levers.setting import Setting
from scoring.levers.telling import portfolio_edits, table_edits
from scoring.line_edits import PortfolioEdit

Levers = tuple[Lever, ...]
Moved = tuple[Levers, Case | str]
"""Levers and the company with them pulled, or why they cannot be."""


@dataclass(frozen=True)
class Standing:
    """One company as it is, and all that its levers are recomputed with."""

    case: Case
    outcome: Outcome
    setting: Setting
    engine: Engine


@dataclass(frozen=True)
class Pulled:
    """A lever, or two, recomputed: what it changes, what is scored then, what it saves and costs a year.

    `ratio` is money saved per money spent; it is empty, with the reason, where nothing is saved or nothing spent.
    """

    levers: Levers
    portfolio_edits: Sequence[PortfolioEdit]
    table_edits: Sequence[Edit]
    after: Outcome
    saved_usd: float
    saved_points: float
    cost_usd: float
    ratio: float | None
    reason: str | None
    confidence: str

    @property
    def net_usd(self) -> float:
        """Saved less spent."""
        return self.saved_usd - self.cost_usd


@dataclass(frozen=True)
class NotPulled:
    """A lever that this company cannot pull, and why."""

    lever_id: str
    title: str
    reason: str


def pull(levers: Levers, case: Case, setting: Setting) -> Case | str:
    """The company with the levers pulled one after the other, or why one of them cannot be."""
    for lever in levers:
        moved = lever.pull(case, setting)
        if isinstance(moved, str):
            return moved
        case = moved
    return case


def pulled(moves: Sequence[Moved], standing: Standing) -> tuple[list[Pulled], list[NotPulled]]:
    """Every lever or pair of levers recomputed in one pass of the engine; apart from them those that cannot be."""
    can = [(levers, case) for levers, case in moves if isinstance(case, Case)]
    cannot = [_not(levers, reason) for levers, reason in moves if isinstance(reason, str)]
    found = []
    outcomes = recomputed([case for _, case in can], standing.engine)
    for (levers, case), outcome in zip(can, outcomes, strict=True):
        if outcome.score is None:
            cannot.append(_not(levers, outcome.reason or "no score"))
        else:
            found.append(_pulled(levers, case, outcome, standing))
    return found, cannot


def rank(lever: Pulled) -> tuple[int, float, str]:
    """Levers that save and cost nothing first, then by money saved per money spent, last those that save nothing."""
    group = 2 if lever.saved_usd <= 0 else 0 if lever.ratio is None else 1
    by = lever.saved_usd if lever.ratio is None else lever.ratio
    return group, -by, "/".join(f"{one.lever_id}:{one.origin or ''}" for one in lever.levers)


def _pulled(levers: Levers, case: Case, after: Outcome, standing: Standing) -> Pulled:
    before = standing.outcome
    saved = (before.expected_annual_loss_usd or 0.0) - (after.expected_annual_loss_usd or 0.0)
    cost = _spending(levers, standing)
    return Pulled(
        levers=levers,
        portfolio_edits=portfolio_edits(standing.case, case),
        table_edits=[edit for edits in table_edits(case).values() for edit in edits],
        after=after,
        saved_usd=saved,
        saved_points=(before.score or 0.0) - (after.score or 0.0),
        cost_usd=cost,
        ratio=saved / cost if saved > 0 and cost > 0 else None,
        reason=_no_ratio(saved, cost),
        confidence=min((confidence_of(lever.lever_id, standing.setting) for lever in levers), key=_doubt),
    )


def _doubt(confidence: str) -> int:
    return [*CONFIDENCE, OWN_FIGURES].index(confidence)


def _no_ratio(saved: float, cost: float) -> str | None:
    if saved < 0:
        return "ratio: it saves nothing, the expected loss rises"
    if saved == 0:
        return "ratio: it saves nothing, another good or rule holds the same lines up as long"
    return "ratio: on these assumptions it costs nothing" if cost <= 0 else None


def _spending(levers: Levers, standing: Standing) -> float:
    """What the levers cost a year, each where those before it are pulled already."""
    spent, case = 0.0, standing.case
    for lever in levers:
        after = lever.pull(case, standing.setting)
        if isinstance(after, Case):
            spent += lever.spending(case, after, standing.setting)
            case = after
    return spent


def _not(levers: Levers, reason: str) -> NotPulled:
    last = levers[-1]
    return NotPulled(last.lever_id, last.title, reason)

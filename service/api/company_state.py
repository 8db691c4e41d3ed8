"""A company with all its rows: read from the served run, or computed for another day by the same engine."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from scoring.levels import Levels
from service.api.about import about
from service.api.backing import backing
from service.api.company_answers import score_answer
from service.api.finding import entry_of, record_of
from service.api.models.companies import Score
from service.api.models.stamp import Stamped
from service.api.on_demand import Days, computed_on, days_asked, portfolio_name, served_days
from service.context import context
from service.runs.layout import BY_COMPANY
from service.runs.signals import SignalBook, signals_of
from service.runs.snapshot import DETAILS

Record = Mapping[str, Any]


@dataclass(frozen=True)
class CompanyState:
    """One company on one day. `record` holds its rows by level and the signals behind them, `signals` all there are."""

    stamp: Stamped
    score: Score
    record: Record
    signals: SignalBook

    @property
    def is_served(self) -> bool:
        """Whether it is of the served run."""
        return self.score.computed == "snapshot"


def company_state(company_id: str, as_of: date | None, known_at: date | None) -> CompanyState:
    """The company in the served run, or on the days asked for; a problem that names the nearest ids for an unknown."""
    snapshot = backing().snapshot()
    days = days_asked(snapshot.manifest, as_of, known_at)
    if days != served_days(snapshot.manifest):
        return _computed(company_id, days)
    entry, known = entry_of(snapshot, company_id)
    stamp = backing().stamp(snapshot)
    score = score_answer(stamp, entry.headline, known, "snapshot")
    return CompanyState(stamp, score, record_of(snapshot, company_id), snapshot.signals)


def _computed(company_id: str, days: Days) -> CompanyState:
    inputs, levels, stamp = computed_on(company_id, *days)
    signals = signals_of({**levels.signals, **context(backing().tables(), *days)})
    record = _record(levels, signals)
    named = {name: frame.to_dicts() for name, frame in levels.signals.items()}
    known = about(portfolio_name(inputs, company_id), named, *days)
    score = score_answer(stamp, record["headline"], known, "on demand")
    return CompanyState(stamp, score, record, signals)


def _record(levels: Levels, signals: SignalBook) -> Record:
    frames = {name: getattr(levels, level) for level, name in DETAILS.items()}
    frames |= {name: levels.signals[name] for name in BY_COMPANY}
    detail = {name: frame.drop("company_id").to_dicts() for name, frame in frames.items()}
    return {"headline": levels.company.row(0, named=True), **detail, "signals": signals.of_company(detail)}

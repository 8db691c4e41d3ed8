"""What a company's page shows: the headline, what drives it, and where each figure comes from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scoring.levers.report import LeverReport
from scoring.standing_in import is_stand_in
from service.api.company_state import CompanyState
from service.api.licence_answers import HOLIDAYS, application, licence_wait
from service.api.models.changes import Changes
from service.api.models.companies import Score
from service.api.models.licences import Application, LicenceWait
from service.pages.chain import Chain, chain
from service.pages.changes import Moved, moved
from service.pages.citations import Cited, Use, citations, signal_uses
from service.pages.grounds import Act, Duty, Supply, acts, defaults, duties, supplies
from service.pages.heat_map import CHAIN, HeatMap, heat_map
from service.pages.levers import Best, best_levers
from service.pages.names import Names, names_in
from service.pages.reason_words import reason_words
from service.pages.trend import MOST_EVENTS, Trend, concerning, trend
from service.pages.waterfall import Signal, only_coming, waterfall
from service.runs.lately import RunByRun
from service.stage_supply import StageSupply

Row = Mapping[str, Any]
GRADES = {
    "A": "at least three quarters of the loss rest on the company's own figures",
    "B": "at least half of the loss rests on the company's own figures",
    "C": "at least a quarter of the loss rests on the company's own figures",
    "D": "less than a quarter of the loss rests on the company's own figures",
}


@dataclass(frozen=True)
class Around:
    """What the page shows beside the company's own rows."""

    history: RunByRun
    served: str
    """the run that is served, whichever day is shown"""
    events: Sequence[Row]
    supply: StageSupply | None
    """who supplies what at which stage; none while the reference tables cannot be read"""
    changes: Changes | None
    levers: LeverReport | None
    """the company's levers where they have been worked out lately"""


@dataclass(frozen=True)
class CompanyPage:
    """All the company page shows."""

    score: Score
    is_served: bool
    loss_share: float | None
    grade: str
    reasons: Sequence[str]
    drivers: Sequence[Signal]
    scale: float
    chain: Chain
    heat_map: HeatMap
    tables_read: bool
    trend: Trend
    moved: Moved | None
    levers: Sequence[Best] | None
    acts: Sequence[Act]
    duties: Sequence[Duty]
    prices: Sequence[Row]
    supplies: Sequence[Supply]
    defaults: Sequence[tuple[str, list[float]]]
    waits: Sequence[LicenceWait]
    applications: Sequence[Application]
    holidays: str
    lines: Sequence[Row]
    names: Names
    cited: Sequence[Cited]
    sources: Mapping[str, Row]

    @property
    def gaps(self) -> Sequence[str]:
        """Why part of the revenue cannot be scored, in words."""
        return [reason for reason in self.reasons if not reason.startswith("partial: ")]

    @property
    def disputed(self) -> Sequence[Act]:
        """Acts behind the score that claimants differ about."""
        return [act for act in self.acts if act.rule.get("status") == "disputed"]


def company_page(state: CompanyState, around: Around) -> CompanyPage:
    """The page of a company on one day."""
    score, record, names = state.score, state.record, names_in(state.signals)
    loss, revenue = score.expected_annual_loss_usd, score.revenue_usd
    sources = {row["source_id"]: row for row in state.signals.rows("sources")}
    rules = state.signals.rows("regimes")
    heat = heat_map(record, rules, around.supply, names) if around.supply else HeatMap(CHAIN, [])
    events = concerning(around.events, record, names, score.as_of, score.known_at)
    return CompanyPage(
        score=score,
        is_served=state.is_served,
        loss_share=loss / revenue if loss is not None and revenue else None,
        grade=GRADES.get(score.data_grade or "", "nothing to grade"),
        reasons=reason_words(score.reason),
        drivers=waterfall(record["contributions"], names.materials, only_coming(record["delays"])),
        scale=score.score or 1.0,
        chain=chain(record["contributions"], names),
        heat_map=heat,
        tables_read=around.supply is not None,
        trend=trend(around.history, events, around.served),
        moved=moved(around.changes) if around.changes else None,
        levers=best_levers(around.levers, names) if around.levers else None,
        acts=acts(record, names, score.as_of),
        duties=[duty for duty in duties(record, names) if duty.loss_usd > 0],
        prices=record["signals"]["prices"],
        supplies=supplies(record, names),
        defaults=defaults(record, [name for name in score.defaults if not is_stand_in(name)]),
        waits=[licence_wait(row) for row in record["licences"]],
        applications=[application(row) for row in record["applications"]],
        holidays=HOLIDAYS,
        lines=record["lines"],
        names=names,
        cited=citations([*signal_uses(record["signals"]), *_context_uses(heat, events)], sources),
        sources=sources,
    )


def _context_uses(heat: HeatMap, events: Sequence[Row]) -> Iterator[Use]:
    for _, cells in heat.rows:
        for cell in cells:
            yield from (Use("supply by stage", source_id, None) for source_id in cell.source_ids)
    for event in events[:MOST_EVENTS]:
        yield Use("events", event["source_id"], event["confidence"])

"""What the page of measures shows: acts by status, the waits behind them, and the days on which something changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from reference_data.loader import Tables
from service.api.citing import cited
from service.api.measures import measures_on
from service.api.models.measures import Measure, MeasureClaim
from service.api.models.reference import Licence, Licences, Source
from service.api.models.stamp import Stamped
from service.api.queries import MeasuresQuery
from service.api.wait_curve import half_decided_days
from service.pages.addresses import address
from service.pages.change_days import Change, Steps, steps
from service.pages.duties import DutyView

STATUSES = {
    "disputed": "Disputed",
    "in_force": "In force",
    "suspended": "Suspended",
    "announced": "Announced, not yet in force",
    "ended": "Ended",
    "called_off": "Called off before they began",
}
"""Status → heading; what is open to doubt stands first."""


@dataclass(frozen=True)
class Group:
    """Acts of one status."""

    status: str
    title: str
    measures: Sequence[Measure]


@dataclass(frozen=True)
class Route:
    """One licence regime, and the days after which half its files are decided; none under a prohibition."""

    regime: Licence
    half_decided_days: float | None


@dataclass(frozen=True)
class MeasuresView:
    """Everything on the page."""

    groups: Sequence[Group]
    routes: Sequence[Route]
    duty: DutyView
    changes: Sequence[Change]
    steps: Steps
    names: Mapping[str, str]
    """Country or customs area → name."""
    sources: Mapping[str, Source]
    stamp: Stamped
    asked: Mapping[str, str | date | None]
    """The page's own parameters, for addresses that differ from it in one of them."""

    @property
    def acts(self) -> list[Measure]:
        """All acts in the order they are shown."""
        return [measure for group in self.groups for measure in group.measures]

    @property
    def disputes(self) -> list[tuple[MeasureClaim, list[str]]]:
        """What is claimed of acts that are disputed on the day: each claim once, with the acts it is made of."""
        made: dict[tuple[str, str, date, date], tuple[MeasureClaim, list[str]]] = {}
        for measure in (measure for measure in self.acts if measure.status == "disputed"):
            for claim in measure.claims:
                key = (claim.claimant, claim.fact, claim.claimed_on, claim.said_on)
                made.setdefault(key, (claim, []))[1].append(measure.legal_ref)
        return list(made.values())

    def place(self, code: str) -> str:
        """A country or customs area by name."""
        return "anywhere" if code == "*" else self.names.get(code, code)

    def here(self, **others: str | date | None) -> str:
        """The address of the same page with other parameters."""
        asked = {**self.asked, **others}
        return address("/measures", {name: str(value) for name, value in asked.items() if value is not None})


def groups(measures: Sequence[Measure]) -> list[Group]:
    """The acts by status, the newest first."""
    newest = sorted(measures, key=lambda measure: (-measure.valid_from.toordinal(), measure.measure_id))
    found = [Group(status, title, [m for m in newest if m.status == status]) for status, title in STATUSES.items()]
    return [group for group in found if group.measures]


def measures_view(
    tables: Tables, stamp: Stamped, query: MeasuresQuery, duty: DutyView, licences: Licences, changes: Sequence[Change]
) -> MeasuresView:
    """The page of one day and one state of knowledge."""
    acts = measures_on(tables, stamp.as_of, stamp.known_at)
    ids = [source for measure in acts for source in measure.source_ids]
    ids += [claim.source_id for measure in acts for claim in measure.claims]
    sources = [*cited(tables, [*ids, *duty.source_ids]), *licences.sources]
    return MeasuresView(
        groups(acts),
        [Route(regime, half_decided_days(regime.model_dump())) for regime in licences.data],
        duty,
        changes,
        steps(changes, stamp.as_of),
        dict(tables["countries"].select("country", "name").iter_rows()),
        {source.source_id: source for source in sources},
        stamp,
        {"as_of": query.as_of, "known_at": query.known_at, **query.model_dump(include={"importer", "origin", "line"})},
    )

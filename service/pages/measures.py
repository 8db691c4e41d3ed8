"""What the page of measures shows: acts by status, the duty stack on one line, and the waits behind them."""

from collections.abc import Sequence
from dataclasses import dataclass

from reference_data.loader import Tables
from service.api.citing import cited
from service.api.measures import measures_on
from service.api.models.measures import Measure
from service.api.models.reference import Duty, Licence, Licences, Source
from service.api.models.stamp import Stamped
from service.api.wait_curve import half_decided_days

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
    duty: Duty
    names: dict[str, str]
    """Country or customs area → name."""
    sources: dict[str, Source]
    stamp: Stamped

    def place(self, code: str) -> str:
        """A country or customs area by name."""
        return "anywhere" if code == "*" else self.names.get(code, code)


def groups(measures: Sequence[Measure]) -> list[Group]:
    """The acts by status, the newest first."""
    newest = sorted(measures, key=lambda measure: (-measure.valid_from.toordinal(), measure.measure_id))
    found = [Group(status, title, [m for m in newest if m.status == status]) for status, title in STATUSES.items()]
    return [group for group in found if group.measures]


def measures_view(tables: Tables, stamp: Stamped, duty: Duty, licences: Licences) -> MeasuresView:
    """The page of one day and one state of knowledge."""
    acts = measures_on(tables, stamp.as_of, stamp.known_at)
    ids = [source for measure in acts for source in measure.source_ids]
    ids += [claim.source_id for measure in acts for claim in measure.claims]
    sources = [*cited(tables, ids), *duty.sources, *licences.sources]
    return MeasuresView(
        groups(acts),
        [Route(regime, half_decided_days(regime.model_dump())) for regime in licences.data],
        duty,
        dict(tables["countries"].select("country", "name").iter_rows()),
        {source.source_id: source for source in sources},
        stamp,
    )

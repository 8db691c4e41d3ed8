"""What a what-if asks, and what comes of it: both scores by the engine of the batch, and what moved them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import polars as pl

from reference_data.loader import Tables
from scoring.changes import Standing, score_changes
from scoring.comparing import changed_companies, headlines
from scoring.edit_faults import EditFault, EditFaults
from scoring.edits import Edit, edited_tables
from scoring.engine import headlines_and_lines_in
from scoring.futures import scenario_of
from scoring.hybrids import changed_groups
from scoring.line_edits import PortfolioEdit
from scoring.method import METHOD
from scoring.portfolio import Portfolio
from scoring.scenarios import STATUS_QUO, Scenario, under
from scoring.world import World, world_on
from scoring.world_draws import world_draws
from scoring.world_edits import DutyEdit, RegimeEdit, with_duties, with_regimes
from service.portfolio.vocabulary import Vocabulary
from service.what_if.day import DayWorld
from service.what_if.echo import Changed, changed_law, changed_lines, changed_tables
from service.what_if.portfolios import Checked, edited

Row = Mapping[str, object]
T = TypeVar("T")


@dataclass(frozen=True)
class Changes:
    """All that is to be different: lines, table values, then regimes and layers on the day, speed, and a scenario."""

    lines: Sequence[PortfolioEdit] = ()
    tables: Sequence[Edit] = ()
    regimes: Sequence[RegimeEdit] = ()
    duty_layers: Sequence[DutyEdit] = ()
    licence_speed: float = 1.0
    scenario: Scenario | str | None = None
    """One of the table by its id, or one that somebody defines."""


class ChangeFaults(Exception):
    """Changes that cannot be made; `faults` by the kind of change (a field of Changes)."""

    def __init__(self, faults: Mapping[str, Sequence[EditFault]]) -> None:
        self.faults = dict(faults)
        super().__init__("\n".join(f"{kind}: {fault}" for kind, found in faults.items() for fault in found))


@dataclass(frozen=True)
class Side:
    """One company in one state of the world, and the tables that state is from."""

    standing: Standing
    tables: Tables
    day: DayWorld

    def figures(self) -> "Figures":
        """Its score and those of its lines, by the engine of the batch."""
        world = self.standing.world
        held = (self.day.world, self.day.drawn)
        drawn = held[1] if world is held[0] else world_draws(world, like=held)
        return Figures(*headlines_and_lines_in(world, self.standing.portfolio, drawn))


@dataclass(frozen=True)
class Figures:
    """The company level and the line level of one company."""

    company: pl.DataFrame
    line: pl.DataFrame


@dataclass(frozen=True)
class Question:
    """A company as it is and as it would be, and every cell in which the two differ."""

    before: Side
    after: Side
    changed: Sequence[Changed]
    notes: Sequence[str]


def question(company: Portfolio, day: DayWorld, changes: Changes) -> Question:
    """The company on a day before and after the changes, which apply in the order of the fields of Changes.

    Raises ChangeFaults with every fault of every kind of change, UnknownScenario for a scenario no row names.
    """
    tables, world = day.tables, day.world
    days = (world.as_of, world.known_at)
    faults: dict[str, Sequence[EditFault]] = {}
    other_tables = _tried(faults, "tables", lambda: edited_tables(tables, changes.tables), tables)
    vocabulary = day.vocabulary if other_tables is tables else Vocabulary.of(other_tables)
    checked = _tried(faults, "lines", lambda: edited(company, changes.lines, vocabulary), Checked(company))
    resolved = world if other_tables is tables else world_on(other_tables, METHOD, *days)
    other = _tried(faults, "regimes", lambda: with_regimes(resolved, changes.regimes), resolved)
    lawful = _tried(faults, "duty_layers", lambda: with_duties(other, changes.duty_layers), other)
    if faults:
        raise ChangeFaults(faults)
    scenario = changes.scenario
    if isinstance(scenario, str):
        scenario = scenario_of(other_tables, scenario, *days)
    changed = [
        *changed_lines(company, checked.portfolio),
        *changed_tables(tables, other_tables),
        *changed_law(resolved, lawful),
        *_changed_state(changes.licence_speed, scenario),
    ]
    after = Side(Standing(checked.portfolio, _in_state(lawful, changes.licence_speed, scenario)), other_tables, day)
    before = Side(Standing(company, world), tables, day)
    return Question(before, after if changed else before, changed, checked.notes)


def parts(asked: Question, before: Figures, after: Figures) -> list[dict[str, object]]:
    """Exact Shapley parts of the difference, in points and USD a year, by what moved it; as the change ledger has them.

    One row with a reason where the company has no score on both sides; none where nothing moved it.
    """
    ends = headlines(before.company, after.company).row(0, named=True)
    one, other = asked.before.standing, asked.after.standing
    files = not one.portfolio.applications.is_empty()
    own = [] if changed_companies(one.portfolio, other.portfolio).is_empty() else ["portfolio"]
    groups = [*own, *changed_groups(one.world, other.world, with_files=files)]
    figures = ("points", "expected_annual_loss_usd", "reason")
    if len(groups) > 1 and ends["reason"] is None:
        return score_changes(one, other).select("group", *figures).to_dicts()
    moved = ends["reason"] is not None or ends["points"] or ends["expected_annual_loss_usd"]
    alone = groups[0] if len(groups) == 1 and ends["reason"] is None else None
    return [{"group": alone, **{name: ends[name] for name in figures}}] if groups and moved else []


def _tried(faults: dict[str, Sequence[EditFault]], kind: str, make: Callable[[], T], otherwise: T) -> T:
    try:
        return make()
    except EditFaults as refusal:
        faults[kind] = refusal.faults
        return otherwise


def _in_state(world: World, speed: float, scenario: Scenario | None) -> World:
    faster = world if speed == 1 else under(world, replace(STATUS_QUO, licence_speed=speed))
    return faster if scenario is None else under(faster, scenario)


def _changed_state(speed: float, scenario: Scenario | None) -> list[Changed]:
    changed = [] if speed == 1 else [Changed("licence_speed", {}, "set", "licence_speed", 1.0, speed)]
    if scenario is not None and scenario.scenario_id != STATUS_QUO.scenario_id:
        changed.append(Changed("scenario", {}, "set", "scenario_id", STATUS_QUO.scenario_id, scenario.scenario_id))
    return changed

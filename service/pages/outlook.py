"""What the outlook page of a company shows: futures side by side with what each changes, and origins offline."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.api.models.reference import Source
from service.api.models.scenarios import Future, Offline, Outlook, ScenarioTold
from service.percent_words import percent


@dataclass(frozen=True)
class Told:
    """A future of a company, what it changes in words, and why."""

    figures: Future
    scenario: ScenarioTold | None
    changes: Sequence[str]


@dataclass(frozen=True)
class OutlookPage:
    """All the outlook page shows."""

    outlook: Outlook
    futures: Sequence[Told]
    offline: Sequence[Offline]
    idle: Sequence[Offline]
    """origins without which nothing is lost"""
    sources: Mapping[str, Source]


def outlook_page(found: Outlook) -> OutlookPage:
    """The page of a company's outlook."""
    told = {scenario.scenario_id: scenario for scenario in found.scenarios}
    futures = [(future, told.get(future.scenario_id)) for future in found.futures]
    return OutlookPage(
        outlook=found,
        futures=[Told(future, scenario, changes(scenario) if scenario else []) for future, scenario in futures],
        offline=[row for row in found.offline if row.loss_difference_usd != 0],
        idle=[row for row in found.offline if row.loss_difference_usd == 0],
        sources={source.source_id: source for source in found.sources},
    )


def changes(scenario: ScenarioTold) -> list[str]:
    """What a future changes, one part each; nothing for what stays as the tables have it."""
    odds = scenario.suspended_onset_probability
    where = f" in {', '.join(scenario.duty_importers)}" if scenario.duty_importers else ""
    parts = {
        f"licences at {scenario.licence_speed:.2g} times today's pace": scenario.licence_speed != 1,
        f"duties{where} {scenario.added_duty_rate * 100:+.3g} points": scenario.added_duty_rate != 0,
        f"odds of new controls times {scenario.onset_factor:g}": scenario.onset_factor != 1,
        f"odds of suspended acts {percent(odds or 0.0)}": odds is not None,
        f"premiums times {scenario.premium_factor:g}": scenario.premium_factor != 1,
    }
    return [words for words, moved in parts.items() if moved]

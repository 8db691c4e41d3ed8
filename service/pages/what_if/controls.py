"""Controls of the what-if page: what each may say, and what is wrong with what was said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.api.models.scenarios import ScenarioTold
from service.api.parameters import AsOfDay, Query
from service.pages.display import PLAIN, Display
from service.pages.reading import read_figure
from service.portfolio.nearest import nearest_word

MOST_DAYS = 36_500.0


@dataclass(frozen=True)
class Figure:
    """A control that holds a number: its range, what it is when nothing is changed, and the part a slider covers.

    `column` is what it sets on product lines, in units of `scale` of the control's own.
    """

    name: str
    title: str
    least: float
    most: float
    step: float
    slider: tuple[float, float]
    neutral: float | None = None
    column: str | None = None
    scale: float = 1.0


FIGURES = (
    Figure("licence_speed", "Licences, times as fast", 0.01, 100, 0.05, (0.25, 4), neutral=1),
    Figure("duty_points", "Duties on controlling origins, points more", -100, 500, 1, (-30, 60), neutral=0),
    Figure("stock_days", "Stock, days", 0, MOST_DAYS, 1, (0, 180), column="stock_days"),
    Figure("second_source_percent", "Second source, %", 0, 100, 1, (0, 100), column="second_source_share", scale=100),
    Figure("transit_days", "In transit, days", 0, MOST_DAYS, 1, (0, 90), column="transit_days"),
    Figure("lead_days", "Filed ahead, days", 0, MOST_DAYS, 1, (0, 180), column="lead_days"),
)
CHOICES = {"licence_kind": "Kind of licence", "scenario": "Future", "offline": "Origin offline"}
LICENCE_KINDS = {"individual": "individual", "general": "general"}


class WhatIfQuery(Query):
    """What the page's address says; an empty control changes nothing."""

    licence_speed: str = ""
    duty_points: str = ""
    stock_days: str = ""
    second_source_percent: str = ""
    transit_days: str = ""
    lead_days: str = ""
    licence_kind: str = ""
    scenario: str = ""
    offline: str = ""
    as_of: AsOfDay | None = None


@dataclass(frozen=True)
class Settings:
    """What the controls say: figures that change something, by name, and words chosen, by name."""

    figures: Mapping[str, float]
    words: Mapping[str, str]

    @property
    def changed(self) -> bool:
        """Whether anything is to be different."""
        return bool(self.figures or self.words)


Choices = Mapping[str, Mapping[str, str]]
"""Control → the values it offers and how they read."""


def read(
    query: WhatIfQuery, choices: Choices, futures: Sequence[ScenarioTold], display: Display = PLAIN
) -> tuple[Settings, dict[str, str]]:
    """What the controls say in the reader's way of writing numbers, and by control what is wrong with it."""
    faults: dict[str, str] = {}
    figures = {}
    for control in FIGURES:
        value, fault = _figure(control, getattr(query, control.name).strip(), display)
        if fault:
            faults[control.name] = fault
        elif value is not None and value != control.neutral:
            figures[control.name] = value
    words = {}
    for name in CHOICES:
        text = getattr(query, name).strip()
        if text and text not in choices[name]:
            faults[name] = _unknown(text, choices[name])
        elif text:
            words[name] = text
    found = {future.scenario_id: future for future in futures}.get(words.get("scenario", ""))
    if found and found.duty_importers and "duty_points" in figures:
        places = ", ".join(found.duty_importers)
        faults["duty_points"] = f"this future moves duties in {places} alone: leave points at 0, or choose another"
    return Settings(figures, words), faults


def _figure(control: Figure, text: str, display: Display) -> tuple[float | None, str | None]:
    if not text:
        return None, None
    value = read_figure(text, display)
    if value is None:
        return None, f"{text[:40]!r} is not a number; write it like {control.slider[1]:g} or {display.number(1.5, 1)}"
    if not control.least <= value <= control.most:
        side = "below" if value < control.least else "above"
        limit = control.least if value < control.least else control.most
        return None, f"{value:g} is {side} {limit:g}; give {control.least:g} to {control.most:g}"
    return value, None


def _unknown(text: str, known: Mapping[str, str]) -> str:
    if not known:
        return f"{text[:40]!r} is not offered; there is nothing to choose from on this day"
    close = nearest_word(text[:80], list(known))
    meant = f"did you mean {close[0]}?" if close else f"these are: {', '.join(known)}"
    return f"{text[:40]!r} is not offered; {meant}"

"""Makes the question that `POST /v1/what-if` answers of what the controls say."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from service.api.models.scenarios import ScenarioTold
from service.pages.what_if.controls import FIGURES, Settings

STATES = (
    "licence_speed",
    "onset_factor",
    "suspended_onset_probability",
    "added_duty_rate",
    "duty_importers",
    "premium_factor",
    "offline_origin",
)
"""What a future says of the world."""

CONTROL_OF = {control.column: control.name for control in FIGURES if control.column} | {
    "licence_kind": "licence_kind",
    "licence_speed": "licence_speed",
    "added_duty_rate": "duty_points",
    "offline_origin": "offline",
    "scenario_id": "scenario",
    "as_of": "as_of",
}
"""Last part of a JSON pointer into the question → the control that said it."""


def question_body(
    company_id: str, said: Settings, as_of: date | None, futures: Sequence[ScenarioTold]
) -> dict[str, Any]:
    """The body of the question; what the controls leave as it is, is left out.

    A future whose duties or origins are changed on top is spelt out as a scenario of one's own.
    """
    values = {
        control.column: said.figures[control.name] / control.scale
        for control in FIGURES
        if control.column and control.name in said.figures
    }
    if "licence_kind" in said.words:
        values["licence_kind"] = said.words["licence_kind"]  # type: ignore[assignment]
    edits: dict[str, Any] = {"lines": [{"values": values}]} if values else {}
    if "licence_speed" in said.figures:
        edits["licence_speed"] = said.figures["licence_speed"]
    body: dict[str, Any] = {"company_id": company_id, "edits": edits, "split": False}
    if as_of is not None:
        body["as_of"] = as_of.isoformat()
    return body | _state(said, futures)


def control_at(pointer: str | None) -> str | None:
    """The control that a place in the question came from, or none."""
    return CONTROL_OF.get((pointer or "").rpartition("/")[2])


def _state(said: Settings, futures: Sequence[ScenarioTold]) -> dict[str, Any]:
    chosen = said.words.get("scenario")
    own = {name: value for name, value in _own(said).items() if value is not None}
    if not own:
        return {"scenario_id": chosen} if chosen else {}
    base = {future.scenario_id: future for future in futures}.get(chosen or "")
    if base is None:
        return {"scenario": own}
    stated = {name: value for name in STATES if (value := getattr(base, name)) not in (None, [])}
    points = own.get("added_duty_rate", 0.0) + base.added_duty_rate
    return {"scenario": {"title": f"{base.title}, changed", **stated, **own, "added_duty_rate": points}}


def _own(said: Settings) -> dict[str, Any]:
    points = said.figures.get("duty_points")
    return {
        "added_duty_rate": None if points is None else points / 100,
        "offline_origin": said.words.get("offline"),
    }

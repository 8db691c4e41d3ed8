"""Licences against duties in a sentence."""

from scoring.iso_exposure import Exchange
from service.explain import usd


def points_of(rate: float) -> float:
    """A rate as percentage points."""
    return rate * 100


def exchange_words(found: Exchange, name: str) -> str:
    """What a speed of licences is worth in points of duty, or points of duty in speed; or why nothing is."""
    asked = _speed(found.licence_speed) if found.added_duty_rate is None else _duty(found.added_duty_rate)
    if found.licence_speed is None or found.added_duty_rate is None:
        return f"{name}: nothing makes up for {asked}: {found.reason}."
    kept = f"with both, the expected loss stays at {usd(found.expected_annual_loss_usd or 0.0)} a year"
    return f"{name}: {_speed(found.licence_speed)} and {_duty(found.added_duty_rate)} cancel out: {kept}."


def _speed(speed: float | None) -> str:
    if speed is None:
        return "licences"
    return "licences as fast as now" if speed == 1 else f"licences {speed:.4g} times as fast"


def _duty(rate: float) -> str:
    points = points_of(rate)
    if points == 0:
        return "duties as they are"
    return f"{abs(points):,.4g} points {'more' if points > 0 else 'less'} duty on goods of controlling origins"

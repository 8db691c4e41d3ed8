"""The wait for a licence as points of a curve, for people who want to see it."""

from collections.abc import Mapping
from typing import Any

from service.api.models.reference import WaitPoint

DAYS = (0, 14, 30, 45, 60, 90, 120, 180, 270, 365)


def wait_curve(regime: Mapping[str, Any]) -> list[WaitPoint]:
    """Shares of files undecided and without goods after some days; empty where nothing is ever decided."""
    if regime["wait_shape"] is None:
        return []
    return [WaitPoint(days=day, undecided=_undecided(regime, day), without_goods=_missing(regime, day)) for day in DAYS]


def half_decided_days(regime: Mapping[str, Any]) -> float | None:
    """Days after which half the files are decided; none where nothing is ever decided."""
    if regime["wait_shape"] is None:
        return None
    return float(regime["wait_lag_days"] + regime["wait_scale_days"] * (2 ** (1 / regime["wait_shape"]) - 1))


def _undecided(regime: Mapping[str, Any], days: float) -> float:
    late = max(days - regime["wait_lag_days"], 0.0)
    scale = regime["wait_scale_days"]
    return float((scale / (scale + late)) ** regime["wait_shape"])


def _missing(regime: Mapping[str, Any], days: float) -> float:
    denied = regime["denial_share"]
    refiled = _undecided(regime, days - regime["refile_days"])
    return float((1 - denied) * _undecided(regime, days) + denied * refiled)

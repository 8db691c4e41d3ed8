"""The futures stated for a day: rows of the scenarios table, with what their deal state makes of speed and duty."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from reference_data.loader import Tables
from scoring.in_force import in_force
from scoring.scenarios import STATUS_QUO, Scenario

OFFLINE = "origin_offline"
"""The template row; `origin_offline:MYS` is the scenario in which nothing leaves Malaysia."""

CHANGES = (
    "scenario_id",
    "title",
    "licence_speed",
    "onset_factor",
    "suspended_onset_probability",
    "added_duty_rate",
    "premium_factor",
    "probability",
)
"""Columns that a scenario takes from its row as they stand."""


class UnknownScenario(LookupError):
    """A scenario that no row names, or none that held on the day; `names` are those that can be asked for."""

    def __init__(self, scenario_id: str, names: list[str], reason: str, *, dated: bool) -> None:
        self.scenario_id, self.names, self.dated = scenario_id, names, dated
        """`dated`: the name is right, the day is not."""
        super().__init__(reason)


def futures_on(tables: Tables, as_of: date, known_at: date) -> pl.DataFrame:
    """One row a scenario stated for the day as known on another, with its speed and duty; sorted by id.

    Speed is exp(slope × deal state) and duty slope × deal state, unless the row states them. Nothing stands in: before
    the first edition there are no futures.
    """
    rows, slopes = in_force(tables["scenarios"], as_of, known_at), slopes_on(tables, as_of, known_at)
    speed, duty = moved_by(pl.col("deal_state"), slopes)
    return rows.with_columns(
        pl.coalesce("licence_speed", speed).alias("licence_speed"),
        pl.coalesce("added_duty_rate", duty).alias("added_duty_rate"),
        pl.col("premium_factor").fill_null(1.0),
        pl.col("duty_importers").fill_null([]),
    ).sort("scenario_id")


def moved_by(deal_state: pl.Expr, slopes: Mapping[str, float]) -> tuple[pl.Expr, pl.Expr]:
    """Licence speed, log-linear, and added duty, linear, at a deal state; empty where a slope is not on record."""
    at_rest = deal_state == 0
    moved = [
        pl.when(at_rest).then(0.0).otherwise(deal_state * slopes.get(name))
        for name in ("log_licence_speed", "duty_rate")
    ]
    return moved[0].exp(), moved[1]


def slopes_on(tables: Tables, as_of: date, known_at: date) -> dict[str, float]:
    """What one unit of the deal state moves, by name; empty on a day before the first slope."""
    return dict(in_force(tables["deal_slopes"], as_of, known_at).select("moves", "slope").iter_rows())


def scenarios_on(tables: Tables, as_of: date, known_at: date) -> list[Scenario]:
    """The futures that are mixed on the day; their probabilities sum to 1. None before the first edition."""
    rows = futures_on(tables, as_of, known_at).filter(pl.col("probability").is_not_null())
    return [_scenario(row) for row in rows.iter_rows(named=True)]


def scenario_of(tables: Tables, scenario_id: str, as_of: date, known_at: date) -> Scenario:
    """The scenario of that id as it was stated for the day; `origin_offline:ORIGIN` for an origin that is offline.

    Raises UnknownScenario where no row has the name, and where none with it held on the day.
    """
    row = row_of(tables, scenario_id, as_of, known_at)
    _, _, origin = scenario_id.partition(":")
    return STATUS_QUO if row is None else _offline(row, origin) if origin else _scenario(row)


def row_of(tables: Tables, scenario_id: str, as_of: date, known_at: date) -> Mapping[str, Any] | None:
    """The row a scenario is from; none for the status quo on a day before the first edition, which needs no row.

    Raises UnknownScenario as `scenario_of`.
    """
    name, _, origin = scenario_id.partition(":")
    found = futures_on(tables, as_of, known_at).filter(pl.col("scenario_id") == name)
    if (name == OFFLINE) == bool(origin) and not found.is_empty():
        return found.row(0, named=True)
    if scenario_id == STATUS_QUO.scenario_id:
        return None
    raise _unknown(tables, scenario_id, as_of, known_at)


def not_stated(tables: Tables, as_of: date, known_at: date) -> str | None:
    """Why there is no outlook on a day; nothing where there is one."""
    if scenarios_on(tables, as_of, known_at):
        return None
    first = tables["scenarios"].filter(pl.col("probability").is_not_null()).select("valid_from", "known_from").min()
    day, known = first.row(0)
    begin = f"the first hold from {day} and were known from {known}" if day else "none are on record"
    return f"no futures were stated for {as_of} as known on {known_at}; {begin}"


def _unknown(tables: Tables, scenario_id: str, as_of: date, known_at: date) -> UnknownScenario:
    stated = futures_on(tables, as_of, known_at)["scenario_id"].to_list()
    names = [f"{name}:ORIGIN" if name == OFFLINE else name for name in {*stated, STATUS_QUO.scenario_id}]
    rows = tables["scenarios"].filter(pl.col("scenario_id") == scenario_id).select("valid_from", "known_from").min()
    day, known = rows.row(0)
    dated = scenario_id != OFFLINE and day is not None
    reason = not_stated(tables, as_of, known_at) or (
        f"scenario {scenario_id} was not stated for {as_of} as known on {known_at}; it first holds from {day} and was "
        f"known from {known}"
    )
    unnamed = "names no origin, such as CHN, after a colon" if scenario_id == OFFLINE else "is no scenario on record"
    return UnknownScenario(scenario_id, sorted(names), reason if dated else f"{scenario_id!r} {unnamed}", dated=dated)


def _scenario(row: Mapping[str, Any]) -> Scenario:
    return Scenario(**{name: row[name] for name in CHANGES}, duty_importers=tuple(row["duty_importers"]))


def _offline(row: Mapping[str, Any], origin: str) -> Scenario:
    return Scenario(f"{OFFLINE}:{origin}", f"{row['title']}: {origin}", offline_origin=origin)

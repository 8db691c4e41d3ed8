"""Checks on futures: on every day their odds sum to 1 and mix to the odds of the headline, and slopes are on record."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from reference_data.faults import TableFault, faults_where

SCENARIOS = "scenarios.csv"
TOLERANCE = 1e-9


def scenario_faults(frames: Mapping[str, pl.DataFrame]) -> list[TableFault]:
    """Days on which the futures do not sum to 1 or contradict the odds, and deal states without slopes."""
    scenarios = frames["scenarios"]
    futures = scenarios.filter(pl.col("probability").is_not_null())
    odds = _odds_of_suspended(frames)
    of_days = [
        fault
        for day in _days(futures, odds)
        for fault in (*_of_day(_on(futures, day), day), *_contradicted(_on(futures, day), _on(odds, day), day))
    ]
    return of_days + _without_slope(scenarios, frames["deal_slopes"])


def _days(futures: pl.DataFrame, odds: pl.DataFrame) -> list[date]:
    """The days from the first edition on, on which a future or the odds of a suspended act begin or end."""
    ends = [frame[name] for frame in (futures, odds) for name in ("valid_from", "valid_to")]
    days = pl.concat(ends).drop_nulls().unique().sort()
    return days.filter(days >= futures["valid_from"].min()).to_list() if futures.height else []


def _on(rows: pl.DataFrame, day: date) -> pl.DataFrame:
    return rows.filter(pl.col("valid_from") <= day, (pl.col("valid_to") > day).fill_null(True))


def _of_day(futures: pl.DataFrame, day: date) -> list[TableFault]:
    total = float(futures["probability"].sum())
    factor = float((futures["probability"] * futures["onset_factor"]).sum())
    found = []
    if abs(total - 1) > TOLERANCE:
        found.append(f"probabilities on {day} sum to {total:g}, not 1")
    elif abs(factor - 1) > TOLERANCE:
        found.append(f"onset_factor on {day} averages {factor:g}, not 1: the futures contradict the odds")
    return [TableFault(SCENARIOS, 0, text) for text in found]


def _contradicted(futures: pl.DataFrame, odds: pl.DataFrame, day: date) -> list[TableFault]:
    chances, stated = futures["probability"], futures["suspended_onset_probability"]
    told = float((chances * stated.fill_null(0.0)).sum())
    untold = float(chances.filter(stated.is_null()).sum())
    mixed = odds.with_columns(mixed=told + untold * pl.col("probability"))
    off = (pl.col("mixed") - pl.col("probability")).abs() > TOLERANCE
    said = pl.format(
        f"probability is {{}}, the scenarios of {day} mix to {{}}", "probability", pl.col("mixed").round(6)
    )
    return faults_where("onset_odds.csv", mixed, off, said)


def _odds_of_suspended(frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """The odds of regimes whose measure is suspended: those the scenarios speak of."""
    suspended = frames["licence_measures"].filter(pl.col("suspended_from").is_not_null())
    regimes = frames["licence_regimes"].filter(pl.col("regime_kind") == "potential")
    regimes = regimes.join(suspended, on="measure_id", how="semi")
    return frames["onset_odds"].join(regimes, on="regime_id", how="semi")


def _without_slope(scenarios: pl.DataFrame, slopes: pl.DataFrame) -> list[TableFault]:
    """Rows placed on the scale of the deal state on a first day on which a slope is not on record."""
    kept: list[TableFault] = []
    for moves, stated in (("log_licence_speed", "licence_speed"), ("duty_rate", "added_duty_rate")):
        derived = scenarios.filter(
            pl.col("deal_state").is_not_null(), pl.col("deal_state") != 0, pl.col(stated).is_null()
        )
        bare = [day for day in derived["valid_from"].unique().sort() if _on(_of(slopes, moves), day).is_empty()]
        text = pl.format(f"deal_state gives {stated}, but deal_slopes has no {moves} on {{}}", "valid_from")
        kept += faults_where(SCENARIOS, derived, pl.col("valid_from").is_in(bare), text)
    return kept


def _of(slopes: pl.DataFrame, moves: str) -> pl.DataFrame:
    return slopes.filter(pl.col("moves") == moves)

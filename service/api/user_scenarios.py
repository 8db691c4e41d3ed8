"""Builds the scenario somebody defines, or says which part of it cannot be."""

from collections.abc import Iterator
from datetime import date

import polars as pl

from reference_data.loader import Tables
from scoring.duty import customs_areas
from scoring.futures import moved_by, slopes_on
from scoring.scenarios import Scenario
from service.api.models.scenarios import UserScenario
from service.api.problems import Kind, Problem, ProblemError
from service.portfolio.nearest import Search

USER = "user_defined"
MOVED = ("licence_speed", "added_duty_rate")


def user_scenario(
    asked: UserScenario, tables: Tables, as_of: date, known_at: date, pointer: str = "/body/scenario"
) -> Scenario:
    """The scenario asked for; a deal state gives the speed and duty that are not stated.

    A problem that tells every country nobody knows, and a deal state on a day that had no slopes, at once.
    """
    speed, duty = _by_deal_state(asked, tables, as_of, known_at)
    faults = [*_unknown_countries(asked, tables, as_of, pointer)]
    if asked.deal_state is not None and (speed is None or duty is None):
        detail = f"deal_state has no slopes on record for {as_of}; state licence_speed and added_duty_rate instead"
        faults.append(ProblemError(pointer=f"{pointer}/deal_state", code="not_stated", detail=detail))
    if faults:
        raise Problem(Kind.INVALID_REQUEST, "; ".join(fault.detail for fault in faults), faults)
    areas = customs_areas(tables, as_of)
    kept = asked.model_dump(exclude={"deal_state", "duty_importers", *MOVED})
    importers = tuple(sorted({areas[code] for code in asked.duty_importers}))
    return Scenario(
        USER, licence_speed=_or(speed, 1.0), added_duty_rate=_or(duty, 0.0), duty_importers=importers, **kept
    )


def _by_deal_state(
    asked: UserScenario, tables: Tables, as_of: date, known_at: date
) -> tuple[float | None, float | None]:
    if asked.deal_state is None:
        return asked.licence_speed, asked.added_duty_rate
    slopes = slopes_on(tables, as_of, known_at)
    speed, duty = pl.select(
        *(e.alias(n) for e, n in zip(moved_by(pl.lit(asked.deal_state), slopes), MOVED, strict=True))
    ).row(0)
    return _given(asked.licence_speed, speed), _given(asked.added_duty_rate, duty)


def _unknown_countries(asked: UserScenario, tables: Tables, as_of: date, pointer: str) -> Iterator[ProblemError]:
    known = customs_areas(tables, as_of)
    names = dict(tables["countries"].select("country", "name").iter_rows())
    given = [("offline_origin", asked.offline_origin)] if asked.offline_origin else []
    given += [(f"duty_importers/{place}", code) for place, code in enumerate(asked.duty_importers)]
    for where, code in given:
        if code not in known:
            close = list(Search().country(code, names))
            yield ProblemError(
                pointer=f"{pointer}/{where}",
                code="unknown_value",
                value=code,
                detail=f"{where} {code!r} is no country on record{f'; did you mean {close[0]}?' if close else ''}",
                did_you_mean=close,
            )


def _given(stated: float | None, derived: float | None) -> float | None:
    return derived if stated is None else stated


def _or(value: float | None, neutral: float) -> float:
    return neutral if value is None else value

"""The law on a day: duty rates layer by layer, and licence regimes with their waits and evidence."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint

from reference_data.loader import Tables
from scoring.duty import DutyAnswer, customs_areas, duty_answer
from scoring.method import METHOD
from scoring.regime_signals import regime_signals
from scoring.regimes import regimes_on
from service.api.backing import backing
from service.api.citing import cited
from service.api.evidence import evidence_day, past_words
from service.api.models.reference import Duty, DutyLayer, Licence, Licences
from service.api.models.stamp import Stamped
from service.api.openapi import answers
from service.api.queries import DaysQuery, DutyQuery, MeasuresQuery
from service.api.refusing import wrong_value
from service.api.tagging import from_tables
from service.api.wait_curve import wait_curve
from service.portfolio.nearest import Search

blueprint = Blueprint("signals", __name__, url_prefix="/v1/signals")


@blueprint.get("/duty")
@from_tables
@answers(Duty, operation="getDuty", tag="law", query=DutyQuery, tagged=True)
def duty(query: DutyQuery) -> Duty:
    """The duty on one tariff line from one origin on a day: the rate and every layer of it with its citation.

    Countries of a customs union stand for the union. Where no rate is known it is null, with the reason.
    """
    return duty_on(query, backing().tables_stamp(query.as_of, query.known_at))


@blueprint.get("/licences")
@from_tables
@answers(Licences, operation="getLicences", tag="law", query=DaysQuery, tagged=True)
def licences(query: DaysQuery) -> Licences:
    """Licence regimes in force and potential on a day, each with its act, its wait and the evidence for it."""
    return licences_on(backing().tables_stamp(query.as_of, query.known_at))


def duty_on(asked: DutyQuery | MeasuresQuery, stamp: Stamped) -> Duty:
    """The duty asked for on the day of the stamp. Raises a problem for a country that is not on record."""
    tables = backing().tables()
    areas = customs_areas(tables, stamp.as_of)
    _check_countries(tables, areas, importer=asked.importer, origin=asked.origin)
    found = duty_answer(
        tables,
        importer=asked.importer,
        origin=asked.origin,
        tariff_line=asked.line.replace(".", ""),
        as_of=stamp.as_of,
        known_at=stamp.known_at,
    )
    return _duty(stamp, asked, areas, found)


def licences_on(stamp: Stamped) -> Licences:
    """The licence regimes on the day of the stamp."""
    tables = backing().tables()
    found = backing().licence_days.recall(
        tables.version, f"{stamp.as_of} {stamp.known_at}", lambda: _licences_on(tables, stamp)
    )
    return found.model_copy(update=stamp.model_dump())


def _licences_on(tables: Tables, stamp: Stamped) -> Licences:
    days = (stamp.as_of, stamp.known_at)
    rows = regime_signals(tables, regimes_on(tables, METHOD, *days), *days).to_dicts()
    return Licences(
        **stamp.model_dump(),
        data=[_licence(row, stamp.as_of) for row in rows],
        sources=cited(tables, (source for row in rows for source in row["source_ids"])),
    )


def _duty(stamp: Stamped, query: DutyQuery | MeasuresQuery, areas: Mapping[str, str], found: DutyAnswer) -> Duty:
    layers = found.layers.select(list(DutyLayer.model_fields)).to_dicts()
    return Duty(
        **stamp.model_dump(),
        importer=query.importer,
        origin=query.origin,
        line=query.line,
        importer_area=areas[query.importer],
        origin_area=areas[query.origin],
        rate=found.rate,
        reason=found.reason,
        layers=[DutyLayer(**layer) for layer in layers],
        sources=cited(backing().tables(), (layer["source_id"] for layer in layers)),
    )


def _licence(row: Mapping[str, Any], as_of: date) -> Licence:
    made = {
        "state": row["regime_state"],
        "evidence": row["evidence_known"],
        "wait_curve": wait_curve(row),
        "evidence_notice": past_words(evidence_day(row), as_of),
    }
    return Licence.model_validate({name: made[name] if name in made else row[name] for name in Licence.model_fields})


def _check_countries(tables: Tables, areas: Mapping[str, str], **given: str) -> None:
    names = dict(tables["countries"].select("country", "name").iter_rows())
    for name, country in given.items():
        if country not in areas:
            raise wrong_value(name, country, "is no country on record", Search().country(country, names))

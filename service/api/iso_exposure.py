"""Iso-exposure: licences against duties for one company."""

from flask import Blueprint

from scoring.iso_exposure import duty_for_speed, speed_for_duty
from scoring.method import METHOD
from scoring.world import world_on
from service.api.backing import backing
from service.api.models.iso_exposure import IsoExposure
from service.api.on_demand import days_asked
from service.api.openapi import answers
from service.api.problems import Kind, Problem, ProblemError
from service.api.queries import IsoQuery
from service.api.stored_company import run_id_of, stamp_on, stored_company
from service.api.tagging import from_stored
from service.iso_words import exchange_words, points_of

blueprint = Blueprint("iso_exposure", __name__, url_prefix="/v1/companies")


@blueprint.get("/<company_id>/iso-exposure")
@from_stored
@answers(
    IsoExposure,
    Kind.UNKNOWN_COMPANY,
    Kind.NOT_STORED,
    Kind.CANNOT_SCORE,
    Kind.NOT_READY,
    operation="getIsoExposure",
    tag="what-if",
    query=IsoQuery,
    paths={"company_id": "key of the company in its portfolio"},
    limits={"company_id": {"minLength": 1, "maxLength": 128}},
    tagged=True,
)
def iso_exposure(company_id: str, query: IsoQuery) -> IsoExposure:
    """How many points of duty make up for licences faster or slower by some factor, or the other way round.

    Give either speed or duty_points. Computed on demand, for the company's lines as they are now.
    """
    if (query.speed is None) == (query.duty_points is None):
        detail = "give either speed, such as 2, or duty_points, such as -10"
        raise Problem(
            Kind.INVALID_REQUEST, detail, [ProblemError(pointer="/query/speed", code="one_of", detail=detail)]
        )
    inputs, company = stored_company(company_id, "/path/company_id")
    days = days_asked(backing().snapshot().manifest, query.as_of, query.known_at)
    tables = backing().tables()
    world = world_on(tables, METHOD, *days)
    if query.speed is not None:
        found = duty_for_speed(world, company, tables, query.speed)
    else:
        found = speed_for_duty(world, company, (query.duty_points or 0.0) / 100)
    name = str(company.lines["company_name"][0])
    return IsoExposure(
        **stamp_on(run_id_of(inputs, tables, *days), tables, *days).model_dump(),
        company_id=company_id,
        company_name=name,
        asked="duty_points" if query.speed is None else "licence_speed",
        licence_speed=found.licence_speed,
        duty_points=None if found.added_duty_rate is None else points_of(found.added_duty_rate),
        expected_annual_loss_usd=found.expected_annual_loss_usd,
        reason=found.reason,
        words=exchange_words(found, name),
    )

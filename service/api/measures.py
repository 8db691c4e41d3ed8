"""GET /v1/signals/measures: acts on exports and where each stands on a day, disputes with their claimants."""

from datetime import date

from flask import Blueprint

from reference_data.loader import Tables
from scoring.measures import measure_status
from service.api.backing import backing
from service.api.citing import cited
from service.api.models.measures import Measure, MeasureClaim, Measures
from service.api.openapi import answers
from service.api.queries import DaysQuery
from service.api.tagging import from_tables

blueprint = Blueprint("measures", __name__, url_prefix="/v1/signals")


@blueprint.get("/measures")
@from_tables
@answers(Measures, operation="getMeasures", tag="law", query=DaysQuery, tagged=True)
def measures(query: DaysQuery) -> Measures:
    """Acts on exports known by a day: goods, dates and status, with the claimants where a date is disputed."""
    tables, stamp = backing().tables(), backing().tables_stamp(query.as_of, query.known_at)
    found = measures_on(tables, stamp.as_of, stamp.known_at)
    cited_ids = (source for measure in found for source in measure.source_ids)
    return Measures(**stamp.model_dump(), data=found, sources=cited(tables, cited_ids))


def measures_on(tables: Tables, as_of: date, known_at: date) -> list[Measure]:
    """Every act known by then with its status on the day, sorted by id."""
    rows = measure_status(
        tables["licence_measures"], tables["measure_goods"], tables["measure_claims"], as_of, known_at
    )
    claims = {
        row["claim_id"]: MeasureClaim(**{name: row[name] for name in MeasureClaim.model_fields})
        for row in tables["measure_claims"].iter_rows(named=True)
    }
    return [
        Measure(**row | {"claims": [claims[claim] for claim in row["claims"]]})
        for row in rows.select(list(Measure.model_fields)).iter_rows(named=True)
    ]

"""Whether the process answers, and whether it has scores to answer with."""

import polars as pl
from flask import Blueprint

from service.api.backing import backing
from service.api.models.operations import Health, Ready
from service.api.openapi import answers
from service.api.problems import Kind

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@answers(Health, operation="getHealth", tag="service")
def healthz() -> Health:
    """The process answers; nothing else is asked."""
    return Health()


@blueprint.get("/readyz")
@answers(Ready, Kind.NOT_READY, operation="getReady", tag="service")
def readyz() -> Ready:
    """Scores are published and can be read; 503 until then."""
    snapshot = backing().snapshot()
    companies = pl.scan_parquet(snapshot.listing_path).select(pl.len()).collect(engine="in-memory").item()
    return Ready(**backing().stamp(snapshot).model_dump(), companies=companies)

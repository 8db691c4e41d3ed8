"""The method in plain words."""

from typing import Any

import polars as pl
from pydantic import Field

from scoring.method import METHOD
from service.api.backing import backing
from service.api.parameters import Query, Words
from service.api.refusing import wrong_value
from service.pages.method import MethodView, bands, constants, grades, line_defaults
from service.pages.routing import asked, page
from service.pages.tables import Page
from service.pages.worked_example import worked_example
from service.portfolio.demo import DEMO
from service.portfolio.nearest import Search
from service.runs.snapshot import Snapshot

MOST_OFFERED = 200
LISTED = ("company_id", "company_name", "portfolio")


class MethodQuery(Query):
    """Whose score is worked through."""

    company_id: Words | None = Field(None, description="a company with a score; the riskiest where left out")


@page("/method")
def method() -> Page:
    """How a score is made, what it is not, and a worked example from the rows of a company."""
    query, snapshot = asked(MethodQuery), backing().served()
    stamp, tables = backing().served_stamp(), backing().tables()
    scored = (
        _scored(snapshot) if snapshot else pl.DataFrame(schema={"company_id": pl.String, "company_name": pl.String})
    )
    record = _record(snapshot, scored, query.company_id) if snapshot else None
    steps = worked_example(record, METHOD) if record else []
    headline = record["headline"] if record else None
    offered = scored.select("company_id", "company_name").head(MOST_OFFERED).rows()
    figures = bands(METHOD), grades(METHOD), constants(METHOD), line_defaults(tables, stamp)
    view = MethodView(stamp, METHOD, *figures, headline, steps, offered)
    shown = headline is not None and DEMO in scored.filter(company_id=headline["company_id"])["portfolio"]
    return Page("method.html", {"view": view, "stamp": stamp, "demonstration": shown}, view.tables())


def _scored(snapshot: Snapshot) -> pl.DataFrame:
    """Companies with a score, the riskiest first."""
    rows = pl.scan_parquet(snapshot.listing_path).select(*LISTED, "score")
    return rows.drop_nulls("score").sort("score", "company_id", descending=[True, False]).collect(engine="in-memory")


def _record(snapshot: Snapshot, scored: pl.DataFrame, company_id: str | None) -> Any:
    """All rows of the company asked for, else of the riskiest; none where no company has a score."""
    if company_id is None:
        return snapshot.company(scored["company_id"][0]) if scored.height else None
    if company_id not in scored["company_id"]:
        close = Search().id(company_id, dict(scored.select("company_id", "company_name").iter_rows()))
        raise wrong_value("company_id", company_id, "is no company with a score in the served run", close)
    return snapshot.company(company_id)

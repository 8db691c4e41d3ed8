"""Finds companies in a run, and says what was meant where there is none."""

from collections.abc import Mapping
from typing import Any

import duckdb
import polars as pl

from service.api.about import About, about
from service.api.backing import backing
from service.api.problems import Kind, Problem, ProblemError
from service.api.queries import CompaniesQuery, Filters
from service.api.refusing import refused, wrong_value
from service.portfolio.nearest import Search
from service.refusal import Refusal
from service.runs.lookup import Entry
from service.runs.queries import CompanyPage
from service.runs.snapshot import NoSuchRun, Snapshot


def company_page(query: CompaniesQuery) -> CompanyPage:
    """One page of the companies that match."""
    wanted = query.company_query(sort=query.sort, limit=query.limit, cursor=query.cursor)
    try:
        return backing().queries.companies(backing().snapshot(), wanted)
    except NoSuchRun:
        raise refused(Refusal("cursor: its run is no longer kept; leave it out to begin at the first page")) from None
    except Refusal as refusal:
        raise refused(refusal) from None
    except duckdb.Error:
        # A forged cursor may hold a value the sort column cannot be compared with.
        raise refused(Refusal("cursor: is not one this service gave out; begin at the first page")) from None


def check_codes(query: Filters) -> None:
    """Refuses elements and countries that nobody knows: an empty list would look like an answer."""
    names = backing().snapshot().signals
    elements = {row["element"]: row["name"] for row in names.rows("elements")}
    if query.element and query.element not in elements:
        raise wrong_value("element", query.element, "is no rare-earth element", Search().id(query.element, elements))
    countries = {row["country"]: row["name"] for row in names.rows("areas")}
    if query.importer and query.importer not in countries:
        close = Search().country(query.importer, countries)
        raise wrong_value("importer", query.importer, "is no country on record", close)


def record_of(snapshot: Snapshot, company_id: str) -> Mapping[str, Any]:
    """All that a run says of a company; a problem that names the nearest ids where it says nothing."""
    record = snapshot.company(company_id)
    if record is None:
        raise no_such_company(snapshot, company_id)
    return record


def entry_of(snapshot: Snapshot, company_id: str) -> tuple[Entry, About]:
    """A company in a run and what qualifies its score; a problem where the run does not have it."""
    entry = snapshot.entry(company_id)
    if entry is None:
        raise no_such_company(snapshot, company_id)
    ground = entry.ground

    def find() -> About:
        manifest = snapshot.manifest
        signals = snapshot.signals.behind(ground.behind)
        return about(ground.portfolio, signals, manifest.as_of, manifest.known_at)

    return entry, backing().memory.recall(snapshot.run_id, (ground.portfolio, ground.behind), find)


def no_such_company(snapshot: Snapshot, company_id: str) -> Problem:
    """The problem of a company the run does not have."""
    rows = pl.scan_parquet(snapshot.listing_path).select("company_id", "company_name").collect(engine="in-memory")
    close = Search().id(company_id, dict(rows.iter_rows()))
    shown = company_id[:200]
    detail = f"run {snapshot.run_id} has no company {shown!r}{f'; did you mean {close[0]}?' if close else ''}"
    error = ProblemError(
        pointer="/path/company_id", code="unknown_company", value=shown, detail=detail, did_you_mean=list(close)
    )
    return Problem(Kind.UNKNOWN_COMPANY, detail, [error])

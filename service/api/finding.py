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
from service.portfolio.nearest import Search, nearest_word
from service.refusal import Refusal
from service.runs.company_query import FACETS, CompanyQuery
from service.runs.facets import Counts
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


def facet_counts(snapshot: Snapshot, query: CompanyQuery) -> Counts:
    """How many companies of a run each choice of a filter would find beside the others that are on."""
    asked = CompanyQuery(query.q, **{facet: getattr(query, facet) for facet in FACETS})
    return backing().facets.recall(snapshot.run_id, repr(asked), lambda: backing().queries.facets(snapshot, asked))


def check_codes(query: Filters) -> None:
    """Refuses elements and countries that nobody knows: an empty list would look like an answer."""
    names = backing().snapshot().signals
    elements = {row["element"]: row["name"] for row in names.rows("elements")}
    for element in query.element:
        if element not in elements:
            raise wrong_value("element", element, "is no rare-earth element", Search().id(element, elements))
    countries = {row["country"]: row["name"] for row in names.rows("areas")}
    for importer in query.importer:
        if importer not in countries:
            raise wrong_value("importer", importer, "is no country on record", Search().country(importer, countries))


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


def no_longer_stored(company_id: str, pointer: str = "/path/company_id") -> Problem:
    """The problem of a company in the served run whose lines are stored no more, so that nothing new is worked out."""
    shown = company_id[:200]
    detail = (
        f"the portfolio with company {shown!r} is no longer stored, and this is worked out from its lines; "
        "the served run still has its score. Import the portfolio again at /import"
    )
    return Problem(
        Kind.NOT_STORED, detail, [ProblemError(pointer=pointer, code="not_stored", value=shown, detail=detail)]
    )


def no_such_portfolio(snapshot: Snapshot, name: str) -> Problem:
    """The problem of a portfolio that is not in the run, which may be stored and not scored yet."""
    shown, known = name[:200], list(snapshot.manifest.portfolios)
    close = list(nearest_word(shown, known))
    stored = name in backing().portfolios.current()
    why = "it is stored and will be in the next run" if stored else f"these are: {', '.join(known)}"
    detail = f"run {snapshot.run_id} has no portfolio {shown!r}; {why}"
    error = ProblemError(
        pointer="/path/portfolio", code="unknown_portfolio", value=shown, detail=detail, did_you_mean=close
    )
    return Problem(Kind.NOT_FOUND, detail, [error])

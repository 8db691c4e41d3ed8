"""What the ranked list shows: one page of companies, the filters that are on, and what can be chosen."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, get_args

import polars as pl

from scoring.comparison import compared
from service.api.backing import backing
from service.api.company_answers import listed
from service.api.finding import company_page
from service.api.models.bands import Band
from service.api.models.companies import Listed
from service.api.queries import CompaniesQuery, Filters, RankingQuery
from service.comparing import ranged
from service.exports.levels import ROWS_AT_ONCE
from service.pages.addresses import Parameters, address
from service.pages.facets import Facet, facets, value_names
from service.pages.heads import USUAL_SORT, Head, heads
from service.pages.narrowing import Taken, taken, told
from service.pages.spread import Spread, spread
from service.pages.tables import PageTable
from service.pages.twins import FORMS
from service.portfolio.demo import DEMO
from service.runs.facets import SCORE, Counts
from service.runs.queries import CompanyPage
from service.runs.snapshot import Snapshot


@dataclass(frozen=True)
class Ranking:
    """All the list page shows."""

    rows: Sequence[Listed]
    total: int
    alike: Sequence[bool]
    """per row whether its score cannot be told apart from that of the row above; nowhere unless sorted by score"""
    ticked: Mapping[str, str]
    """Companies ticked for comparison, id → name, that are not among the rows"""
    told: str
    """The filters that are on, as the end of a sentence"""
    heads: Mapping[str, Head]
    facets: Sequence[Facet]
    spread: Spread | None
    taken: Sequence[Taken]
    query: RankingQuery
    hidden: Parameters
    """What the form of filters carries along unseen"""
    address: str
    """Of this view, fit to be kept and sent"""
    everyone: str
    first_page: str | None
    next_page: str | None
    files: Mapping[str, str]
    """Form → address of the same list as a file"""
    demonstration: bool


def ranking(
    page: CompanyPage,
    query: RankingQuery,
    counts: tuple[Counts, Counts],
    displayed: Parameters,
    ticked: Mapping[str, str],
) -> Ranking:
    """The list page of a query and its answer.

    `counts`: companies by facet and value under the query, and in the whole run. `displayed`: what the address says of
    how figures are shown. `ticked`: companies ticked for comparison, id → name.
    """
    chosen = {name: value for name in Filters.model_fields if (value := getattr(query, name))}
    kept = {"sort": query.sort} if query.sort != USUAL_SORT else {}
    paged = {"limit": str(query.limit)} if "limit" in query.model_fields_set else {}
    here: Parameters = {**chosen, **kept, **displayed}
    found, everywhere = counts
    ways = facets(found, everywhere, chosen, value_names(page.snapshot))
    shown = {row["company_id"] for row in page.rows}
    return Ranking(
        rows=[listed(row) for row in page.rows],
        total=page.total,
        alike=_alike(page.rows) if query.sort.removeprefix("-") == "score" else [False] * len(page.rows),
        ticked={company_id: name for company_id, name in ticked.items() if company_id not in shown},
        told=told(query.q, ways),
        heads=heads(query.sort, {**chosen, **displayed, **paged}),
        facets=ways,
        spread=spread(found[SCORE], everywhere[SCORE], get_args(Band)),
        taken=taken(query.q, ways, here),
        query=query,
        hidden={**kept, **displayed, **paged},
        address=address("/", here),
        everyone=address("/", {**kept, **displayed}),
        first_page=address("/", {**here, **paged}) if query.cursor else None,
        next_page=address("/", {**here, **paged, "cursor": page.next_cursor}) if page.next_cursor else None,
        files={form: address(f"/companies.{form}", {**chosen, **kept}) for form in FORMS},
        demonstration=_shows_demonstration(query, found),
    )


def _shows_demonstration(query: RankingQuery, found: Counts) -> bool:
    """Whether any company found is of the demonstration; `found` counts each portfolio under the other filters."""
    wanted = not query.portfolio or DEMO in query.portfolio
    return wanted and found["portfolio"].get(DEMO, 0) > 0


def listing(snapshot: Snapshot, query: CompaniesQuery) -> PageTable:
    """All companies that match in the order of the list, or the page of it that `limit` and `cursor` ask for."""
    return PageTable("companies", lambda: _matching(snapshot, query))


def _matching(snapshot: Snapshot, query: CompaniesQuery) -> Iterator[pl.DataFrame]:
    if query.model_fields_set & {"limit", "cursor"}:
        schema = pl.scan_parquet(snapshot.listing_path).collect_schema()
        found = pl.DataFrame(company_page(query).rows, schema=schema, orient="row")
    else:
        found = backing().queries.all_companies(snapshot, query.company_query(sort=query.sort))
    told = found.with_columns(demonstration=pl.col("portfolio") == DEMO)
    yield from told.iter_slices(ROWS_AT_ONCE) if told.height else [told]


def _alike(rows: Sequence[Mapping[str, Any]]) -> list[bool]:
    pairs = [compared([ranged(above), ranged(row)])[0] for above, row in pairwise(rows)]
    return [False, *(pair.distinguishable is False for pair in pairs)][: len(rows)]

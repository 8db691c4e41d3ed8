"""What the ranked list shows: one page of companies, the filters that are on, and what can be chosen."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, get_args
from urllib.parse import urlencode

import polars as pl

from scoring.comparison import compared
from service.api.backing import backing
from service.api.company_answers import listed
from service.api.finding import company_page
from service.api.models.bands import Band
from service.api.models.companies import Listed
from service.api.queries import CompaniesQuery, Filters
from service.comparing import ranged
from service.exports.levels import ROWS_AT_ONCE
from service.pages.tables import PageTable
from service.pages.twins import FORMS
from service.portfolio.demo import DEMO
from service.runs.queries import CompanyPage
from service.runs.snapshot import Snapshot

USUAL_SORT = "-score"
COLUMNS = {
    "company_name": "Company",
    "score": "Score, 0–100",
    "expected_annual_loss_usd": "Expected annual loss, USD",
    "revenue_at_risk_usd": "Revenue at risk, USD",
    "lost_days": "Lost days a year",
    "data_grade": "Data grade",
}
Choices = dict[str, dict[str, str]]
"""Filter → its values and how they read."""


@dataclass(frozen=True)
class Head:
    """One column of the list: its name and title, where its sorting leads, and how it is sorted now, if it is."""

    name: str
    title: str
    address: str
    sorted: str


@dataclass(frozen=True)
class Ranking:
    """All the list page shows."""

    rows: Sequence[Listed]
    alike: Sequence[bool]
    """per row whether its score cannot be told apart from that of the row above; nowhere unless sorted by score"""
    sentence: str
    heads: Sequence[Head]
    choices: Choices
    query: CompaniesQuery
    filtered: bool
    first_page: str | None
    next_page: str | None
    files: Mapping[str, str]
    """Form → address of the same list as a file"""
    demonstration: bool


def ranking(page: CompanyPage, query: CompaniesQuery) -> Ranking:
    """The list page of a query and its answer."""
    chosen = {name: value for name in Filters.model_fields if (value := getattr(query, name))}
    sorting = {"sort": query.sort} if query.sort != USUAL_SORT else {}
    choices = _choices(page.snapshot)
    here = {**chosen, **sorting}
    return Ranking(
        rows=[listed(row) for row in page.rows],
        alike=_alike(page.rows) if query.sort.removeprefix("-") == "score" else [False] * len(page.rows),
        sentence=_sentence(page.total, chosen, choices),
        heads=[_head(name, title, query.sort, chosen) for name, title in COLUMNS.items()],
        choices=choices,
        query=query,
        filtered=bool(chosen),
        first_page=_address("/", here) if query.cursor else None,
        next_page=_address("/", {**here, "cursor": page.next_cursor}) if page.next_cursor else None,
        files={form: _address(f"/companies.{form}", here) for form in FORMS},
        demonstration=DEMO in page.snapshot.manifest.portfolios,
    )


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


def _address(path: str, parameters: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(parameters)}" if parameters else path


def _head(name: str, title: str, sort: str, chosen: Mapping[str, str]) -> Head:
    column, down = sort.removeprefix("-"), sort.startswith("-")
    # The first click on a figure puts the riskiest first, on a name the alphabet.
    usual = name if name in ("company_name", "data_grade") else f"-{name}"
    turned = column if down else f"-{column}"
    wanted = turned if column == name else usual
    parameters = {**chosen, **({} if wanted == USUAL_SORT else {"sort": wanted})}
    state = ("descending" if down else "ascending") if column == name else ""
    return Head(name, title, _address("/", parameters), state)


def _choices(snapshot: Snapshot) -> Choices:
    """Values that occur in the run, by filter, with names."""
    names = {
        "element": {row["element"]: f"{row['element']}, {row['name']}" for row in snapshot.signals.rows("elements")},
        "importer": {row["country"]: row["name"] for row in snapshot.signals.rows("areas")},
    }
    columns = {"category": "categories", "element": "elements", "importer": "importers"}
    rows = pl.scan_parquet(snapshot.listing_path).select(*columns.values(), "portfolio").collect(engine="in-memory")
    found: Choices = {"band": {band: band for band in reversed(get_args(Band))}}
    for name, column in columns.items():
        values = rows[column].explode().drop_nulls().unique().sort()
        titles = {value: names.get(name, {}).get(value, value.replace("_", " ")) for value in values}
        found[name] = dict(sorted(titles.items(), key=lambda item: item[1]))
    portfolios = rows["portfolio"].drop_nulls().unique().sort().to_list()
    return found | ({"portfolio": {name: name for name in portfolios}} if len(portfolios) > 1 else {})


def _sentence(total: int, chosen: Mapping[str, str], choices: Choices) -> str:
    companies = "1 company" if total == 1 else f"{total:,} companies"
    said = [f"{name} {choices.get(name, {}).get(value, value)}" for name, value in chosen.items() if name != "q"]
    said += [f"“{chosen['q']}” in name or id"] if "q" in chosen else []
    return f"{companies}{' with ' if said else ''}{', '.join(said)}"

"""Companies that share an identifier become one, on request."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

import polars as pl

from service.portfolio.faults import Fault, shown
from service.portfolio.identifiers import isin_problem, lei_problem, plain_identifier
from service.portfolio.manner import Identifier

Pair = tuple[str, str]
"""A company and an identifier it is given."""
MOST_NAMED = 10
TITLES = {"lei": "LEI", "isin": "ISIN", "supplier_number": "supplier number"}


@dataclass(frozen=True)
class Merged:
    """One company made of several: the id that stays, the ids that go, and the identifiers they share."""

    company_id: str
    others: tuple[str, ...]
    by: Identifier
    identifiers: tuple[str, ...]

    def __str__(self) -> str:
        more = f" and {len(self.others) - MOST_NAMED:,} more" if len(self.others) > MOST_NAMED else ""
        others = ", ".join(map(shown, self.others[:MOST_NAMED])) + more
        shared = ", ".join(self.identifiers[:MOST_NAMED])
        return f"{others} merged into company {shown(self.company_id)}: same {TITLES[self.by]} {shared}"


def merged_companies(cells: pl.DataFrame, by: Identifier) -> tuple[pl.DataFrame, tuple[Merged, ...]]:
    """The cells with one company_id for all companies that share an identifier, and what was merged.

    The id and the name that stay are those of the row that comes first in the file. Identifiers differ by more than
    capitals, blanks and dashes. Companies linked by way of a third are one.
    """
    pairs = _identified(cells, by)
    companies = cells["company_id"].drop_nulls().unique(maintain_order=True)
    first = {company: place for place, company in enumerate(companies)}
    stays = _joined(pairs, first)
    if not stays:
        return cells, ()
    renamed = cells.with_columns(company_id=pl.col("company_id").replace(stays))
    touched = pl.col("company_id").is_in(set(stays.values()))
    name = pl.col("company_name").drop_nulls().first().over("company_id")
    one = pl.when(touched & pl.col("company_name").is_not_null()).then(name).otherwise("company_name")
    return renamed.with_columns(company_name=one), _told(stays, pairs, by)


def merge_faults(before: Iterable[Fault], after: Iterable[Fault], by: Identifier) -> list[Fault]:
    """The faults after a merge; those that the merge brought about say so."""
    known = {(fault.row, fault.column, fault.code) for fault in before}
    return [
        fault
        if (fault.row, fault.column, fault.code) in known
        else replace(fault, problem=f"once companies are merged by {TITLES[by]}, {fault.problem}")
        for fault in after
    ]


def _identified(cells: pl.DataFrame, by: Identifier) -> list[Pair]:
    """Every company with each identifier that its rows give; one with wrong check digits says nothing."""
    own = cells.filter(pl.col("company_id").is_not_null(), pl.col(by).is_not_null())
    if own.is_empty():
        return []
    plain = {text: _plain(text, by) for text in own[by].unique()}
    pairs = own.select("company_id", identifier=pl.col(by).replace_strict(plain, return_dtype=pl.String))
    return pairs.drop_nulls().unique(maintain_order=True).rows()


def _plain(text: str, by: Identifier) -> str | None:
    if by == "supplier_number":
        return text
    problem = lei_problem(text) if by == "lei" else isin_problem(text)
    return None if problem else plain_identifier(text)


def _joined(pairs: Iterable[Pair], first: dict[str, int]) -> dict[str, str]:
    """Company → the company it becomes, for every one that does not stay."""
    parent: dict[str, str] = {}

    def root(company: str) -> str:
        while (above := parent.get(company, company)) != company:
            parent[company] = parent.get(above, above)
            company = above
        return company

    holder: dict[str, str] = {}
    for company, identifier in pairs:
        one, other = root(company), root(holder.setdefault(identifier, company))
        if one != other:
            early, late = sorted((one, other), key=first.__getitem__)
            parent[late] = early
    return {company: root(company) for company in parent}


def _told(stays: dict[str, str], pairs: Iterable[Pair], by: Identifier) -> tuple[Merged, ...]:
    others: dict[str, list[str]] = defaultdict(list)
    for company, kept in stays.items():
        others[kept].append(company)
    holders: dict[str, Counter[str]] = defaultdict(Counter)
    for company, identifier in pairs:
        holders[stays.get(company, company)][identifier] += 1
    return tuple(
        Merged(kept, tuple(gone), by, tuple(name for name, companies in holders[kept].items() if companies > 1))
        for kept, gone in others.items()
    )

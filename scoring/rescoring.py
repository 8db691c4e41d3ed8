"""Lays out anew only what a change has touched; the rows of all others are those they had before."""

from collections.abc import Mapping

import polars as pl

from scoring.collecting import collected
from scoring.engine import Scored, levels_of
from scoring.levels import Levels, company_level

DETAIL = ("line", "delay", "cost", "contribution")
"""Levels whose rows are kept; the company level is at hand as soon as anything is scored."""


def unchanged(before: pl.DataFrame, after: pl.DataFrame) -> pl.Series:
    """The companies (ids, sorted) with the same fingerprint on both sides, whose rows are the same therefore.

    Both: company_id and fingerprint, one row a company, made by the same release with the same polars.
    """
    same = after.join(before, on=["company_id", "fingerprint"], how="semi")
    return same["company_id"].sort()


def rescored(before: Mapping[str, pl.DataFrame], kept: pl.Series, scored: Scored) -> Levels:
    """The five levels without signals, as `levels_of` gives them.

    Companies `kept` (ids) have the rows they have in `before`, which may hold rows of others too; the rest is laid out.
    """
    companies = scored.companies.with_row_index("at").select("company", "company_id")
    anew = companies.filter(~pl.col("company_id").is_in(kept.implode()))["company"]
    if anew.is_empty():
        detail = {name: _of(before[name], kept) for name in DETAIL}
        return Levels(company=collected(company_level(scored.companies.lazy())), signals={}, **detail)
    fresh = levels_of(scored, anew)
    detail = {name: _of(before[name], kept).merge_sorted(getattr(fresh, name), "company_id") for name in DETAIL}
    return Levels(company=collected(company_level(scored.companies.lazy())), signals={}, **detail)


def _of(rows: pl.DataFrame, companies: pl.Series) -> pl.DataFrame:
    """The rows of some companies; as they are where they are all of them."""
    if rows["company_id"].n_unique() == companies.len():
        return rows
    return rows.filter(pl.col("company_id").is_in(companies.implode()))

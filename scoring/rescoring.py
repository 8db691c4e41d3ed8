"""Lays out anew only what a change has touched; the rows of all others are those they had before."""

from collections.abc import Mapping

import polars as pl

from scoring.engine import Scored, headlines_of, levels_of
from scoring.levels import Levels

DETAIL = ("line", "delay", "cost", "contribution")
"""Levels whose rows are kept; the company level is at hand as soon as anything is scored."""


def unchanged(before: pl.DataFrame, after: pl.DataFrame) -> pl.Series:
    """The companies (ids, sorted) with the same fingerprint on both sides, whose rows are the same therefore.

    Both: company_id and fingerprint, one row a company, made by the same release with the same polars.
    """
    same = after.join(before, on=["company_id", "fingerprint"], how="semi")
    return same["company_id"].sort()


def rescored(before: Mapping[str, pl.DataFrame], kept: pl.Series, scored: Scored, companies: pl.Series) -> Levels:
    """The five levels of the companies with the given numbers without signals, as `levels_of` gives them.

    Companies `kept` (ids) have the rows they have in `before`, which may hold rows of others too; the rest is laid out.
    """
    is_kept = pl.col("company_id").is_in(kept.implode())
    own = scored.companies.filter(pl.col("company").is_in(companies.implode()))
    old, new = (own.filter(which)["company"] for which in (is_kept, ~is_kept))
    detail = {name: _of(before[name], kept) for name in DETAIL}
    if new.is_empty():
        return Levels(headlines_of(scored, old), **detail, signals={})
    fresh = levels_of(scored, new)
    company = headlines_of(scored, old).merge_sorted(fresh.company, "company_id")
    both = {name: rows.merge_sorted(getattr(fresh, name), "company_id") for name, rows in detail.items()}
    return Levels(company, **both, signals={})


def _of(rows: pl.DataFrame, companies: pl.Series) -> pl.DataFrame:
    """The rows of some companies."""
    return rows.filter(pl.col("company_id").is_in(companies.implode()))

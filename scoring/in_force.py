"""Which rows of a table hold on a day, as far as they were known on another, and which stand in where none does."""

from datetime import date
from typing import TypeVar

import polars as pl

from reference_data.contract import Table
from scoring.collecting import collected

Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)

FIRST_DAY = date(2010, 1, 1)
"""The tables describe nothing before it; a score cannot look at an earlier day."""

IN_FORCE, STALE, EARLIEST = "in_force", "stale", "earliest"
"""On a day an edition holds, or has ended and none followed, or none was known for the day and the first serves."""

SETS = ("product_materials", "material_compositions", "tariff_lines")
"""Tables in which a row that ended without a successor is gone, not merely old."""


def rows_on(table: Table, rows: pl.DataFrame, as_of: date, known_at: date) -> pl.DataFrame:
    """The rows of any table that hold on a day, as known on another; nothing stands in for a row that does not.

    Tables without validity keep what was known; tables without either keep every row.
    """
    names = table.column_names
    if "end_known_from" in names:
        return in_force(rows, as_of, known_at)
    if "valid_from" in names:
        return serving(table, rows, as_of, known_at).filter(pl.col("edition") == IN_FORCE).select(names)
    return rows.filter(_known(known_at)) if "known_from" in names else rows


def as_known(law: Frame, known_at: date) -> Frame:
    """Rows of a law table known by `known_at`, whatever their days, without ends that were told later."""
    end_known = pl.col("end_known_from").is_null() | (pl.col("end_known_from") <= known_at)
    ends = [pl.when(end_known).then(pl.col(name)).alias(name) for name in ("valid_to", "end_known_from")]
    return law.filter(_known(known_at)).with_columns(ends)


def in_force(law: Frame, as_of: date, known_at: date) -> Frame:
    """Rows of a law table known by `known_at` that have begun and not ended on `as_of`.

    An end that was not yet known (end_known_from after `known_at`) does not count: the row is open, and says so.
    """
    return as_known(law, known_at).filter(pl.col("valid_from") <= as_of, ~_ended(as_of))


def announced(law: Frame, as_of: date, known_at: date) -> Frame:
    """Rows of a law table known by `known_at` that begin after `as_of` and were not known to be called off."""
    called_off = (pl.col("valid_to") == pl.col("valid_from")).fill_null(False)
    return as_known(law, known_at).filter(pl.col("valid_from") > as_of, ~called_off)


def serving(table: Table, rows: pl.DataFrame, as_of: date, known_at: date) -> pl.DataFrame:
    """The editions of a table that serve a score on a day, each with what it is then (`edition`)."""
    return collected(served(table, rows, as_of, known_at))


def served(table: Table, rows: pl.DataFrame, as_of: date, known_at: date) -> pl.LazyFrame:
    """As `serving`, not worked out yet."""
    found = _editions(rows, edition_key(table), as_of, known_at)
    return found.filter(pl.col("edition") != STALE) if table.name in SETS else found


def edition_key(table: Table) -> list[str]:
    """The columns whose rows are replaced together: those whose shares sum to 1, else the key without its day."""
    group = table.shares[0].group if table.shares else table.key
    return [name for name in group if name != "valid_from"]


def latest_edition(table: pl.DataFrame, key: list[str], as_of: date, known_at: date) -> pl.DataFrame:
    """Per key, the rows of the newest edition that holds on `as_of` and was known by `known_at`; `edition` says so.

    Where there is none, the last that held serves (stale). Before any, the first of those known by then; where none
    was known, the one that came to be known first, so that nothing moves on the day it does (earliest).
    """
    return collected(_editions(table, key, as_of, known_at))


def _editions(table: pl.DataFrame, key: list[str], as_of: date, known_at: date) -> pl.LazyFrame:
    rows = table.lazy().with_columns(_edition_known=_edition_known(table, key))
    known = pl.col("_edition_known") <= known_at
    begun = known & (pl.col("valid_from") <= as_of)
    holds = begun & ~_ended(as_of)
    day = pl.col("valid_from")
    newest, last = day.filter(holds).max().over(key), day.filter(begun).max().over(key)
    to_come = day.filter(known).min().over(key)
    first = day.sort_by("_edition_known", "valid_from").first().over(key)
    chosen = pl.coalesce(newest, last, to_come, first)
    edition = (
        pl.when(newest.is_not_null())
        .then(pl.lit(IN_FORCE))
        .when(last.is_not_null())
        .then(pl.lit(STALE))
        .otherwise(pl.lit(EARLIEST))
    )
    # In an edition that holds, a row that has ended does not.
    kept = (day == chosen) & (holds | newest.is_null())
    return rows.with_columns(edition=edition, _kept=kept).filter("_kept").drop("_kept", "_edition_known")


def _edition_known(table: pl.DataFrame, key: list[str]) -> pl.Expr:
    """An edition is known once all its rows are; a table without known_from was always known."""
    if "known_from" not in table.columns:
        return pl.lit(date.min)
    return pl.col("known_from").max().over(*key, "valid_from")


def _known(known_at: date) -> pl.Expr:
    return pl.col("known_from") <= known_at


def _ended(as_of: date) -> pl.Expr:
    return (pl.col("valid_to") <= as_of).fill_null(False)

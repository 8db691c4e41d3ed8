"""Which rows of a table hold on a day, as far as they were known on another."""

from datetime import date

import polars as pl


def in_force(law: pl.DataFrame, as_of: date, known_at: date) -> pl.DataFrame:
    """Rows of a law table known by `known_at` that have begun and not ended on `as_of`.

    An end that was not yet known (end_known_from after `known_at`) does not count: the row is open.
    """
    return law.filter(_known(known_at), pl.col("valid_from") <= as_of, _open_on(as_of, known_at))


def announced(law: pl.DataFrame, as_of: date, known_at: date) -> pl.DataFrame:
    """Rows of a law table known by `known_at` that begin after `as_of` and were not known to be called off."""
    called_off = (pl.col("valid_to") == pl.col("valid_from")) & _end_known(known_at)
    return law.filter(_known(known_at), pl.col("valid_from") > as_of, ~called_off.fill_null(False))


def latest_edition(table: pl.DataFrame, key: list[str], as_of: date, known_at: date) -> pl.DataFrame:
    """Per key, the rows of the newest edition that holds on `as_of` and was known by `known_at`.

    Where there is none, the last edition that held serves, and before any the earliest; `edition_assumed` is true then.
    """
    known = pl.col("known_from") <= known_at if "known_from" in table.columns else pl.lit(True)
    ended = pl.col("valid_to").is_not_null() & (pl.col("valid_to") <= as_of)
    begun = known & (pl.col("valid_from") <= as_of)
    usable = begun & ~ended
    newest = pl.col("valid_from").filter(usable).max().over(key)
    last = pl.col("valid_from").filter(begun).max().over(key)
    chosen = pl.coalesce(newest, last, pl.col("valid_from").min().over(key))
    # In an edition that holds, a row that has ended or was not yet known does not.
    holds = (pl.col("valid_from") == chosen) & (usable | newest.is_null())
    return table.with_columns(edition_assumed=newest.is_null(), _holds=holds).filter("_holds").drop("_holds")


def _known(known_at: date) -> pl.Expr:
    return pl.col("known_from") <= known_at


def _end_known(known_at: date) -> pl.Expr:
    return pl.col("end_known_from").is_null() | (pl.col("end_known_from") <= known_at)


def _open_on(as_of: date, known_at: date) -> pl.Expr:
    ended = pl.col("valid_to").is_not_null() & (pl.col("valid_to") <= as_of) & _end_known(known_at)
    return ~ended

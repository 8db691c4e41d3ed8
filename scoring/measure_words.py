"""The status of an act in the words a buyer reads."""

from datetime import date

import polars as pl

NOUNS = {"suspended_to": "the suspension", "valid_to": "the act"}
"""Fact that may be disputed → what it ends."""


def status_words(as_of: date) -> pl.Expr:
    """Since when, until when, and who claims what where the end is disputed; needs `status` and the claimed ends."""
    status = pl.col("status")
    told = (
        pl.when(status == "called_off")
        .then(pl.format("called off on {}, before it began", day("end_known_from")))
        .when(status == "ended")
        .then(pl.format("ended on {}", day("valid_to_last")))
        .when(status == "disputed")
        .then(pl.format("disputed: {}", _said()))
        .when(status == "suspended")
        .then(_suspended())
        .when(status == "announced")
        .then(_announced(as_of))
        .otherwise(_in_force(as_of))
    )
    return pl.concat_str(told, _suspension_to_come(as_of), _dispute_ahead(as_of), ignore_nulls=True)


def end_disputed() -> pl.Expr:
    """Whether the claimants differ about the end of the act or of its suspension."""
    return pl.any_horizontal(*((pl.col(f"{fact}_first") != pl.col(f"{fact}_last")).fill_null(False) for fact in NOUNS))


def day(name: str) -> pl.Expr:
    """A date column as text."""
    return pl.col(name).cast(pl.String)


def _said() -> pl.Expr:
    return pl.coalesce(*(f"{fact}_said" for fact in NOUNS))


def _announced(as_of: date) -> pl.Expr:
    told = pl.format("announced on {}, to begin on {}", day("announced_on"), day("valid_from"))
    unheard = pl.format("not yet announced on the day, to begin on {}", day("valid_from"))
    return pl.when(pl.col("announced_on") <= as_of).then(told).otherwise(unheard)


def _suspended() -> pl.Expr:
    begun = pl.format("suspended from {}", day("suspended_from"))
    end = pl.format(" to {} by the text of the act", day("suspended_to"))
    without = pl.col("suspended_to").is_null()
    return pl.concat_str(
        begun, pl.when(without).then(pl.lit(" without an end")).when(~end_disputed()).then(end), ignore_nulls=True
    )


def _in_force(as_of: date) -> pl.Expr:
    resumed = pl.format("in force by its text since {}, the end of its suspension", day("suspended_to_last"))
    unseen = pl.col("evidence_on").is_null() | (pl.col("evidence_on") < pl.col("suspended_to_last"))
    followed = pl.when(unseen).then(pl.lit("; what followed was not found")).otherwise(pl.lit(""))
    since = pl.format("in force since {}", day("valid_from"))
    return pl.when(_resumed(as_of)).then(pl.concat_str(resumed, followed)).otherwise(since)


def _suspension_to_come(as_of: date) -> pl.Expr:
    to_come = (pl.col("suspended_from") > as_of) & pl.col("status").is_in(["announced", "in_force"])
    return pl.when(to_come).then(pl.format("; to be suspended from {}", day("suspended_from")))


def _dispute_ahead(as_of: date) -> pl.Expr:
    ahead = ~pl.col("status").is_in(["disputed", "ended", "called_off"]) & ~_resumed(as_of)
    return pl.when(end_disputed() & ahead).then(pl.format("; its end is disputed: {}", _said()))


def _resumed(as_of: date) -> pl.Expr:
    return (pl.col("suspended_to_last") <= as_of).fill_null(False)

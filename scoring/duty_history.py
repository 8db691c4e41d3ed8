"""A duty rate through the years: every period in which it stayed the same, and the layers that made it up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from reference_data.loader import Tables
from scoring.collecting import collected
from scoring.duty import default_duties, duty_rates
from scoring.duty_stack import duty_layers
from scoring.exact import share_sum
from scoring.in_force import FIRST_DAY, as_known

FIGURES = ["rate", "scored_rate", "assumed"]


@dataclass(frozen=True)
class DutyHistory:
    """A rate from the first day on, as known on one day.

    `periods`: one row a stretch of days, from `valid_from` to the day before `valid_to` (empty: open), with the `rate`
    on record (share of customs value, empty where not known), the `scored_rate` that scores take, and whether an
    assumption is in it (`assumed`). `layers`: the rows of tariff_layers that ever applied, by programme and first day.
    """

    periods: pl.DataFrame
    layers: pl.DataFrame


def duty_history(tables: Tables, *, importer: str, origin: str, tariff_line: str, known_at: date) -> DutyHistory:
    """The duty of one customs area on one tariff line from another, period by period, as known on a day."""
    law = as_known(tables["tariff_layers"], known_at).filter(pl.col("importer") == importer)
    if importer == origin:
        nothing = pl.DataFrame({"day": [FIRST_DAY], "rate": [0.0], "scored_rate": [0.0], "assumed": [False]})
        return DutyHistory(_periods(nothing), law.clear())
    turns = _days(tables["default_duties"])
    ends: list[date | None] = [*turns[1:], None]
    parts, applied = [], set()
    for turn, end in zip(turns, ends, strict=True):
        # Within the span of one edition of default rates.
        days = [day for day in {turn, *_days(law)} if turn <= day and (end is None or day < end)]
        defaults = default_duties(tables, turn, known_at)
        stack, rates = _on_days(sorted(days), law, defaults, importer, origin, tariff_line)
        parts.append(rates)
        applied |= set(stack["layer_id"])
    layers = law.filter(pl.col("layer_id").is_in(list(applied))).sort("programme", "valid_from", "layer_id")
    return DutyHistory(_periods(pl.concat(parts)), layers)


def _days(*tables: pl.DataFrame) -> list[date]:
    """The first day, and every later one on which a row begins or ends."""
    found = {day for table in tables for name in ("valid_from", "valid_to") for day in table[name].drop_nulls()}
    return [FIRST_DAY, *sorted(day for day in found if day > FIRST_DAY)]


def _on_days(
    days: Sequence[date], law: pl.DataFrame, defaults: pl.DataFrame, importer: str, origin: str, tariff_line: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The layers that apply on some days, and one row a day with its rates.

    Each day is asked as an importer of its own, so that all of them are worked out at once.
    """
    dates = pl.DataFrame({"day": days}).with_columns(asked=pl.col("day").cast(pl.String))
    requests = dates.select(importer="asked", origin=pl.lit(origin), tariff_line=pl.lit(tariff_line)).lazy()
    holds = (pl.col("valid_from") <= pl.col("day")) & (pl.col("valid_to") > pl.col("day")).fill_null(True)
    layers = law.join(dates, how="cross").filter(holds).with_columns(importer="asked").drop("day", "asked").lazy()
    own = defaults.filter(pl.col("importer") == importer).join(dates, how="cross").with_columns(importer="asked")
    served = pl.concat([own.select(defaults.columns), defaults.filter(pl.col("importer") == "*")]).lazy()
    stack = collected(duty_layers(requests, layers))
    read = pl.col("has_base").any() & pl.col("rate").is_not_null().all()
    known = stack.group_by("importer").agg(rate=pl.when(read).then(share_sum(pl.col("added_rate"))))
    scored = duty_rates(requests, layers, served).select("importer", scored_rate="duty_rate", assumed="duty_assumed")
    rates = dates.rename({"asked": "importer"}).join(collected(scored), on="importer", how="left", validate="1:1")
    rates = rates.join(known, on="importer", how="left", validate="1:1").sort("day")
    return stack, rates.select("day", *FIGURES)


def _periods(rates: pl.DataFrame) -> pl.DataFrame:
    """Days with the same figures as the day before them belong to its period."""
    same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(name).shift(1)) for name in FIGURES)
    begun = rates.filter(~same | (pl.int_range(pl.len()) == 0))
    return begun.select(pl.col("day").alias("valid_from"), pl.col("day").shift(-1).alias("valid_to"), *FIGURES)

"""What the figures of each company rest on, as numbers of rows in the signals of its run."""

from collections.abc import Mapping

import polars as pl

from service.runs.signals import SIGNALS
from service.runs.stood_in import stood_in

Frames = Mapping[str, pl.DataFrame]


def behind(levels: Frames, signals: Frames) -> pl.DataFrame:
    """Per company, one row each: `behind`, three lists of row numbers of regimes, prices and stand_ins, as JSON.

    Row numbers count from 0 in the order the signals are published in. A company nothing is behind has empty lists.
    """
    found = {
        "regimes": _pointed_at(levels["delay"], signals, "regimes", "regime_id"),
        "prices": _pointed_at(levels["cost"], signals, "prices", "element"),
        "stand_ins": stood_in(levels, signals),
    }
    rows = levels["company"].select("company_id")
    for name in SIGNALS:
        numbers = found[name].group_by("company_id").agg(pl.col("row").unique().sort().cast(pl.String).str.join(","))
        numbers = numbers.rename({"row": name})
        rows = rows.join(numbers, on="company_id", how="left", validate="1:1", maintain_order="left")
    return rows.select("company_id", behind=pl.format("[[{}],[{}],[{}]]", *(pl.col(n).fill_null("") for n in SIGNALS)))


def _pointed_at(level: pl.DataFrame, signals: Frames, signal: str, key: str) -> pl.DataFrame:
    """Rows of a signal with the key of any of a company's rows: company_id, row. A key the signal lacks adds none."""
    rows = signals[signal].select(key).with_row_index("row")
    return level.select("company_id", key).unique().join(rows, on=key, how="inner", validate="m:m")

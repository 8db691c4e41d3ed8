"""The frames that draws are made of: cases with their terms, and the regime of each of their paths."""

from dataclasses import dataclass

import polars as pl

from scoring.answers import Worked
from scoring.collecting import collected_all
from scoring.cost import RATE
from scoring.cost_draws import PREMIUM
from scoring.delay import FIGURES
from scoring.gates import GROUP
from scoring.paths import MIX
from scoring.sourcing import Sourcing
from scoring.wait import WAIT_COLUMNS

LAW = ["regime_kind", "own_wait", *WAIT_COLUMNS, "onset_probability"]


@dataclass(frozen=True)
class DrawnFrames:
    """What some cases are drawn from.

    named: one row a case × material with its terms and which of them the company gave; `wait_case` numbers those whose
    waits are alike. walked: their paths. governed: one row a wait case × path × authority with its regime in the
    headline. rates and premiums: what their materials pay.
    """

    named: pl.DataFrame
    walked: pl.DataFrame
    governed: pl.DataFrame
    rates: pl.DataFrame
    premiums: pl.DataFrame


def drawn_frames(done: Worked, found: Sourcing) -> DrawnFrames:
    """The frames of all cases worked out in `done`."""
    named = _named(done, found)
    frames = [
        named,
        found.walked.lazy().join(named, on=MIX, how="semi"),
        _governed(named, done, found),
        found.rates.lazy().join(named, on=RATE, how="semi"),
        found.premiums.lazy().join(named, on=PREMIUM, how="semi"),
    ]
    return DrawnFrames(*collected_all(frames))


def _named(done: Worked, found: Sourcing) -> pl.LazyFrame:
    given = [f"given_{name}" for name in (*FIGURES, "tariff_borne_share")]
    of_profile = found.named.lazy().select("profile", *MIX, "product_id", "importer_area", *given)
    figures = done.supplied.lazy().select(
        "case", "profile", pl.col("material_id").cast(pl.String), "gate", *FIGURES, "tariff_borne_share"
    )
    alike = figures.select("gate", *FIGURES).unique().sort("gate", *FIGURES).with_row_index("wait_case")
    rows = figures.join(of_profile, on=["profile", "material_id"], how="left", validate="m:1")
    return rows.join(alike, on=["gate", *FIGURES], how="left", validate="m:1")


def _governed(named: pl.LazyFrame, done: Worked, found: Sourcing) -> pl.LazyFrame:
    first = named.sort("wait_case", "case").unique("wait_case", keep="first", maintain_order=True)
    key = ["case", "material_id"]
    binding = done.rows.lazy().select("case", pl.col("material_id").cast(pl.String), "rule")
    rows = first.select("wait_case", *key, "mix").join(binding, on=key, how="inner", validate="1:m")
    words = pl.col("authority", "regime_id").cast(pl.String)
    rules = found.rules_in_full.lazy().select("rule", *GROUP, "regime_id", "last_crossing", *LAW).with_columns(words)
    rows = rows.join(rules, on="rule", how="left", validate="m:1")
    path = ["origin", "feed_origin"]
    crossed = found.gated.lazy().select(*GROUP, "regime_id", "last_crossing", *path)
    return rows.join(crossed, on=[*GROUP, "regime_id", "last_crossing"], how="inner", validate="m:m")

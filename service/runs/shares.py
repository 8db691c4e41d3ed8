"""What the losses of a run hang on by portfolio: by signal, authority, material, origin, element, importer."""

from collections import Counter
from pathlib import Path

import polars as pl

from scoring.exact import MONEY_SCALE, fixed, share_sum, unfixed
from service.runs.layout import LISTING, SHARES, level_file

DIMENSIONS = ("signal", "authority", "material_id", "origin", "element", "importer")
"""Columns of contributions that losses are added up by."""

REGIME = "regime_id"
"""The dimension that contributions leave open: regimes share the delay of a material by what each loses of a year."""

KEY = ["portfolio", "dimension", "key"]
Sums = Counter[tuple[str, str, str | None]]
"""Portfolio, dimension and key → loss in whole 1e-8 USD."""

DELAYED = ["line_id", "material_id", "authority"]


def loss_sums(contribution: pl.LazyFrame, delay: pl.LazyFrame, listed: pl.LazyFrame) -> pl.LazyFrame:
    """One row a portfolio × dimension × key with its loss in whole 1e-8 USD (`loss_fixed`), in no order.

    contribution, delay: as in a run. listed: company_id and portfolio, one row a company. An empty key says that losses
    have none of that kind: duties and premiums have no authority and no regime.
    """
    owned = contribution.join(
        listed.select("company_id", "portfolio"), on="company_id", how="left", validate="m:1"
    ).with_columns(loss_fixed=fixed(pl.col("loss_usd"), MONEY_SCALE))
    cells = owned.group_by("portfolio", *DIMENSIONS).agg(pl.col("loss_fixed").sum())
    rows = [_by(cells, name) for name in DIMENSIONS] + [_by(_regimes(owned, delay), REGIME)]
    return pl.concat(rows).select(*KEY, "loss_fixed")


def _by(rows: pl.LazyFrame, name: str) -> pl.LazyFrame:
    key = pl.col(name).cast(pl.String).replace("", None)
    return rows.group_by("portfolio", key=key).agg(pl.lit(name).alias("dimension"), pl.col("loss_fixed").sum())


def _regimes(owned: pl.LazyFrame, delay: pl.LazyFrame) -> pl.LazyFrame:
    """Losses by regime; those of delay as the lost shares of the regimes of a line's material are to each other."""
    delayed = pl.col("signal") == "delay"
    keys = [pl.col(name).cast(pl.String) for name in DELAYED]
    by_material = owned.filter(delayed).group_by("portfolio", *keys).agg(pl.col("loss_fixed").sum())
    lost = delay.group_by(*keys, pl.col(REGIME).cast(pl.String)).agg(share_sum(pl.col("lost_share")))
    parts = lost.filter(pl.col("lost_share") > 0).with_columns(whole=share_sum(pl.col("lost_share")).over(DELAYED))
    split = by_material.join(parts, on=DELAYED, how="left", validate="1:m").with_columns(
        loss_fixed=pl.when(pl.col(REGIME).is_null())
        .then("loss_fixed")
        .otherwise(
            (pl.col("loss_fixed").cast(pl.Float64) * pl.col("lost_share") / pl.col("whole")).round().cast(pl.Int128)
        )
    )
    others = owned.filter(~delayed).select("portfolio", pl.lit(None, pl.String).alias(REGIME), "loss_fixed")
    return pl.concat([split.select("portfolio", REGIME, "loss_fixed"), others])


def add_up(sums: Sums, some: pl.DataFrame) -> None:
    """Adds the sums of a part of a run to those of the parts before it."""
    # Kept as plain texts and numbers: small frames would hold on to the memory of the large ones they come from.
    for portfolio, dimension, key, loss in some.iter_rows():
        sums[portfolio, dimension, key] += loss


def shares_of(sums: Sums) -> pl.DataFrame:
    """The sums of a run: portfolio, dimension, key, loss_usd, sorted by key."""
    schema = {**dict.fromkeys(KEY, pl.String()), "loss_fixed": pl.Int128()}
    whole = pl.DataFrame([(*key, loss) for key, loss in sums.items()], schema=schema, orient="row")
    return whole.select(*KEY, loss_usd=unfixed(pl.col("loss_fixed"), MONEY_SCALE)).sort(KEY, nulls_last=True)


def shares_in(folder: Path) -> pl.DataFrame:
    """The sums kept with a published run; of a run that keeps none they are added up, which takes longer."""
    path = folder / SHARES
    if path.is_file():
        return pl.read_parquet(path)
    files = (level_file("contribution"), level_file("delay"), LISTING)
    frames = [pl.scan_parquet(folder / name) for name in files]
    sums: Sums = Counter()
    add_up(sums, loss_sums(*frames).collect(engine="streaming"))
    return shares_of(sums)

"""What the losses of a run hang on by portfolio: by signal, authority, material, origin, element, importer."""

from pathlib import Path

import polars as pl

from scoring.exact import MONEY_SCALE, fixed, unfixed
from service.runs.layout import LISTING, SHARES, level_file

DIMENSIONS = ("signal", "authority", "material_id", "origin", "element", "importer")
"""Columns of contributions that losses are added up by."""

KEY = ["portfolio", "dimension", "key"]


def loss_sums(contribution: pl.LazyFrame, listed: pl.LazyFrame) -> pl.LazyFrame:
    """One row a portfolio × dimension × key with its loss in whole 1e-8 USD (`loss_fixed`), in no order.

    contribution: as in a run. listed: company_id and portfolio, one row a company. An empty key says that losses have
    none of that kind: duties and premiums have no authority.
    """
    owned = contribution.join(
        listed.select("company_id", "portfolio"), on="company_id", how="left", validate="m:1"
    ).with_columns(loss_fixed=fixed(pl.col("loss_usd"), MONEY_SCALE))
    cells = owned.group_by("portfolio", *DIMENSIONS).agg(pl.col("loss_fixed").sum())
    return pl.concat(
        cells.group_by("portfolio", key=pl.col(name).cast(pl.String).replace("", None)).agg(
            pl.lit(name).alias("dimension"), pl.col("loss_fixed").sum()
        )
        for name in DIMENSIONS
    ).select(*KEY, "loss_fixed")


def added_up(parts: list[pl.DataFrame]) -> pl.DataFrame:
    """Sums of parts of a run as those of the run: portfolio, dimension, key, loss_usd, sorted by key."""
    whole = pl.concat(parts).group_by(KEY).agg(pl.col("loss_fixed").sum())
    return whole.select(*KEY, loss_usd=unfixed(pl.col("loss_fixed"), MONEY_SCALE)).sort(KEY, nulls_last=True)


def shares_in(folder: Path) -> pl.DataFrame:
    """The sums kept with a published run; of a run that keeps none they are added up, which takes longer."""
    path = folder / SHARES
    if path.is_file():
        return pl.read_parquet(path)
    rows, listed = (pl.scan_parquet(folder / name) for name in (level_file("contribution"), LISTING))
    return added_up([loss_sums(rows, listed).collect(engine="streaming")])

"""What the model in pandas starts from: a portfolio and the small tables as frames, with numbers for texts."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
import polars as pl

from scoring.method import Method
from scoring.portfolio import TERM_COLUMNS
from scoring.wait import WAIT_COLUMNS
from tests.benchmarks.portfolios import PortfolioFiles
from tests.benchmarks.reference import PLACES, Reference
from tests.benchmarks.resolving import END_USES, LICENCE_KINDS

COMPANIES_AT_A_TIME = 20_000
"""Half and twice as many took longer."""

TERMS = [name for name, kind in TERM_COLUMNS.items() if kind == pl.Float64]
WORDS = {"end_use": END_USES[1], "buyer_size": "large", "licence_kind": LICENCE_KINDS[1]}
"""Each word as a flag: is it this one? Empty where the company did not say."""

MONEY = ["annual_units", "annual_revenue_usd", "contribution_margin", "recovery_share"]
BILL = ("material", "kg_per_unit", "purchase_factor", "unit_value_usd_per_kg")
FIGURES = (*WAIT_COLUMNS, "onset_probability")
Rows = tuple[pl.DataFrame, pl.Series]
"""Rows of some companies, and the ids of these in order."""


@dataclass(frozen=True)
class Small:
    """The small tables as pandas frames with packed keys."""

    bills: pd.DataFrame
    paths: pd.DataFrame
    duties: pd.DataFrame
    origin_paths: pd.DataFrame
    origin_duties: pd.DataFrame
    premiums: pd.Series
    regimes: dict[str, np.ndarray]
    products: dict[str, np.ndarray]
    origins: pd.Index
    defaults: dict[str, float | bool]
    method: Method


def read_some(reference: Reference, files: PortfolioFiles) -> Iterator[tuple[Rows, Rows]]:
    """Lines and overrides of some companies at a time, with flags and small numbers for texts.

    pandas reads no Parquet by itself: polars reads the columns wanted, on two threads, and hands over plain arrays.
    """
    wanted = ["company_id", "product_id", "importer", *MONEY, *TERMS, *WORDS, "origin_shares"]
    lines = _numbered(pl.read_parquet(files.lines, columns=wanted), reference)
    wanted = ["company_id", "product_id", "importer", "material_id", *TERMS, *WORDS, "origin_shares"]
    overrides = _numbered(pl.read_parquet(files.overrides, columns=wanted), reference)
    for first in range(0, lines.height, COMPANIES_AT_A_TIME * 3):
        some = lines.slice(first, COMPANIES_AT_A_TIME * 3)
        ids = some["company_id"].unique(maintain_order=True)
        begin, end = (
            overrides["company_id"].search_sorted(ids[at], side=side) for at, side in ((0, "left"), (-1, "right"))
        )
        yield (some, ids), (overrides.slice(begin, end - begin), ids)


def _numbered(rows: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """Words as flags; products, importers and materials as their numbers in the small tables."""
    ids = {
        "product": reference.products["product_id"],
        "importer": reference.importers["importer_id"],
        "material": reference.materials["material_id"],
    }
    names = {"product": "product_id", "importer": "importer", "material": "material_id"}
    numbers = [
        pl.col(names[name])
        .replace_strict(known, pl.int_range(len(known), eager=True), default=None, return_dtype=pl.Int64)
        .fill_null(-1)
        .alias(name)
        for name, known in ids.items()
        if names[name] in rows.columns
    ]
    flags = [(pl.col(name) == word).cast(pl.Float64).alias(name) for name, word in WORDS.items()]
    return rows.with_columns(*numbers, *flags).drop("product_id", "material_id", strict=False)


def as_pandas(rows: pl.DataFrame, ids: pl.Series) -> pd.DataFrame:
    """Plain columns, and `company` as a category of `ids`."""
    codes = rows["company_id"].cast(pl.Enum(ids)).to_physical().to_numpy()
    columns = {name: rows[name].to_numpy() for name in rows.columns if name != "company_id"}
    company = pd.Categorical.from_codes(codes, categories=pd.Index(ids.to_numpy(), dtype=object))
    return pd.DataFrame({"company": company, **columns}, copy=False)


def small_tables(reference: Reference) -> Small:
    """The reference data with its keys packed into one number each."""
    defaults = reference.world.defaults
    materials = reference.materials.with_row_index("material").drop("material_id")
    goods = pl.col("importer").cast(pl.Int64) * PLACES + pl.col("material")
    at = goods * 8 + pl.col("scope")

    def frame(rows: pl.DataFrame, key: pl.Expr, *columns: str) -> pd.DataFrame:
        keyed = rows.select(key.alias("key"), *columns)
        return pd.DataFrame({name: keyed[name].to_numpy() for name in keyed.columns})

    gate = ("share", "authority", "potential", "last_regime", "feed_regime")
    return Small(
        bills=frame(reference.bills.join(materials, on="material"), pl.col("product").cast(pl.Int64), *BILL),
        paths=frame(reference.paths, at, *gate),
        duties=frame(reference.duties, goods, "share", "duty_rate"),
        origin_paths=frame(reference.origin_paths, at * PLACES + pl.col("origin"), *gate),
        origin_duties=frame(reference.origin_duties, goods * PLACES + pl.col("origin"), "duty_rate"),
        premiums=frame(reference.premiums, goods, "premium_usd_per_kg").set_index("key")["premium_usd_per_kg"],
        regimes={name: reference.regimes[name].cast(pl.Float64).to_numpy() for name in FIGURES}
        | {name: reference.regimes[name].to_numpy() for name in ("potential", "renewable")},
        products={name: reference.products[name].to_numpy() for name in ("contribution_margin", "recovery_share")},
        origins=pd.Index(reference.origins["origin_id"].to_list(), dtype=object),
        defaults={**defaults, **{name: defaults.get(name) == word for name, word in WORDS.items()}},
        method=reference.world.method,
    )

"""What made-up companies say of their supply: a few of them a little, or all of them much."""

import numpy as np
import polars as pl

LINES_PER_COMPANY = 3

SOURCES = (
    ("CHN", "JPN"), ("CHN", "USA"), ("CHN", "VNM"), ("DEU", "JPN"), ("EST", "USA"), ("CHN", "DEU", "JPN"),
    ("CHN", "KOR", "VNM"), ("CHN", "JPN", "MYS"), ("CHN", "FRA", "JPN"), ("CHN", "IND", "JPN", "THA"),
)  # fmt: skip
"""Sets of origins a company names, in the order of their codes."""

NAMED_ORIGINS = sorted({origin for origins in SOURCES for origin in origins})

_ALL_SHARE = 10_000
"""Stated shares are whole numbers of a ten-thousandth, so that they sum to 1 as written."""

Columns = dict[str, pl.Series]


def few_terms(rng: np.random.Generator, companies: int) -> Columns:
    """One company in twenty says its stock (even chance) or its second source, in round figures."""
    says, what = rng.random(companies) < 0.05, rng.random(companies) < 0.5
    stock = rng.integers(1, 19, companies) * 5.0
    second = rng.integers(0, 11, companies) * 0.05
    given = {"stock_days": (says & what, stock), "second_source_share": (says & ~what, second.round(2))}
    return {
        name: _where(values.repeat(LINES_PER_COMPANY), told.repeat(LINES_PER_COMPANY))
        for name, (told, values) in given.items()
    }


def all_terms(rng: np.random.Generator, rows: int) -> Columns:
    """Stock, transit, lead, second source, margin and recovery of every line, the rest now and then; drawn evenly."""

    def now_and_then(share: float, values: np.ndarray) -> pl.Series:
        return _where(values, rng.random(rows) < share)

    renewed = rng.random(rows) < 0.05
    return {
        "stock_days": pl.Series(rng.uniform(0, 120, rows)),
        "transit_days": pl.Series(rng.uniform(3, 60, rows)),
        "lead_days": pl.Series(rng.uniform(0, 45, rows)),
        "second_source_share": pl.Series(rng.uniform(0, 0.6, rows)),
        "contribution_margin": pl.Series(rng.uniform(0.03, 0.5, rows)),
        "recovery_share": pl.Series(rng.uniform(0, 0.9, rows)),
        "origin_shares": _origin_shares(rng, rows).set(pl.Series(rng.random(rows) < 0.6), None),
        "requalification_days": now_and_then(0.1, rng.uniform(120, 500, rows)),
        "tariff_borne_share": now_and_then(0.1, rng.uniform(0, 1, rows)),
        "end_use": _where(np.full(rows, "defence"), rng.random(rows) < 0.03),
        "licence_kind": _where(np.full(rows, "general"), renewed),
        "licence_valid_days": _where(rng.uniform(60, 300, rows), renewed),
    }


def overrides(rng: np.random.Generator, lines: pl.DataFrame, bills: pl.DataFrame) -> pl.DataFrame:
    """Three lines in ten say more of one of their materials: its stock and second source, half of them its origins."""
    key = ["company_id", "product_id", "importer"]
    chosen = lines.select(key).with_columns(luck=rng.random(lines.height), place=rng.random(lines.height))
    held = bills.group_by("product_id").agg("material_id")
    rows = chosen.filter(pl.col("luck") < 0.3).join(held, on="product_id", how="inner", validate="m:1").sort(key)
    place = (pl.col("place") * pl.col("material_id").list.len()).floor().cast(pl.Int64)
    rows = rows.select(*key, material_id=pl.col("material_id").list.get(place))
    count = rows.height
    return rows.with_columns(
        stock_days=pl.Series(rng.uniform(0, 150, count)),
        second_source_share=pl.Series(rng.uniform(0, 0.8, count)),
        origin_shares=_origin_shares(rng, count).set(pl.Series(rng.random(count) < 0.5), None),
    )


def _origin_shares(rng: np.random.Generator, rows: int) -> pl.Series:
    """Texts such as CHN:0.6123;JPN:0.3877, as an import writes them."""
    most = max(map(len, SOURCES))
    chosen = rng.integers(0, len(SOURCES), rows)
    weights = np.array([[1.0] * len(s) + [0.0] * (most - len(s)) for s in SOURCES])[chosen]
    weights *= rng.uniform(0.05, 1, weights.shape)
    shares = np.floor(weights / weights.sum(axis=1, keepdims=True) * _ALL_SHARE)
    shares[:, 0] += _ALL_SHARE - shares.sum(axis=1)
    codes = [pl.Series([s[place] if place < len(s) else None for s in SOURCES]).gather(chosen) for place in range(most)]
    pairs = [code + ":" + pl.Series(shares[:, place] / _ALL_SHARE).cast(pl.String) for place, code in enumerate(codes)]
    return pl.select(pl.concat_str(pairs, separator=";", ignore_nulls=True)).to_series()


def _where(values: np.ndarray, told: np.ndarray) -> pl.Series:
    return pl.Series(values).set(pl.Series(~told), None)

"""The same model in pandas: merges and group-bys on whole columns, some companies at a time where memory asks for it."""

import time
from concurrent.futures import ThreadPoolExecutor
from operator import methodcaller
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
import polars as pl

from scoring.method import Method
from scoring.portfolio import TERM_COLUMNS
from scoring.wait import WAIT_COLUMNS
from tests.benchmarks.closed_form import (
    Waits,
    blocked_in_force,
    blocked_looming,
    blocked_potential,
    blocked_prohibited,
)
from tests.benchmarks.contender import THREADS, Timed
from tests.benchmarks.portfolios import PortfolioFiles
from tests.benchmarks.reference import END_USES, LICENCE_KINDS, Reference

COMPANIES_AT_A_TIME = 20_000
TERMS = [name for name, kind in TERM_COLUMNS.items() if kind == pl.Float64]
WORDS = {"end_use": END_USES[1], "buyer_size": "large", "licence_kind": LICENCE_KINDS[1]}
"""Each word as a flag: is it this one? Empty where the company did not say."""

MONEY = ["annual_units", "annual_revenue_usd", "contribution_margin", "recovery_share"]
BILL = ("material", "kg_per_unit", "purchase_factor", "unit_value_usd_per_kg")
FIGURES = (*WAIT_COLUMNS, "onset_probability")
PLACES = 64
"""More than there are materials or authorities: keys of two numbers are packed into one."""


@dataclass(frozen=True)
class _Small:
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


def run(reference: Reference, files: PortfolioFiles) -> Timed:
    """Portfolio files on disk to a frame of company scores; the small tables are frames beforehand."""
    small = _small(reference)
    started = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as threads:
        found = threads.map(lambda rows: _scored(*(_pandas(*part) for part in rows), small), _read(reference, files))
        scores = pd.concat(found, ignore_index=True)
    return Timed(time.perf_counter() - started, lambda: _polars(scores))


def _scored(lines: pd.DataFrame, overrides: pd.DataFrame, small: _Small) -> pd.DataFrame:
    lines["line"] = lines.index.to_numpy()
    by_company = lines.groupby("company", observed=True)
    lines["large"] = by_company["annual_revenue_usd"].transform("sum") >= small.method.large_buyer_revenue_usd
    parts = _parts(lines, overrides, small)
    stated = _stated(parts, small)
    on_record = parts[parts["origin_shares"].isna()]
    lines["loss"] = _delay(lines, _lost_shares(_paths(on_record, stated, small), parts, small), small)
    lines["loss"] += _costs(parts, on_record, stated, small).reindex(lines.index, fill_value=0.0)
    totals = by_company[["annual_revenue_usd", "loss"]].sum()
    at_stake = totals["loss"] / (totals["annual_revenue_usd"] * small.method.loss_unit_of_revenue)
    score = (small.method.points_per_decade * np.log10(1 + at_stake)).clip(upper=small.method.highest_score)
    return pd.DataFrame({"company_id": totals.index.astype(object), "loss": totals["loss"].values, "score": score.values})


def _parts(lines: pd.DataFrame, overrides: pd.DataFrame, small: _Small) -> pd.DataFrame:
    """One row a line × material with the terms that hold."""
    parts = lines.drop(columns="company").merge(small.bills, left_on="product", right_on="key")
    parts["part"] = parts["line"] * PLACES + parts["material"]
    if len(overrides):
        of_line = overrides.merge(lines[["company", "product", "importer", "line"]], on=["company", "product", "importer"])
        of_line["part"] = of_line["line"] * PLACES + of_line["material"]
        own = of_line[["part", *TERMS, *WORDS, "origin_shares"]]
        parts = parts.merge(own, on="part", how="left", suffixes=("", "_own"))
        for name in (*TERMS, *WORDS, "origin_shares"):
            parts[name] = parts[f"{name}_own"].where(parts[f"{name}_own"].notna(), parts[name])
    for name in TERMS:
        parts[name] = parts[name].fillna(small.defaults[name])
    size = parts["buyer_size"].fillna(parts["large"].astype(float))
    use, kind = (parts[name].fillna(float(small.defaults[name])) for name in ("end_use", "licence_kind"))
    parts["goods"] = parts["importer"] * PLACES + parts["material"]
    parts["key"] = parts["goods"] * 8 + (4 * use + 2 * size + kind).astype(np.int64)
    parts["bought"] = parts["annual_units"] * parts["kg_per_unit"] * parts["purchase_factor"]
    return parts


def _stated(parts: pd.DataFrame, small: _Small) -> pd.DataFrame:
    """One row a part × origin that its company named: the share, scaled to sum to 1."""
    own = parts[parts["origin_shares"].notna()]
    if not len(own):
        return pd.DataFrame({"part": [], "goods": [], "key": [], "origin": [], "used": []}, dtype=np.int64)
    texts = own["origin_shares"].tolist()
    # All texts split as one: many times faster than Series.str.split and explode.
    cells = ";".join(texts).replace(";", ":").split(":")
    times = np.fromiter(map(methodcaller("count", ";"), texts), np.int64, len(texts)) + 1
    rows = pd.DataFrame({name: np.repeat(own[name].to_numpy(), times) for name in ("part", "goods", "key")})
    rows["origin"] = small.origins.get_indexer(cells[::2])
    rows["used"] = np.array(cells[1::2], dtype=np.float64)
    rows["used"] /= rows.groupby("part")["used"].transform("sum")
    return rows


def _paths(on_record: pd.DataFrame, stated: pd.DataFrame, small: _Small) -> pd.DataFrame:
    """One row a part × gated path × authority."""
    recorded = on_record[["part", "key"]].merge(small.paths, on="key")
    if not len(stated):
        return recorded
    named = stated.assign(key=stated["key"] * PLACES + stated["origin"]).merge(small.origin_paths, on="key")
    named["share"] *= named["used"]
    return pd.concat([recorded, named[recorded.columns]], ignore_index=True)


def _lost_shares(paths: pd.DataFrame, parts: pd.DataFrame, small: _Small) -> pd.Series:
    """X by line."""
    paths["pair"] = paths["part"] * PLACES + paths["authority"]
    paths = paths.merge(_covers(paths, parts), on="pair")
    potential = paths["potential"].to_numpy()
    stopped = paths["share"] * np.where(potential, paths["kept_looming"], paths["kept"])
    paths["cover"] = np.where(potential, paths["days_looming"], paths["days"])
    last, feed = paths["last_regime"].to_numpy(), paths["feed_regime"].to_numpy()
    days = _blocked(paths, np.where(last >= 0, last, feed), last >= 0, small)
    both = (last >= 0) & (feed >= 0)
    if both.any():
        upstream = _blocked(paths[both], feed[both], np.zeros(both.sum(), dtype=bool), small)
        days[both] = np.maximum(days[both], upstream)
    paths["lost"] = stopped * days / small.method.year_days
    lost = paths.groupby("pair")["lost"].sum()
    pair = lost.index.to_numpy()
    worst = lost.groupby(pair // (PLACES * PLACES) * PLACES + pair % PLACES).max()
    return 1 - (1 - worst).groupby(worst.index.to_numpy() // PLACES).prod()


def _covers(paths: pd.DataFrame, parts: pd.DataFrame) -> pd.DataFrame:
    """Per part and authority: what the second source leaves, and days of cover, in force and potential."""
    paths["held"] = paths["share"].where(~paths["potential"], 0.0)
    paths["looming"] = paths["share"] - paths["held"]
    gated = paths.groupby("pair")[["held", "looming"]].sum().reset_index()
    gated["part"] = gated["pair"] // PLACES
    total = gated.groupby("part")[["held", "looming"]].transform("sum")
    terms = ["stock_days", "transit_days", "lead_days", "second_source_share", "requalification_days"]
    gated = gated.merge(parts[["part", *terms, "licence_valid_days"]], on="part").drop(columns="part")
    second = gated["second_source_share"]
    gated["kept"] = (1 - second / total["held"]).clip(lower=0.0)
    gated["kept_looming"] = (1 - (second - total["held"]).clip(lower=0.0) / total["looming"]).clip(lower=0.0)
    stopped = gated["held"] * gated["kept"].where(total["held"] > 0, 0.0)
    stopped_looming = stopped + gated["looming"] * gated["kept_looming"].where(total["looming"] > 0, 0.0)
    ahead = gated["transit_days"] + gated["lead_days"]
    # With nothing missing there is no spell: endless cover.
    gated["days"] = ahead + (gated["stock_days"] / stopped).where(stopped > 0, np.inf)
    gated["days_looming"] = ahead + (gated["stock_days"] / stopped_looming).where(stopped_looming > 0, np.inf)
    return gated[["pair", "kept", "kept_looming", "days", "days_looming", "requalification_days", "licence_valid_days"]]


def _blocked(paths: pd.DataFrame, regime: np.ndarray, on_last: np.ndarray, small: _Small) -> np.ndarray:
    """U of each path under one of its regimes."""
    of, horizon = small.regimes, small.method.horizon_days
    valid = np.where(on_last & of["renewable"][regime], paths["licence_valid_days"], 0.0)
    spell = np.maximum(np.minimum(horizon - valid, paths["requalification_days"].to_numpy()), 0.0)
    until = np.minimum(paths["cover"].to_numpy(), spell)
    days = np.zeros(len(paths))
    banned, potential = np.isnan(of["wait_shape"])[regime], of["potential"][regime]
    rows = np.flatnonzero(~banned & ~potential)
    days[rows] = blocked_in_force(_waits(of, regime[rows]), spell[rows], until[rows])
    rows = np.flatnonzero(~banned & potential)
    onset = of["onset_probability"][regime]
    days[rows] = blocked_potential(_waits(of, regime[rows]), spell[rows], until[rows], onset[rows], horizon)
    rows = np.flatnonzero(banned & ~potential)
    days[rows] = blocked_prohibited(spell[rows], until[rows])
    rows = np.flatnonzero(banned & potential)
    days[rows] = blocked_looming(spell[rows], until[rows], onset[rows], horizon)
    return days


def _waits(of: dict[str, np.ndarray], regime: np.ndarray) -> Waits:
    names = ("wait_lag_days", "wait_shape", "wait_scale_days", "denial_share", "refile_days")
    return Waits(*(of[name][regime] for name in names))


def _delay(lines: pd.DataFrame, lost: pd.Series, small: _Small) -> pd.Series:
    product, usual = lines["product"].to_numpy(), small.products
    margin = lines["contribution_margin"].fillna(pd.Series(usual["contribution_margin"][product]))
    recovery = lines["recovery_share"].fillna(pd.Series(usual["recovery_share"][product]))
    return lines["annual_revenue_usd"] * margin * (1 - recovery) * lost.reindex(lines.index, fill_value=0.0)


def _costs(parts: pd.DataFrame, on_record: pd.DataFrame, stated: pd.DataFrame, small: _Small) -> pd.Series:
    """Duty and premium by line."""
    recorded = on_record[["part", "goods"]].merge(small.duties, left_on="goods", right_on="key")
    rated = [pd.DataFrame({"part": recorded["part"], "rate": recorded["share"] * recorded["duty_rate"]})]
    if len(stated):
        named = stated.assign(key=stated["goods"] * PLACES + stated["origin"]).merge(small.origin_duties, on="key")
        rated.append(pd.DataFrame({"part": named["part"], "rate": named["used"] * named["duty_rate"]}))
    rate = pd.concat(rated).groupby("part")["rate"].sum()
    of_part = parts["part"].map(rate) * parts["unit_value_usd_per_kg"] * parts["tariff_borne_share"]
    cost = parts["bought"] * (of_part + parts["goods"].map(small.premiums))
    return cost.groupby(parts["line"]).sum()


Rows = tuple[pl.DataFrame, pl.Series]
"""Rows of some companies, and the ids of these in order."""


def _read(reference: Reference, files: PortfolioFiles) -> Iterator[tuple[Rows, Rows]]:
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
        yield (some, ids), (overrides.filter(pl.col("company_id").is_in(ids.implode())), ids)


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


def _pandas(rows: pl.DataFrame, ids: pl.Series) -> pd.DataFrame:
    codes = rows["company_id"].cast(pl.Enum(ids)).to_physical().to_numpy()
    columns = {name: rows[name].to_numpy() for name in rows.columns if name != "company_id"}
    company = pd.Categorical.from_codes(codes, categories=pd.Index(ids.to_numpy(), dtype=object))
    return pd.DataFrame({"company": company, **columns}, copy=False)


def _small(reference: Reference) -> _Small:
    defaults = reference.world.defaults
    materials = reference.materials.with_row_index("material").drop("material_id")
    goods = pl.col("importer").cast(pl.Int64) * PLACES + pl.col("material")
    at = goods * 8 + pl.col("scope")

    def frame(rows: pl.DataFrame, key: pl.Expr, *columns: str) -> pd.DataFrame:
        keyed = rows.select(key=key, *columns)
        return pd.DataFrame({name: keyed[name].to_numpy() for name in keyed.columns})

    gate = ("share", "authority", "potential", "last_regime", "feed_regime")
    return _Small(
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


def _polars(scores: pd.DataFrame) -> pl.DataFrame:
    names = {"company_id": "company_id", "loss": "expected_annual_loss_usd", "score": "score"}
    return pl.DataFrame({new: scores[old].tolist() for old, new in names.items()})

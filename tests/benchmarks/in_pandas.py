"""The same model in pandas: merges and group-bys on whole columns, some companies at a time."""

import time
from concurrent.futures import ThreadPoolExecutor
from operator import methodcaller

import numpy as np
import pandas as pd
import polars as pl

from tests.benchmarks.closed_form import (
    Waits,
    blocked_in_force,
    blocked_looming,
    blocked_potential,
    blocked_prohibited,
)
from tests.benchmarks.pandas_frames import TERMS, WORDS, Small, as_pandas, read_some, small_tables
from tests.benchmarks.portfolios import PortfolioFiles
from tests.benchmarks.reference import PLACES, Reference
from tests.benchmarks.timed import THREADS, Timed


def run(reference: Reference, files: PortfolioFiles) -> Timed:
    """Portfolio files on disk to a frame of company scores; the small tables are frames beforehand."""
    small = small_tables(reference)
    started = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as threads:
        found = threads.map(
            lambda rows: _scored(*(as_pandas(*part) for part in rows), small), read_some(reference, files)
        )
        scores = pd.concat(found, ignore_index=True)
    return Timed(time.perf_counter() - started, lambda: _polars(scores))


def _scored(lines: pd.DataFrame, overrides: pd.DataFrame, small: Small) -> pd.DataFrame:
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
    return pd.DataFrame(
        {"company_id": totals.index.astype(object), "loss": totals["loss"].values, "score": score.values}
    )


def _parts(lines: pd.DataFrame, overrides: pd.DataFrame, small: Small) -> pd.DataFrame:
    """One row a line × material with the terms that hold."""
    parts = lines.drop(columns="company").merge(small.bills, left_on="product", right_on="key")
    parts["part"] = parts["line"] * PLACES + parts["material"]
    if len(overrides):
        of_line = overrides.merge(
            lines[["company", "product", "importer", "line"]], on=["company", "product", "importer"]
        )
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


def _stated(parts: pd.DataFrame, small: Small) -> pd.DataFrame:
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


def _paths(on_record: pd.DataFrame, stated: pd.DataFrame, small: Small) -> pd.DataFrame:
    """One row a part × gated path × authority."""
    recorded = on_record[["part", "key"]].merge(small.paths, on="key")
    if not len(stated):
        return recorded
    named = stated.assign(key=stated["key"] * PLACES + stated["origin"]).merge(small.origin_paths, on="key")
    named["share"] *= named["used"]
    return pd.concat([recorded, named[recorded.columns]], ignore_index=True)


def _lost_shares(paths: pd.DataFrame, parts: pd.DataFrame, small: Small) -> pd.Series:
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


def _blocked(paths: pd.DataFrame, regime: np.ndarray, on_last: np.ndarray, small: Small) -> np.ndarray:
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


def _delay(lines: pd.DataFrame, lost: pd.Series, small: Small) -> pd.Series:
    product, usual = lines["product"].to_numpy(), small.products
    margin = lines["contribution_margin"].fillna(pd.Series(usual["contribution_margin"][product]))
    recovery = lines["recovery_share"].fillna(pd.Series(usual["recovery_share"][product]))
    return lines["annual_revenue_usd"] * margin * (1 - recovery) * lost.reindex(lines.index, fill_value=0.0)


def _costs(parts: pd.DataFrame, on_record: pd.DataFrame, stated: pd.DataFrame, small: Small) -> pd.Series:
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


def _polars(scores: pd.DataFrame) -> pl.DataFrame:
    names = {"company_id": "company_id", "loss": "expected_annual_loss_usd", "score": "score"}
    return pl.DataFrame({new: scores[old].tolist() for old, new in names.items()})

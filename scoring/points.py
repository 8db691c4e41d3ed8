"""From money to points: the score, its band, its data grade, and points for each contribution."""

import math

import polars as pl

from scoring.exact import POINT_SCALE, apportion, fixed
from scoring.method import Method


def score_points(loss: pl.Expr, revenue: pl.Expr, method: Method) -> pl.Expr:
    """The score of an expected annual loss: twenty points for each factor of ten of loss to revenue; 0 for no loss."""
    nepers = (loss / (revenue * method.loss_unit_of_revenue)).log1p()
    return pl.min_horizontal(pl.lit(method.highest_score), method.points_per_decade / math.log(10) * nepers)


def band(score: pl.Expr, method: Method) -> pl.Expr:
    """The word for a score; empty where there is no score."""
    return _ladder(score, method.bands, method.lowest_band)


def grade(own_share: pl.Expr, method: Method) -> pl.Expr:
    """A to D by the share of expected loss resting on the company's own evidence; empty where nothing is at stake."""
    return _ladder(own_share, method.grades, method.lowest_grade)


def with_points(cells: pl.LazyFrame, companies: pl.LazyFrame) -> pl.LazyFrame:
    """Adds `points_fixed` to each contribution; those of a company sum to its score exactly; no score, no points."""
    scores = companies.select("company_id", score_fixed=fixed(pl.col("score"), POINT_SCALE))
    rows = cells.join(scores, on="company_id", how="left", validate="m:1").with_columns(
        weight=pl.col("loss_fixed").cast(pl.Float64)
    )
    order = ["line_id", "signal", "authority", "material_id", "origin", "element"]
    return apportion(rows, ["company_id"], "score_fixed", "weight", order, into="points_fixed").drop(
        "score_fixed", "weight"
    )


def _ladder(value: pl.Expr, steps: tuple[tuple[float, str], ...], lowest: str) -> pl.Expr:
    word = pl.lit(lowest)
    for least, name in reversed(steps):
        word = pl.when(value >= least).then(pl.lit(name)).otherwise(word)
    return pl.when(value.is_not_null()).then(word)

"""From money to points: the score, its band and its data grade."""

import math

import polars as pl

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


def _ladder(value: pl.Expr, steps: tuple[tuple[float, str], ...], lowest: str) -> pl.Expr:
    word = pl.lit(lowest)
    for least, name in reversed(steps):
        word = pl.when(value >= least).then(pl.lit(name)).otherwise(word)
    return pl.when(value.is_not_null()).then(word)

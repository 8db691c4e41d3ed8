"""Roll-up of product lines to companies: revenue covered, losses, score, band and data grade."""

from collections.abc import Mapping

import numpy as np
import polars as pl

from scoring.default_sets import joined_texts
from scoring.draws import Ints
from scoring.exact import MONEY_SCALE, POINT_SCALE, fixed, run_sums, unfixed
from scoring.method import Method
from scoring.points import band, grade, score_points
from scoring.segments import numbers, starts

LOSSES = ("delay", "duty", "premium")


def company_scores(
    lines: pl.DataFrame, profiles: pl.DataFrame, defaults: Mapping[str, int], method: Method
) -> pl.LazyFrame:
    """One row a company, by its number: losses, score, points by signal, band, grade, and why anything is empty.

    `lines`: scored lines sorted by company. `profiles`: their sets of `defaults`, and the reason why lines cannot be
    scored.
    """
    edges = starts(numbers(lines["company"]))
    used = np.where(lines["scored"], profiles["default_bits"].to_numpy()[lines["profile"].to_numpy()], 0)
    totals = _totals(lines, edges).with_columns(defaults_used=joined_texts(used, edges, defaults))
    rows = totals.join(_unscored(lines, profiles), on="company", how="left", validate="1:1")
    covered = pl.col("covered_revenue_share")
    scorable = (pl.col("revenue_usd") > 0) & (covered >= method.least_covered_revenue)
    loss = unfixed(pl.col("loss_fixed"), MONEY_SCALE)
    rows = rows.with_columns(score=pl.when(scorable).then(score_points(loss, pl.col("revenue_usd"), method)))
    own_share = pl.col("own_fixed").cast(pl.Float64) / pl.col("loss_fixed").cast(pl.Float64)
    return (
        with_signal_points(rows)
        .with_columns(
            band=band(pl.col("score"), method),
            # Nothing at stake rests on nothing: no grade.
            data_grade=pl.when(pl.col("score").is_not_null(), pl.col("loss_fixed") > 0).then(grade(own_share, method)),
            lost_days=method.year_days * pl.col("revenue_at_risk_usd") / pl.col("revenue_usd"),
            reason=_reasons(method),
        )
        .sort("company")
    )


def with_signal_points(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Adds `score_fixed` and what of it each signal has by its loss; the largest takes the rest of rounding."""
    score, loss = fixed(pl.col("score"), POINT_SCALE), pl.col("loss_fixed").cast(pl.Float64)
    parts = {
        f"{name}_points_fixed": pl.when(pl.col("loss_fixed") > 0)
        .then((pl.col("score_fixed").cast(pl.Float64) * (pl.col(f"{name}_fixed").cast(pl.Float64) / loss)).round())
        .otherwise(0.0)
        .cast(pl.Int128)
        for name in LOSSES
    }
    rows = rows.with_columns(score_fixed=score).with_columns(
        pl.when(pl.col("score").is_not_null()).then(part).alias(name) for name, part in parts.items()
    )
    rest = pl.col("score_fixed") - pl.sum_horizontal(list(parts))
    largest = pl.max_horizontal(f"{name}_fixed" for name in LOSSES)
    first = pl.coalesce(pl.when(pl.col(f"{name}_fixed") == largest).then(pl.lit(name)) for name in LOSSES)
    return rows.with_columns(
        (pl.col(f"{name}_points_fixed") + pl.when(first == name).then(rest).otherwise(0)).alias(f"{name}_points_fixed")
        for name in LOSSES
    )


def _totals(lines: pl.DataFrame, edges: Ints) -> pl.LazyFrame:
    scored = pl.col("scored")
    revenue = fixed(pl.col("annual_revenue_usd").fill_null(0.0), MONEY_SCALE)
    own = pl.col("delay_fixed").cast(pl.Float64) / MONEY_SCALE * pl.col("delay_own_share") + pl.col("annual_units") * (
        pl.col("unit_duty_own_usd") + pl.col("unit_premium_own_usd")
    )
    summed = {
        "revenue_fixed": pl.when(scored).then(revenue),
        "all_revenue_fixed": revenue,
        "at_risk_fixed": fixed(pl.col("revenue_at_risk_usd"), MONEY_SCALE),
        "own_fixed": pl.when(scored).then(fixed(own, MONEY_SCALE)),
        "loss_fixed": pl.col("loss_fixed"),
        **{f"{name}_fixed": pl.col(f"{name}_fixed") for name in LOSSES},
    }
    sums = run_sums(lines.select(**summed), edges).with_columns(
        company=lines["company"][edges[:-1]], line=pl.Series(edges[:-1])
    )
    any_scored = pl.col("revenue_fixed") > 0
    # Nothing scored is nothing known: no loss is on record, not a loss of zero.
    money = ["loss_fixed", "own_fixed", "at_risk_fixed", *(f"{name}_fixed" for name in LOSSES)]
    known = sums.lazy().with_columns(pl.when(any_scored).then(pl.col(name)).alias(name) for name in money)
    share = pl.col("revenue_fixed").cast(pl.Float64) / pl.col("all_revenue_fixed").cast(pl.Float64)
    return known.with_columns(
        revenue_usd=unfixed(pl.col("revenue_fixed"), MONEY_SCALE),
        revenue_at_risk_usd=unfixed(pl.col("at_risk_fixed"), MONEY_SCALE),
        covered_revenue_share=pl.when(any_scored).then(share).otherwise(0.0),
    )


def _unscored(lines: pl.DataFrame, profiles: pl.DataFrame) -> pl.LazyFrame:
    """Per company with lines that cannot be scored: why not."""
    rows = lines.lazy().filter(~pl.col("scored")).select("company", "profile")
    reasons = profiles.lazy().select("profile", "reason")
    told = rows.join(reasons, on="profile", how="left", validate="m:1").group_by("company")
    return told.agg(unscored=pl.col("reason").unique().sort().str.join("; "))


def _reasons(method: Method) -> pl.Expr:
    covered = pl.col("covered_revenue_share")
    share = (covered * 100).round(2)
    too_little = pl.format("score: only {} % of revenue can be scored, half is needed", share)
    partial = pl.format("partial: {} % of revenue is scored", share)
    coverage = (
        pl.when((pl.col("revenue_usd") <= 0) | (covered < method.least_covered_revenue))
        .then(too_little)
        .when(covered < 1)
        .then(partial)
    )
    reason = pl.concat_str([coverage, "unscored"], separator="; ", ignore_nulls=True)
    return pl.when(reason != "").then(reason)

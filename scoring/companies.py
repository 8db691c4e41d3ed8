"""Roll-up of product lines to companies: revenue covered, losses, score, band and data grade."""

import polars as pl

from scoring.exact import MONEY_SCALE, fixed, unfixed
from scoring.method import Method
from scoring.points import band, grade, score_points

LOSSES = ("delay", "duty", "premium")


def company_scores(
    lines: pl.LazyFrame, cells: pl.LazyFrame, own: pl.LazyFrame, intervals: pl.LazyFrame, method: Method
) -> pl.LazyFrame:
    """One row a company: losses, score with its interval, band, grade and the reason for whatever is empty.

    `own`: one row a line × signal × material with the fraction of inputs the company supplied (`own_fraction`).
    `intervals`: score_low and score_high by company; one that has no score has no interval either.
    """
    rows = _totals(lines).join(_own_share(cells, own), on="company_id", how="left", validate="1:1")
    rows = rows.join(intervals, on="company_id", how="left", validate="1:1")
    covered = pl.col("covered_revenue_share")
    scorable = (pl.col("revenue_usd") > 0) & (covered >= method.least_covered_revenue)
    loss = unfixed(pl.col("loss_fixed"), MONEY_SCALE)
    rows = rows.with_columns(score=pl.when(scorable).then(score_points(loss, pl.col("revenue_usd"), method)))
    return rows.with_columns(
        band=band(pl.col("score"), method),
        data_grade=pl.when(pl.col("score").is_not_null()).then(grade(pl.col("own_share"), method)),
        **{end: pl.when(scorable).then(end) for end in ("score_low", "score_high")},
        reason=_reasons(method),
    )


def _totals(lines: pl.LazyFrame) -> pl.LazyFrame:
    scored = pl.col("reason").is_null()
    revenue = pl.col("annual_revenue_usd").fill_null(0.0)
    exact = fixed(revenue, MONEY_SCALE)
    at_risk = pl.col("revenue_at_risk_usd")
    ordered = lines.sort("company_id", "line_id")
    rows = ordered.group_by("company_id", maintain_order=True).agg(
        pl.col("company_name").first(),
        revenue_fixed=exact.filter(scored).sum(),
        all_revenue_fixed=exact.sum(),
        revenue_at_risk_usd=at_risk.filter(scored).sum(),
        weighted_days=(pl.col("lost_days") * revenue).filter(scored).sum(),
        loss_fixed=pl.col("loss_fixed").filter(scored).sum(),
        **{f"{name}_fixed": pl.col(f"{name}_fixed").filter(scored).sum() for name in LOSSES},
        defaults_used=pl.col("defaults_used")
        .filter(scored, pl.col("defaults_used") != "")
        .str.split(";")
        .explode()
        .unique(maintain_order=True)
        .drop_nulls()
        .sort()
        .str.join(";"),
        unscored=pl.col("reason").filter(~scored).unique(maintain_order=True).sort().str.join("; "),
    )
    any_scored = pl.col("revenue_fixed") > 0
    # Nothing scored is nothing known: no loss is on record, not a loss of zero.
    money = ["loss_fixed", *(f"{name}_fixed" for name in LOSSES), "revenue_at_risk_usd"]
    return rows.with_columns(pl.when(any_scored).then(pl.col(name)).alias(name) for name in money).with_columns(
        revenue_usd=unfixed(pl.col("revenue_fixed"), MONEY_SCALE),
        covered_revenue_share=pl.when(any_scored)
        .then(pl.col("revenue_fixed") / pl.col("all_revenue_fixed"))
        .otherwise(0.0),
        lost_days=pl.when(any_scored).then(pl.col("weighted_days") / unfixed(pl.col("revenue_fixed"), MONEY_SCALE)),
    )


def _own_share(cells: pl.LazyFrame, own: pl.LazyFrame) -> pl.LazyFrame:
    rows = cells.join(own, on=["line_id", "signal", "material_id"], how="left", validate="m:1")
    loss = pl.col("loss_fixed").cast(pl.Float64)
    ordered = rows.sort("company_id", "line_id", "signal", "authority", "material_id", "origin", "element")
    sums = ordered.group_by("company_id", maintain_order=True).agg(
        backed=(loss * pl.col("own_fraction")).sum(), all=loss.sum()
    )
    return sums.select("company_id", own_share=pl.col("backed") / pl.col("all"))


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
    unscored = pl.when(pl.col("unscored") != "").then(pl.col("unscored"))
    reason = pl.concat_str([coverage, unscored], separator="; ", ignore_nulls=True)
    return pl.when(reason != "").then(reason)

"""Two answers side by side: both headlines of each company, and whose own figures differ."""

import polars as pl

from scoring.exact import MONEY_SCALE, POINT_SCALE, fixed, unfixed
from scoring.portfolio import TERM_COLUMNS, Portfolio

SCALES = {"points": POINT_SCALE, "expected_annual_loss_usd": MONEY_SCALE}
HEADLINE = ["score", "band", "expected_annual_loss_usd", "covered_revenue_share"]
LINE_FIGURES = [
    *("company_id", "product_id", "importer", "annual_units", "annual_revenue_usd"),
    *("contribution_margin", "recovery_share", *TERM_COLUMNS),
]
"""Cells of a product line that its score is computed from."""


def headlines(first: pl.DataFrame, last: pl.DataFrame) -> pl.DataFrame:
    """One row a company of either company level: both headlines, their differences, and why where there is none."""
    sides = [
        frame.select("company_id", "company_name", pl.col(*HEADLINE, "reason").name.suffix(suffix))
        for frame, suffix in ((first, "_before"), (last, "_after"))
    ]
    rows = sides[0].join(sides[1], on="company_id", how="full", coalesce=True, validate="1:1", suffix="_last")
    score, loss = _difference("score", POINT_SCALE), _difference("expected_annual_loss_usd", MONEY_SCALE)
    rows = rows.with_columns(
        company_name=pl.coalesce("company_name_last", "company_name"),
        points=score,
        expected_annual_loss_usd=pl.when(score.is_not_null()).then(loss),
        reason=_why_unsplit(rows, first, last),
    )
    suffixed = [f"{name}_{side}" for name in HEADLINE for side in ("before", "after")]
    return rows.select("company_id", "company_name", *suffixed, *SCALES, "reason").sort("company_id")


def _difference(name: str, scale: float) -> pl.Expr:
    return unfixed(fixed(pl.col(f"{name}_after"), scale) - fixed(pl.col(f"{name}_before"), scale), scale)


def _why_unsplit(rows: pl.DataFrame, first: pl.DataFrame, last: pl.DataFrame) -> pl.Expr:
    """Why the difference of a company is empty."""

    def absent(frame: pl.DataFrame) -> pl.Expr:
        return ~pl.col("company_id").is_in(frame["company_id"].implode())

    return (
        pl.when(absent(first))
        .then(pl.lit("not in the portfolios before"))
        .when(absent(last))
        .then(pl.lit("not in the portfolios after"))
        .when(pl.col("score_before").is_null())
        .then(pl.format("no score before: {}", "reason_before"))
        .when(pl.col("score_after").is_null())
        .then(pl.format("no score after: {}", "reason_after"))
    )


def changed_companies(before: Portfolio, after: Portfolio) -> pl.DataFrame:
    """Companies of whose product lines, overrides or licence applications a figure differs."""
    pairs = (
        (before.lines.select(LINE_FIGURES), after.lines.select(LINE_FIGURES)),
        (before.overrides.drop("note"), after.overrides.drop("note")),
        (_counted(before.applications), _counted(after.applications)),
    )
    differing = [
        one.join(other, on=one.columns, how="anti", nulls_equal=True).select("company_id")
        for pair in pairs
        for one, other in (pair, pair[::-1])
    ]
    return pl.concat(differing).unique()


def _counted(files: pl.DataFrame) -> pl.DataFrame:
    return files.group_by(files.columns).agg(files=pl.len())

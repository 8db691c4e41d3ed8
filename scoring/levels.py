"""The five levels of an answer with the columns of the contract."""

from dataclasses import dataclass

import polars as pl

from scoring.exact import MONEY_SCALE, POINT_SCALE, divided, unfixed
from scoring.wait import WAIT_COLUMNS

LINE_KEYS = ["company_id", "line_id", "product_id", "importer"]


@dataclass(frozen=True)
class Levels:
    """Company, line, delay, cost and contribution rows, each sorted by company, and the signals they rest on."""

    company: pl.DataFrame
    line: pl.DataFrame
    delay: pl.DataFrame
    cost: pl.DataFrame
    contribution: pl.DataFrame
    signals: dict[str, pl.DataFrame]


def company_level(companies: pl.LazyFrame, cells: pl.LazyFrame) -> pl.LazyFrame:
    """One row a company; points by signal are sums of its contributions' points."""
    points = pl.col("points_fixed")
    by_signal = cells.group_by("company_id").agg(
        **{f"{s}_points_fixed": points.filter(pl.col("signal") == s).sum() for s in ("delay", "duty", "premium")}
    )
    rows = companies.join(by_signal, on="company_id", how="left", validate="1:1")
    # A company without contributions loses nothing: 0 points where it has a score, nothing where it has none.
    scored = pl.col("score").is_not_null()
    by_loss = [
        pl.when(scored).then(unfixed(pl.col(f"{s}_points_fixed").fill_null(0), POINT_SCALE)).alias(f"{s}_points")
        for s in ("delay", "duty", "premium")
    ]
    return rows.select(
        "company_id",
        "company_name",
        "revenue_usd",
        # At 1e-12, so that the points of the contributions sum to it exactly.
        _rounded("score", POINT_SCALE),
        "band",
        _rounded("score_low", POINT_SCALE),
        _rounded("score_high", POINT_SCALE),
        "data_grade",
        "covered_revenue_share",
        *by_loss,
        *(_money(s) for s in ("delay", "duty", "premium")),
        unfixed(pl.col("loss_fixed"), MONEY_SCALE).alias("expected_annual_loss_usd"),
        "lost_days",
        "revenue_at_risk_usd",
        "defaults_used",
        "reason",
    ).sort("company_id")


def line_level(lines: pl.LazyFrame) -> pl.LazyFrame:
    """One row a product line; losses and shares are empty where `reason` says why it cannot be scored."""
    return lines.select(
        *LINE_KEYS,
        "annual_units",
        pl.col("annual_revenue_usd").alias("revenue_usd"),
        "contribution_margin",
        "recovery_share",
        "lost_share",
        "lost_days",
        "revenue_at_risk_usd",
        *(_money(s) for s in ("delay", "duty", "premium")),
        unfixed(pl.col("loss_fixed"), MONEY_SCALE).alias("expected_annual_loss_usd"),
        "defaults_used",
        "reason",
    ).sort("company_id", "line_id")


def delay_level(terms: pl.LazyFrame, losses: pl.LazyFrame) -> pl.LazyFrame:
    """One row a line × material × regime: everything the lost share is computed from.

    Two rows where a regime holds both the last crossing, under a licence in hand or with files of the company's own,
    and one upstream, whose terms are the supplier's.
    """
    named = terms.select(
        *LINE_KEYS, "material_id", "case", "stock_days", "transit_days", "lead_days", "requalification_days"
    )
    kind = pl.when("potential").then(pl.lit("potential")).otherwise("regime_kind")
    return (
        named.join(losses, on=["case", "material_id"], how="inner", validate="m:m")
        .select(
            *LINE_KEYS,
            "material_id",
            "authority",
            "regime_id",
            kind.alias("regime_kind"),
            "gated_share",
            pl.col("second_source_spent").alias("second_source_share"),
            "stopped_share",
            "stock_days",
            "transit_days",
            "lead_days",
            "cover_days",
            "licence_valid_days",
            "requalification_days",
            "spell_days",
            *WAIT_COLUMNS,
            "onset_probability",
            "blocked_days",
            "lost_share",
        )
        .sort("company_id", "line_id", "material_id", "authority", "regime_id", "licence_valid_days", "blocked_days")
    )


def cost_level(costs: pl.LazyFrame) -> pl.LazyFrame:
    """One row a line × material × origin × element: what duty and premium are computed from."""
    return costs.select(
        *LINE_KEYS,
        "material_id",
        "origin",
        "element",
        "use_share",
        "kg_per_unit",
        "bought_kg",
        "element_kg",
        "customs_value_usd",
        "tariff_line",
        "duty_rate",
        pl.col("tariff_borne_share").alias("duty_borne_share"),
        _rounded("duty_loss", MONEY_SCALE).alias("duty_loss_usd"),
        "price_outside_usd_per_kg",
        "price_inside_usd_per_kg",
        "quoted_share",
        _rounded("premium_loss", MONEY_SCALE).alias("premium_loss_usd"),
    ).sort("company_id", "line_id", "material_id", "origin", "element")


def contribution_level(cells: pl.LazyFrame, terms: pl.LazyFrame) -> pl.LazyFrame:
    """One row a line × signal × authority × material × origin × element with its part of loss and score."""
    lines = terms.select("line_id", "product_id", "importer").unique()
    return (
        cells.join(lines, on="line_id", how="left", validate="m:1")
        .select(
            *LINE_KEYS,
            "signal",
            "authority",
            "material_id",
            "origin",
            "element",
            unfixed(pl.col("loss_fixed"), MONEY_SCALE).alias("loss_usd"),
            unfixed(pl.col("points_fixed"), POINT_SCALE).alias("points"),
        )
        .sort("company_id", "line_id", "signal", "authority", "material_id", "origin", "element")
    )


def _money(signal: str) -> pl.Expr:
    return unfixed(pl.col(f"{signal}_fixed"), MONEY_SCALE).alias(f"{signal}_loss_usd")


def _rounded(name: str, scale: float) -> pl.Expr:
    return divided((pl.col(name) * scale).round(), scale).alias(name)

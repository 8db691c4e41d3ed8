"""The five levels of an answer with the columns of the contract."""

from dataclasses import dataclass

import polars as pl

from scoring.exact import MONEY_SCALE, POINT_SCALE, divided, unfixed
from scoring.wait import WAIT_COLUMNS

INTERVAL = ("score_low", "score_high")
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


def company_level(companies: pl.LazyFrame) -> pl.LazyFrame:
    """One row a company; points by signal are sums of its contributions' points."""
    signals = ("delay", "duty", "premium")
    return companies.select(
        "company_id",
        "company_name",
        "revenue_usd",
        # At 1e-12, so that the points of the contributions sum to it exactly.
        unfixed(pl.col("score_fixed"), POINT_SCALE).alias("score"),
        "band",
        *(divided((pl.col(end) * POINT_SCALE).round(), POINT_SCALE).alias(end) for end in INTERVAL),
        "data_grade",
        "covered_revenue_share",
        *(unfixed(pl.col(f"{s}_points_fixed"), POINT_SCALE).alias(f"{s}_points") for s in signals),
        *(_money(s) for s in signals),
        unfixed(pl.col("loss_fixed"), MONEY_SCALE).alias("expected_annual_loss_usd"),
        "lost_days",
        "revenue_at_risk_usd",
        "defaults_used",
        "reason",
    )


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
    )


def delay_level(rows: pl.LazyFrame) -> pl.LazyFrame:
    """One row a line × material × regime: everything the lost share is computed from.

    Two rows where a regime holds both the last crossing, under a licence in hand or with files of the company's own,
    and one upstream, whose terms are the supplier's.
    """
    kind = pl.when("potential").then(pl.lit("potential")).otherwise("regime_kind")
    order = ["material_id", "authority", "regime_id", "licence_valid_days", "blocked_days"]
    return rows.sort("row", *order).select(
        *LINE_KEYS,
        *(pl.col(name).cast(pl.String) for name in order[:3]),
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


def cost_level(costs: pl.LazyFrame) -> pl.LazyFrame:
    """One row a line × material × origin × element: what duty and premium are computed from."""
    bought = pl.col("annual_units") * pl.col("kg_per_unit") * pl.col("purchase_factor") * pl.col("use_share")
    worth = pl.col("unit_value_usd_per_kg") * pl.col("value_share")
    return costs.with_columns(bought_kg=bought).select(
        *LINE_KEYS,
        *(pl.col(name).cast(pl.String) for name in ("material_id", "origin", "element")),
        "use_share",
        "kg_per_unit",
        "bought_kg",
        (pl.col("bought_kg") * pl.col("mass_fraction")).alias("element_kg"),
        (pl.col("bought_kg") * worth).alias("customs_value_usd"),
        "tariff_line",
        "duty_rate",
        pl.col("tariff_borne_share").alias("duty_borne_share"),
        unfixed(pl.col("duty_loss_fixed"), MONEY_SCALE).alias("duty_loss_usd"),
        "price_outside_usd_per_kg",
        "price_inside_usd_per_kg",
        "quoted_share",
        unfixed(pl.col("premium_loss_fixed"), MONEY_SCALE).alias("premium_loss_usd"),
    )


def contribution_level(cells: pl.LazyFrame) -> pl.LazyFrame:
    """One row a line × signal × authority × material × origin × element with its part of loss and score."""
    return cells.select(
        *LINE_KEYS,
        "signal",
        *(pl.col(name).cast(pl.String) for name in ("authority", "material_id", "origin", "element")),
        unfixed(pl.col("loss_fixed"), MONEY_SCALE).alias("loss_usd"),
        unfixed(pl.col("points_fixed"), POINT_SCALE).alias("points"),
    )


def _money(signal: str) -> pl.Expr:
    return unfixed(pl.col(f"{signal}_fixed"), MONEY_SCALE).alias(f"{signal}_loss_usd")

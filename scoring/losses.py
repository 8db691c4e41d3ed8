"""From lost shares to money: what each product line can expect to lose in a year."""

import polars as pl

from scoring.exact import MONEY_SCALE, fixed, share_sum

LINE_AUTHORITY = ["line_id", "authority"]


def material_authority_shares(terms: pl.LazyFrame, losses: pl.LazyFrame) -> pl.LazyFrame:
    """One row a line × authority × material: x, the share of the year lost to that authority through that material."""
    by_case = losses.group_by("case", "authority").agg(material_lost_share=share_sum(pl.col("lost_share")))
    lines = terms.select("line_id", "company_id", "material_id", "case")
    return lines.join(by_case, on="case", how="inner", validate="m:m").filter(pl.col("material_lost_share") > 0)


def authority_shares(materials: pl.LazyFrame) -> pl.LazyFrame:
    """One row a line × authority: x_A, the largest of its materials' x; a product needs all its parts."""
    return materials.group_by(LINE_AUTHORITY).agg(authority_lost_share=pl.col("material_lost_share").max())


def lost_shares(authorities: pl.LazyFrame) -> pl.LazyFrame:
    """One row a line: X = 1 − Π(1 − x_A); authorities act independently."""
    ordered = authorities.sort(LINE_AUTHORITY)
    return ordered.group_by("line_id", maintain_order=True).agg(
        lost_share=1 - (1 - pl.col("authority_lost_share")).product()
    )


def line_losses(lines: pl.LazyFrame, lost: pl.LazyFrame, costs: pl.LazyFrame, year_days: float) -> pl.LazyFrame:
    """One row a product line with its three losses in fixed-point money; empty where the line cannot be scored."""
    by_line = costs.group_by("line_id").agg(
        duty_fixed=fixed(pl.col("duty_loss"), MONEY_SCALE).sum(),
        premium_fixed=fixed(pl.col("premium_loss"), MONEY_SCALE).sum(),
    )
    rows = lines.join(lost, on="line_id", how="left", validate="1:1").join(
        by_line, on="line_id", how="left", validate="1:1"
    )
    # A scorable line without a gated path or materials loses nothing: absent in the joined frames, it is a zero.
    scorable = pl.col("reason").is_null()
    rows = rows.with_columns(
        pl.when(scorable).then(pl.col(n).fill_null(0)).alias(n) for n in ("lost_share", "duty_fixed", "premium_fixed")
    )
    at_stake = pl.col("annual_revenue_usd") * pl.col("contribution_margin") * (1 - pl.col("recovery_share"))
    rows = rows.with_columns(
        delay_fixed=fixed(at_stake * pl.col("lost_share"), MONEY_SCALE),
        lost_days=year_days * pl.col("lost_share"),
        revenue_at_risk_usd=pl.col("annual_revenue_usd") * pl.col("lost_share"),
    )
    return rows.with_columns(loss_fixed=pl.col("delay_fixed") + pl.col("duty_fixed") + pl.col("premium_fixed"))

"""What a portfolio adds up to: how its companies are spread, what is at stake, and on how few things losses hang."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from scoring.concentration import herfindahl
from scoring.exact import MONEY_SCALE, fixed, unfixed
from service.runs.shares import DIMENSIONS, REGIME

LOSS, AT_RISK = "expected_annual_loss_usd", "revenue_at_risk_usd"
PARTS = ("delay_loss_usd", "duty_loss_usd", "premium_loss_usd")
MONEY = ("revenue_usd", *PARTS, LOSS, AT_RISK)
BANDS = ("severe", "high", "moderate", "low", "negligible")
GRADES = ("A", "B", "C", "D")
BIN_POINTS = 10
COMPANY, ACT = "company", "act"
"""Dimensions of concentration that are no columns of contributions."""

MOST_EXPOSURES, MOST_INCOMPLETE = 10, 50
"""Companies an overview holds by name; it is kept in memory, however many there are."""


@dataclass(frozen=True)
class Concentration:
    """On how few things losses hang. `held`: key, loss_usd, share, the largest first.

    `herfindahl` is the sum of squared shares: 1 where all hangs on one thing, 1/n where on n alike; none without loss.
    """

    dimension: str
    herfindahl: float | None
    held: pl.DataFrame

    @property
    def as_many_as(self) -> float | None:
        """How many things alike would be as concentrated."""
        return 1 / self.herfindahl if self.herfindahl else None


@dataclass(frozen=True)
class Overview:
    """Some companies of a run together; money in USD, of companies with a score."""

    companies: int
    scored: int
    in_part: int
    """companies scored for a part of their revenue"""
    totals: dict[str, float]
    """column of money → its exact sum"""
    bands: pl.DataFrame
    """band (empty: no score), companies, company_share, and sums of loss and revenue at risk; the riskiest first"""
    bins: pl.DataFrame
    """score_from, score_to, companies: scores by tens; 100 is in the last"""
    grades: pl.DataFrame
    """data_grade (empty: nothing to grade), companies, company_share, and the sum of loss"""
    exposures: pl.DataFrame
    """the first of `exposures`"""
    incomplete: pl.DataFrame
    """the first of `incomplete`"""
    concentrations: Sequence[Concentration]
    """by company with the largest alone, and by each dimension with all that is held"""
    portfolios: pl.DataFrame
    """portfolio, companies, scored, highest_score, and sums of money, the one with most to lose first"""

    @property
    def loss_usd(self) -> float:
        """Expected annual loss of all of them together."""
        return self.totals[LOSS]


def overview(listed: pl.DataFrame, shares: pl.DataFrame, acts: Mapping[str, str]) -> Overview:
    """The overview of companies as a run lists them.

    `shares` is what their losses hang on, as a run keeps it, `acts` the act of each regime.
    """
    scored, lacking = listed.filter(pl.col("score").is_not_null()), incomplete(listed)
    by_loss = exposures(listed)
    of_companies = _concentration(COMPANY, by_loss.select(key="company_id", loss_usd=LOSS))
    hang_on = [_concentration(name, rows) for name, rows in _dimensions(shares, acts).items()]
    return Overview(
        companies=listed.height,
        scored=scored.height,
        in_part=lacking.height - (listed.height - scored.height),
        totals=scored.select(_sum(name) for name in MONEY).row(0, named=True),
        bands=_by(listed, "band", [*BANDS, None], (LOSS, AT_RISK)).with_columns(
            pl.when(pl.col("band").is_not_null()).then(pl.col(LOSS, AT_RISK))
        ),
        bins=_bins(scored),
        grades=_by(scored, "data_grade", [*GRADES, None], (LOSS,)),
        exposures=by_loss.head(MOST_EXPOSURES),
        incomplete=lacking.head(MOST_INCOMPLETE),
        concentrations=[Concentration(COMPANY, of_companies.herfindahl, of_companies.held.head(1)), *hang_on],
        portfolios=_side_by_side(listed),
    )


def exposures(listed: pl.DataFrame) -> pl.DataFrame:
    """Companies with a score by loss, with the share each has of all and the share with those above."""
    rows = _with_shares(listed.filter(pl.col("score").is_not_null()), LOSS, "company_id")
    total = rows.select(_sum(LOSS)).item()
    running = pl.col(LOSS).cum_sum() / total if total else pl.lit(None, pl.Float64)
    columns = ("company_id", "company_name", "portfolio", "score", "band", LOSS, "loss_share", "running_share")
    return rows.with_columns(running_share=running).select(*columns, AT_RISK, "data_grade")


def incomplete(listed: pl.DataFrame) -> pl.DataFrame:
    """Companies without a score, then those scored for a part of their revenue, by the share that is scored."""
    state = pl.when(pl.col("score").is_null()).then(pl.lit("no score")).otherwise(pl.lit("scored in part"))
    some = listed.filter(pl.col("score").is_null() | (pl.col("covered_revenue_share") < 1))
    return (
        some.with_columns(state=state)
        .sort("state", "covered_revenue_share", "company_id")
        .select("company_id", "company_name", "state", "covered_revenue_share", "revenue_usd", "reason")
    )


def _dimensions(shares: pl.DataFrame, acts: Mapping[str, str]) -> dict[str, pl.DataFrame]:
    """Losses by key for each dimension of contributions, and by act."""
    of_act = pl.col("key").replace_strict(acts, default=pl.col("key"), return_dtype=pl.String)
    key = pl.when(pl.col("dimension") == REGIME).then(of_act).otherwise("key")
    told = shares.with_columns(key=key, dimension=pl.col("dimension").replace(REGIME, ACT))
    summed = told.group_by("dimension", "key").agg(loss_usd=_sum("loss_usd"))
    return {name: summed.filter(pl.col("dimension") == name).drop("dimension") for name in (*DIMENSIONS, ACT)}


def _side_by_side(listed: pl.DataFrame) -> pl.DataFrame:
    scored = pl.col("score").is_not_null()
    rows = listed.group_by("portfolio").agg(
        companies=pl.len(),
        scored=scored.sum(),
        highest_score=pl.col("score").max(),
        **{name: _sum(name) for name in ("revenue_usd", LOSS, AT_RISK)},
    )
    return _with_shares(rows, LOSS, "portfolio")


def _sum(name: str) -> pl.Expr:
    """The exact sum of money, whatever the order of the rows."""
    return unfixed(fixed(pl.col(name), MONEY_SCALE).sum(), MONEY_SCALE).alias(name)


def _with_shares(rows: pl.DataFrame, loss: str, name: str) -> pl.DataFrame:
    ordered = rows.sort([loss, name], descending=[True, False], nulls_last=True)
    total = ordered.select(_sum(loss)).item()
    share = pl.col(loss) / total if total else pl.lit(None, pl.Float64)
    return ordered.with_columns(loss_share=share)


def _by(rows: pl.DataFrame, name: str, values: Sequence[str | None], money: Sequence[str]) -> pl.DataFrame:
    """Counts and sums by a column, a row for each of its values even where nobody has it."""
    found = rows.group_by(name).agg(companies=pl.len(), **{one: _sum(one) for one in money})
    frame = pl.DataFrame({name: list(values)}, schema={name: pl.String})
    joined = frame.join(found, on=name, how="left", validate="1:1", nulls_equal=True, maintain_order="left")
    counted = joined.with_columns(pl.col("companies").fill_null(0), pl.col(money).fill_null(0.0))
    share = pl.col("companies") / rows.height if rows.height else pl.lit(None, pl.Float64)
    return counted.select(name, "companies", share.alias("company_share"), *money)


def _bins(scored: pl.DataFrame) -> pl.DataFrame:
    last = 100 // BIN_POINTS - 1
    place = (pl.col("score") // BIN_POINTS).cast(pl.Int64).clip(0, last)
    counts = dict(scored.group_by(place.alias("bin")).len().iter_rows())
    rows = [(at * BIN_POINTS, (at + 1) * BIN_POINTS, counts.get(at, 0)) for at in range(last + 1)]
    return pl.DataFrame(rows, schema=dict.fromkeys(("score_from", "score_to", "companies"), pl.Int64), orient="row")


def _concentration(dimension: str, held: pl.DataFrame) -> Concentration:
    rows = _with_shares(held.filter(pl.col("loss_usd") > 0), "loss_usd", "key").rename({"loss_share": "share"})
    return Concentration(dimension, herfindahl(rows["share"]) or None, rows)

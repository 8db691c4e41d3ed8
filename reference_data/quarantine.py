"""Trade rows that do not say what their code says: shown with the reason, and kept out of import mixes."""

import polars as pl

SUMS = ("EU27",)
"""Importers whose rows add up rows of others: no evidence of their own on unit values."""
REST = "ROW"

SPREAD_LIMIT = 3.0
"""Robust standard deviations of the log unit value beyond which a row is not believed."""
ROBUST = 1.4826
"""Median absolute deviation to standard deviation, for a normal distribution."""
SMALL_VALUE_USD = 50_000.0
SMALL_QUANTITY_T = 50.0
"""A trade below both sizes moves no mix, and small customs entries scatter too widely to judge."""

MISLABELLED = (
    ("280530", "AUS", "concentrate or carbonate under the code of metals, as Australia makes no rare-earth metal"),
    ("280530", "NGA", "concentrate under the code of metals, as Nigeria makes no rare-earth metal"),
    ("284690", "NOR", "contrast agents under the code of compounds: hundreds of USD a kg and more"),
)
"""Code, origin and reason: flows known to be another good, whatever their unit value."""

UNIT_VALUE = "unit_value_usd_per_kg"


def quarantine(flows: pl.DataFrame) -> pl.DataFrame:
    """Every trade row with its unit value and, where it is not used, `quarantined_because`; empty means used.

    A row is set aside when value comes without any tonnes, when its goods are known to be others than the code's, or
    when it is big enough to matter and its unit value lies more than three robust standard deviations (of the
    logarithm) from the median of its code. Rows whose source gives no tonnes at all cannot be judged and are used.
    """
    valued = flows.with_columns(_unit_value().alias(UNIT_VALUE))
    judged = valued.join(unit_values(flows), on="hs_code", how="left", validate="m:1")
    away = (pl.col(UNIT_VALUE).log() - pl.col("median_usd_per_kg").log()) / pl.col("log_spread")
    matters = (pl.col("value_usd") >= SMALL_VALUE_USD) | (pl.col("quantity_t") >= SMALL_QUANTITY_T)
    outlier = pl.format(
        "unit value of {} USD/kg, {} robust deviations from the median of its code, {} USD/kg",
        _printed(pl.col(UNIT_VALUE), 2),
        _printed(away, 1),
        _printed(pl.col("median_usd_per_kg"), 1),
    )
    empty = pl.when((pl.col("quantity_t") == 0) & (pl.col("value_usd") > 0)).then(pl.lit("value without tonnes"))
    far = pl.when(matters & (away.abs() > SPREAD_LIMIT)).then(outlier)
    reasons = judged.with_columns(quarantined_because=pl.coalesce(empty, *_mislabelled(), far))
    return reasons.drop("median_usd_per_kg", "log_spread")


def unit_values(flows: pl.DataFrame) -> pl.DataFrame:
    """Per HS code: median unit value and robust spread of its logarithm, over named origins of trades that matter."""
    rows = flows.with_columns(log=_unit_value().log()).filter(
        ~pl.col("importer").is_in(SUMS),
        pl.col("origin") != REST,
        pl.col("value_usd") >= SMALL_VALUE_USD,
        pl.col("log").is_finite(),
    )
    spread = ROBUST * (pl.col("log") - pl.col("log").median()).abs().median()
    return (
        rows.group_by("hs_code")
        .agg(median_usd_per_kg=pl.col("log").median().exp(), log_spread=spread)
        .filter(pl.col("log_spread") > 0)
    )


def _unit_value() -> pl.Expr:
    return pl.when(pl.col("quantity_t") > 0).then(pl.col("value_usd") / pl.col("quantity_t") / 1000)


def _mislabelled() -> list[pl.Expr]:
    return [
        pl.when((pl.col("hs_code") == code) & (pl.col("origin") == origin)).then(pl.lit(reason))
        for code, origin, reason in MISLABELLED
    ]


def _printed(number: pl.Expr, digits: int) -> pl.Expr:
    return number.round(digits).cast(pl.String)

"""From companies and cases to rows: every line with its delays, costs and contributions, adding up exactly."""

import polars as pl

from scoring import contributions, delay
from scoring.answers import Worked
from scoring.collecting import collected
from scoring.cost import COST, cost_rows
from scoring.exact import apportioned
from scoring.levels import LINE_KEYS, Levels, company_level, contribution_level, cost_level, delay_level, line_level
from scoring.sourcing import Sourcing
from scoring.world import World

SIGNALS = ("delay", "duty", "premium")
OF_COST = [
    *COST,
    "use_share",
    "kg_per_unit",
    "purchase_factor",
    "mass_fraction",
    "unit_value_usd_per_kg",
    "value_share",
    "tariff_line",
    "duty_rate",
    "price_outside_usd_per_kg",
    "price_inside_usd_per_kg",
    "quoted_share",
    "unit_duty_usd",
    "unit_premium_usd",
]
"""Columns of a profile's costs that its lines are given."""


def detailed(lines: pl.DataFrame, companies: pl.DataFrame, done: Worked, found: Sourcing, world: World) -> Levels:
    """The five levels of some companies. `lines`: their scored lines in published order; `done`: all cases of them."""
    rows = lines.with_row_index("row").join(
        companies.select("company", *(f"{signal}_points_fixed" for signal in SIGNALS)),
        on="company",
        how="left",
        validate="m:1",
        maintain_order="left",
    )
    costs = _cost_rows(rows, done, found, world)
    delays = _expanded(
        rows.select("row", "case", *LINE_KEYS),
        collected(delay.regime_losses(done.rows.lazy(), done.supplied.lazy(), found.rules_in_full.lazy())),
        "case",
    )
    return Levels(
        company=collected(company_level(companies.lazy())),
        line=collected(line_level(rows.lazy())),
        delay=collected(delay_level(delays.lazy())),
        cost=collected(cost_level(costs.lazy())),
        contribution=collected(contribution_level(_cells(rows, costs, done, found).lazy())),
        signals={},
    )


def _expanded(rows: pl.DataFrame, more: pl.DataFrame, key: str) -> pl.DataFrame:
    """Each line with all rows of its case or profile, in the order of both."""
    return rows.join(more, on=key, how="inner", validate="m:m", maintain_order="left_right")


def _costs_of(lines: pl.DataFrame, found: Sourcing, world: World) -> pl.LazyFrame:
    terms = found.named.lazy().join(lines.lazy().select("profile").unique(), on="profile", how="semi")
    return cost_rows(terms, found.rates.lazy(), found.premiums.lazy(), world)


def _cost_rows(rows: pl.DataFrame, done: Worked, found: Sourcing, world: World) -> pl.DataFrame:
    """One row a line × material × origin × element with its parts of the line's duty and premium, in fixed point."""
    of_line = ["row", "company", "case", "profile", *LINE_KEYS, "annual_units"]
    of_line += [name for signal in SIGNALS[1:] for name in (f"{signal}_fixed", f"{signal}_points_fixed")]
    lines = rows.select(*of_line, line_duty="unit_duty_usd", line_premium="unit_premium_usd")
    of_cost = found.worded(collected(_costs_of(lines, found, world)).select(OF_COST))
    borne = done.supplied.select("case", "material_id", "tariff_borne_share")
    costs = _expanded(lines, of_cost, "profile").join(
        borne, on=["case", "material_id"], how="left", validate="m:1", maintain_order="left"
    )
    duty = pl.col("unit_duty_usd") * pl.col("tariff_borne_share")
    weights = {"duty": (duty, pl.col("line_duty")), "premium": (pl.col("unit_premium_usd"), pl.col("line_premium"))}
    # What costs less than can be counted costs nothing, and has no parts.
    weighed = costs.with_columns(
        pl.when(whole > 0).then(part / whole).otherwise(0.0).alias(f"{signal}_weight")
        for signal, (part, whole) in weights.items()
    )
    return weighed.with_columns(
        apportioned(weighed, "row", f"{signal}_fixed", f"{signal}_weight").alias(f"{signal}_loss_fixed")
        for signal in SIGNALS[1:]
    )


def _cells(rows: pl.DataFrame, costs: pl.DataFrame, done: Worked, found: Sourcing) -> pl.DataFrame:
    """One row a contribution, line by line in the order of the level; points of a signal add up to the company's."""
    parts = collected(contributions.delay_cells(done.materials.lazy(), done.rows.lazy(), found.parts.lazy()))
    of_line = ["row", "company", "case", *LINE_KEYS, "delay_fixed", "delay_points_fixed"]
    delays = _expanded(rows.select(of_line), parts, "case")
    delays = delays.with_columns(loss_fixed=apportioned(delays, "row", "delay_fixed", "weight"))
    no_authority = pl.lit(None, found.laws.schema["authority"]).alias("authority")
    cells = [_pointed(delays, "delay")]
    for signal in SIGNALS[1:]:
        paid = costs.with_columns(no_authority, loss_fixed=pl.col(f"{signal}_loss_fixed"))
        cells.append(_pointed(paid, signal))
    return (
        pl.concat(cells)
        .sort("row", maintain_order=True)
        .with_columns(pl.col("authority").cast(pl.String).fill_null(""))
    )


def _pointed(cells: pl.DataFrame, signal: str) -> pl.DataFrame:
    """The cells of one signal that lose anything, with their points."""
    losing = cells.filter(pl.col("loss_fixed") != 0)
    loss = pl.col("loss_fixed").cast(pl.Float64)
    total = losing.group_by("company").agg(company_loss=pl.col("loss_fixed").sum().cast(pl.Float64))
    weighed = losing.join(total, on="company", how="left", validate="m:1", maintain_order="left").with_columns(
        weight=loss / pl.col("company_loss")
    )
    points = apportioned(weighed, "company", f"{signal}_points_fixed", "weight")
    keys = ["row", *LINE_KEYS, *contributions.CELL[1:], "loss_fixed"]
    return weighed.select(*keys, pl.lit(signal).alias("signal"), points.alias("points_fixed"))

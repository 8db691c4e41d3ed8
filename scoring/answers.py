"""What one unit of a case loses, once per distinct case, and what that makes of each product line."""

from dataclasses import dataclass

import polars as pl

from scoring import contributions, delay, losses, terms
from scoring.collecting import collected
from scoring.exact import UNIT_SCALE, fixed, run_sums, share_sum, unfixed
from scoring.profiles import Encoded
from scoring.segments import numbers, starts
from scoring.sourcing import Sourcing
from scoring.world import World

CASES_AT_ONCE = 100_000
"""Cases worked out together: enough to be quick, few enough to fit into memory."""


@dataclass(frozen=True)
class Worked:
    """Some cases worked out: `supplied` by material, `rows` by rule that binds, `materials` by authority, and `units`.

    units: one row a case: lost share, duty and premium of one unit in USD, and how much of each rests on the company's
    own evidence (`delay_own_share`, `unit_duty_own_usd`, `unit_premium_own_usd`).
    """

    supplied: pl.DataFrame
    rows: pl.DataFrame
    materials: pl.DataFrame
    units: pl.DataFrame


def worked(cases: pl.DataFrame, book: Encoded, found: Sourcing, world: World) -> Worked:
    """The given cases of a portfolio worked out, in their order."""
    stated = book.stated.with_columns(pl.col("material_id").cast(found.materials.schema["material_id"], strict=False))
    supplied = collected(terms.case_terms(cases.lazy(), stated.lazy(), found.materials.lazy(), world))
    rows = delay.ruled(supplied, found.rules, found.laws, world)
    materials = losses.material_authority_shares(rows)
    return Worked(supplied, rows, materials, _units(cases, supplied, materials))


@dataclass(frozen=True)
class Units:
    """Every case worked out, row by row (see Worked.units), and the regimes that bind any of them, sorted.

    `done` holds the whole of it where all cases fitted into memory together.
    """

    units: pl.DataFrame
    binding: pl.Series
    done: Worked | None


def all_units(book: Encoded, found: Sourcing, world: World) -> Units:
    """The units of every case, worked out some at a time."""
    if book.cases.height <= CASES_AT_ONCE:
        done = worked(book.cases, book, found, world)
        return Units(done.units, _binding([done.rows["regime_id"].unique()]), done)
    units, regimes = [], []
    for cases in book.cases.iter_slices(CASES_AT_ONCE):
        some = worked(cases, book, found, world)
        units.append(some.units)
        regimes.append(some.rows["regime_id"].unique())
    return Units(pl.concat(units), _binding(regimes), None)


def _binding(regimes: list[pl.Series]) -> pl.Series:
    return pl.concat(regimes).unique().cast(pl.String).sort()


def _units(cases: pl.DataFrame, supplied: pl.DataFrame, materials: pl.DataFrame) -> pl.DataFrame:
    lost = losses.lost_shares(materials)
    duty, premium = pl.col("tariff_borne_share") * pl.col("unit_duty_usd"), pl.col("unit_premium_usd")
    parts = {
        "unit_duty_usd": duty,
        "unit_premium_usd": premium,
        "unit_duty_own_usd": duty * pl.col("own_duty"),
        "unit_premium_own_usd": premium * pl.col("own_premium"),
    }
    edges = starts(numbers(supplied["case"]))
    sums = run_sums(supplied.select(fixed(part, UNIT_SCALE).alias(name) for name, part in parts.items()), edges)
    money = sums.lazy().select(unfixed(pl.all(), UNIT_SCALE)).with_columns(case=pl.lit(supplied["case"][edges[:-1]]))
    # A case without materials or without a gated path has no row: it loses nothing.
    rows = cases.lazy().select("case", "profile")
    for more in (lost, money, _delay_own_share(supplied, materials)):
        rows = rows.join(more, on="case", how="left", validate="1:1")
    return collected(rows.with_columns(pl.exclude("case", "profile").fill_null(0.0)).sort("case"))


def _delay_own_share(supplied: pl.DataFrame, materials: pl.DataFrame) -> pl.LazyFrame:
    """Per case: the share of its delay loss that rests on the company's own evidence.

    Where all materials rest on it alike there is nothing to weigh. `supplied` is sorted by case.
    """
    own, case = pl.col("own_delay"), pl.col("case")
    differs = (own != own.shift()) & (case == case.shift())
    unlike = supplied.lazy().filter(differs).select("case").unique()
    some = supplied.lazy().select("case", "material_id", "own_delay")
    parts = contributions.material_parts(materials.lazy().join(unlike, on="case", how="semi"))
    of_unlike = some.join(unlike, on="case", how="semi")
    weighed = of_unlike.join(parts, on=["case", "material_id"], how="inner", validate="1:1").group_by("case")
    by_case = weighed.agg(delay_own_share=share_sum(own * pl.col("delay_part")))
    firsts = some.filter((case != case.shift()).fill_null(True)).select("case", delay_own_share="own_delay")
    return pl.concat([firsts.join(unlike, on="case", how="anti"), by_case])


def scored_lines(book: Encoded, units: pl.DataFrame, found: Sourcing, world: World) -> pl.DataFrame:
    """Each line with the figures of its case and profile, and its losses; empty where its profile has a `reason`."""
    of_product = ["product_contribution_margin", "product_recovery_share"]
    of_profile = found.profiles.select(*of_product, scored=pl.col("reason").is_null())[book.lines["profile"]]
    rows = book.lines.hstack(units.drop("case", "profile")[book.lines["case"]]).hstack(of_profile)
    scored = [pl.when("scored").then(name).alias(name) for name in ("lost_share", "unit_duty_usd", "unit_premium_usd")]
    given = {name: pl.coalesce(name, f"product_{name}") for name in ("contribution_margin", "recovery_share")}
    return collected(
        losses.line_losses(rows.lazy().with_columns(*scored, **given).drop(of_product), world.method.year_days)
    )

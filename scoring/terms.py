"""The terms each line and material is scored on: what the company gave, and the default where it did not."""

import polars as pl

from scoring.portfolio import TERM_COLUMNS
from scoring.profiles import FIGURES, WORDS
from scoring.standing_in import not_known
from scoring.world import World

OWN_EVIDENCE = {
    "delay": (
        "origin_shares",
        "stock_days",
        "transit_days",
        "second_source_share",
        "contribution_margin",
        "recovery_share",
    ),
    "duty": ("origin_shares", "tariff_borne_share"),
    "premium": ("origin_shares",),
}
"""Inputs of each loss that a company can supply; the data grade counts those it did."""


def profile_terms(profiles: pl.LazyFrame, world: World) -> pl.LazyFrame:
    """One row a profile: customs area, margin and recovery of the product, and why its lines cannot be scored.

    `reason` is empty where they can; `none` lines can (they lose nothing).
    """
    products = world.products.lazy().select(
        "product_id", pl.col("contribution_margin", "recovery_share").name.prefix("product_")
    )
    built = world.product_materials.lazy().select("product_id").unique().with_columns(has_materials=pl.lit(True))
    areas = world.areas.lazy().select(importer="country", importer_area="customs_area")
    rows = (
        profiles.join(products, on="product_id", how="left", validate="m:1")
        .join(built, on="product_id", how="left", validate="m:1")
        .join(areas, on="importer", how="left", validate="m:1")
    )
    no_materials = (pl.col("product_id") != "none") & pl.col("has_materials").is_null()
    reason = (
        pl.when(~pl.col("earns"))
        .then(pl.lit("annual_revenue_usd is zero: a loss cannot be measured against it"))
        .when(no_materials)
        .then(pl.format("product {} has no bill of materials on record", "product_id"))
    )
    return rows.with_columns(reason=reason)


def material_terms(profiles: pl.LazyFrame, stated: pl.LazyFrame, world: World) -> pl.LazyFrame:
    """One row a scorable profile × material: words as stated for it, else for the line, else the default. Sorted.

    `given_*` says whether the company gave the term; `own_origin_shares` is its sourcing text, or empty.
    """
    built = world.product_materials.lazy().select("product_id", "material_id", "kg_per_unit").sort("material_id")
    own = stated.select(
        "line",
        "material_id",
        pl.col(WORDS).name.prefix("own_"),
        *(pl.col(name).is_not_null().alias(f"own_given_{name}") for name in TERM_COLUMNS),
    )
    of_line = ["profile", "line", "company_id", "product_id", "importer", "importer_area", *WORDS, "buyer_size_default"]
    scorable = profiles.filter(pl.col("reason").is_null()).select(*of_line, pl.selectors.starts_with("given_"))
    rows = scorable.join(built, on="product_id", how="inner", validate="m:m", maintain_order="left_right").join(
        own, on=["line", "material_id"], how="left", validate="m:1", maintain_order="left"
    )
    words = {name: pl.coalesce(f"own_{name}", name) for name in WORDS}
    defaults = {**world.defaults, "buyer_size": pl.col("buyer_size_default")}
    return rows.with_columns(
        *((pl.col(f"own_given_{n}").fill_null(False) | pl.col(f"given_{n}")).alias(f"given_{n}") for n in TERM_COLUMNS),
        *(_or_default(word, defaults[name]).alias(name) for name, word in words.items() if name != "origin_shares"),
        own_origin_shares=words["origin_shares"],
    ).drop(
        "buyer_size_default",
        *(f"own_{name}" for name in WORDS if name != "origin_shares"),
        pl.selectors.starts_with("own_given_"),
    )


def case_terms(cases: pl.LazyFrame, stated: pl.LazyFrame, materials: pl.LazyFrame, world: World) -> pl.LazyFrame:
    """One row a case × material, in the order of cases: figures as stated for it, else for the line, else the default.

    `materials`: one row a profile × material; its other columns are kept.
    """
    rows = cases.join(materials, on="profile", how="inner", validate="m:m", maintain_order="left")
    own = stated.select(pl.col("line").alias("stated_by"), "material_id", pl.col(FIGURES).name.prefix("own_"))
    rows = rows.join(own, on=["stated_by", "material_id"], how="left", validate="m:1", maintain_order="left")
    figures = [_or_default(pl.coalesce(f"own_{n}", n), world.defaults[n]).alias(n) for n in FIGURES]
    return rows.with_columns(figures).drop("stated_by", *(f"own_{name}" for name in FIGURES))


def own_evidence(signal: str) -> pl.Expr:
    """The fraction of a loss's inputs that the company supplied; a figure not known by then is one more it did not."""
    columns = [f"given_{name}" for name in OWN_EVIDENCE[signal]]
    return pl.sum_horizontal(pl.col(column).cast(pl.Float64) for column in columns) / (len(columns) + not_known(signal))


def _or_default(given: pl.Expr, default: float | str | pl.Expr) -> pl.Expr:
    return pl.coalesce(given, default if isinstance(default, pl.Expr) else pl.lit(default))

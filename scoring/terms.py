"""The terms each line and material is scored on: what the company gave, and the default where it did not."""

import polars as pl

from scoring.collecting import collected
from scoring.portfolio import TERM_COLUMNS
from scoring.profiles import FIGURES, WORDS
from scoring.standing_in import STATES, default_name, names_of, not_known
from scoring.world import World

BASES = ("importer", "customs_area", "world")
"""Whose origin shares serve where the company gives none: the country's, its customs area's, or world supply."""

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


def defaults_used(terms: pl.DataFrame, world: World) -> pl.LazyFrame:
    """Per profile, joined by `;`: the terms taken from a default for at least one material, in the order of the file.

    `origin_shares:BASIS` says whose shares served instead; `duty_rate` that an assumed rate stands for an unknown one;
    `earliest:TABLE` that no figure of the table known by then was at hand and the earliest on record serves;
    `stale:TABLE` that the last edition serves though it has ended; `buyer_size:feed` and `licence_kind:feed` that a
    feed crosses a border, for a large buyer under an individual licence. `terms` are sorted by profile.
    """
    plain = ["contribution_margin", "recovery_share", *(name for name in TERM_COLUMNS if name != "origin_shares")]
    standing = [name for state in STATES for name in names_of(state) if terms[name].any()]
    flags = {
        **{name: ~pl.col(f"given_{name}") for name in plain},
        **{basis: pl.col("share_basis") == basis for basis in BASES},
        **{name: pl.col(name) for name in ("feed_crosses", "duty_assumed", *standing)},
    }
    bits = pl.sum_horizontal(flag.cast(pl.Int64) * 2**place for place, flag in enumerate(flags.values()))
    of_profile = terms.lazy().select(pl.col("profile").set_sorted(), bits=bits).group_by("profile")
    sets = collected(of_profile.agg(pl.col("bits").bitwise_or()))
    distinct = sets["bits"].unique()
    told = [{name for place, name in enumerate(flags) if bits >> place & 1} for bits in distinct]
    names = {
        **{name: [name] for name in plain},
        **{f"origin_shares:{basis}": [basis] for basis in BASES},
        **_by_default(standing),
        **_defaults_standing_in(world),
        "buyer_size:feed;licence_kind:feed": ["feed_crosses"],
        "duty_rate": ["duty_assumed"],
    }
    used = [";".join(name for name, grounds in names.items() if true.intersection(grounds)) for true in told]
    texts = pl.LazyFrame({"bits": distinct, "defaults_used": used}, schema_overrides={"defaults_used": pl.String})
    return sets.lazy().join(texts, on="bits", how="left", validate="m:1").drop("bits")


def _by_default(columns: list[str]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for column in columns:
        grouped.setdefault(default_name(column), []).append(column)
    return grouped


def _defaults_standing_in(world: World) -> dict[str, list[str]]:
    """Defaults that were not known by then, or have ended: what a line that takes them is said to use."""
    rows = world.default_rows.select("parameter", "edition").sort("parameter").rows()
    taken = {f"{state}:line_defaults": [name for name, edition in rows if edition == state] for state in STATES}
    return {name: parameters for name, parameters in taken.items() if parameters}


def _or_default(given: pl.Expr, default: float | str | pl.Expr) -> pl.Expr:
    return pl.coalesce(given, default if isinstance(default, pl.Expr) else pl.lit(default))

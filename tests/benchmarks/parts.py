"""Lines × materials with the terms that hold for them, from which the arrays of the arithmetic are made."""

import polars as pl

from scoring.portfolio import TERM_COLUMNS
from tests.benchmarks.reference import Reference
from tests.benchmarks.resolving import END_USES, LICENCE_KINDS

LINE = ["company_id", "product_id", "importer"]
NUMBERS = [name for name, kind in TERM_COLUMNS.items() if kind == pl.Float64]


def lines_of(lines: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """Lines with their numbers, the revenue of their company and what they earn; in the order of the file."""
    products = reference.products.with_row_index("product").select(
        "product", "product_id", pl.col("contribution_margin", "recovery_share").name.prefix("usual_")
    )
    importers = reference.importers.with_row_index("importer_number").select("importer_number", importer="importer_id")
    rows = lines.with_row_index("line").join(
        products, on="product_id", how="left", validate="m:1", maintain_order="left"
    )
    rows = rows.join(importers, on="importer", how="left", validate="m:1", maintain_order="left")
    margin = pl.coalesce("contribution_margin", "usual_contribution_margin")
    recovery = pl.coalesce("recovery_share", "usual_recovery_share")
    return rows.with_columns(
        company_revenue=pl.col("annual_revenue_usd").sum().over("company_id"),
        at_stake=pl.col("annual_revenue_usd") * margin * (1 - recovery),
    )


def parts_of(lines: pl.DataFrame, overrides: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """One row a line × material with the terms that hold, sorted by line and numbered."""
    materials = reference.materials.with_row_index("material")
    bills = reference.bills.join(materials, on="material", validate="m:1")
    own = overrides.select(*LINE, "material_id", pl.col(list(TERM_COLUMNS)).name.prefix("own_"))
    rows = lines.join(bills, on="product", validate="m:m").join(
        own, on=[*LINE, "material_id"], how="left", validate="1:1"
    )
    defaults = reference.world.defaults
    given = {name: pl.coalesce(f"own_{name}", name) for name in TERM_COLUMNS}
    large = pl.col("company_revenue") >= reference.world.method.large_buyer_revenue_usd
    scope = [
        pl.coalesce(given["end_use"], pl.lit(defaults["end_use"])) == END_USES[1],
        pl.coalesce(given["buyer_size"] == "large", large),
        pl.coalesce(given["licence_kind"], pl.lit(defaults["licence_kind"])) == LICENCE_KINDS[1],
    ]
    terms = {name: pl.coalesce(given[name], pl.lit(defaults[name])) for name in NUMBERS}
    return (
        rows.select(
            "line",
            "material",
            importer="importer_number",
            scope=sum(bit.cast(pl.Int64) * place for bit, place in zip(scope, (4, 2, 1), strict=True)),
            stated=given["origin_shares"],
            bought=pl.col("annual_units") * pl.col("kg_per_unit") * pl.col("purchase_factor"),
            value="unit_value_usd_per_kg",
            **terms,
        )
        .join(reference.premiums, on=["importer", "material"], how="left", validate="m:1")
        .sort("line", "material")
        .with_row_index("part")
    )


def stated_shares(parts: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """One row a part × origin that its company named: the share, scaled to sum to 1."""
    origins = reference.origins.with_row_index("origin")
    named = parts.drop_nulls("stated").with_columns(pair=pl.col("stated").str.split(";")).explode("pair")
    pair = pl.col("pair").str.split(":")
    rows = named.select(
        "part",
        "importer",
        "material",
        "scope",
        origin_id=pair.list.get(0).str.strip_chars(),
        used=pair.list.get(1).cast(pl.Float64),
    )
    rows = rows.join(origins, on="origin_id", validate="m:1")
    return rows.with_columns(pl.col("used") / pl.col("used").sum().over("part"))

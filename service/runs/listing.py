"""One row a company with all it is searched and filtered by."""

from collections.abc import Mapping

import polars as pl


def listing(levels: Mapping[str, pl.DataFrame], membership: pl.DataFrame, categories: pl.DataFrame) -> pl.DataFrame:
    """Per company: its headline, its portfolio and the categories, importers and elements of its lines.

    membership: company_id, portfolio, one row a company. categories: product_id, category, one row a product.
    An absent portfolio is null, absent lists are empty.
    """
    lines = levels["line"].join(categories, on="product_id", how="left", validate="m:1")
    found = {
        "categories": _distinct(lines, "category"),
        "importers": _distinct(lines, "importer"),
        "elements": _distinct(levels["cost"], "element"),
    }
    rows = levels["company"].join(
        membership.select("company_id", "portfolio"), on="company_id", how="left", validate="1:1"
    )
    for name, values in found.items():
        rows = rows.join(values.rename({"values": name}), on="company_id", how="left", validate="1:1")
    empty = pl.lit([], dtype=pl.List(pl.String))
    return rows.with_columns(pl.col(name).fill_null(empty) for name in found).sort("company_id")


def _distinct(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    text = pl.col(column).cast(pl.String)
    return frame.drop_nulls(column).group_by("company_id").agg(values=text.unique().sort())

"""Checked cells to the frames that are scored."""

from collections.abc import Mapping

import polars as pl

from scoring.collecting import collected_all
from scoring.portfolio import LINE_COLUMNS, OVERRIDE_COLUMNS, Portfolio
from service.portfolio.identifiers import plain_identifier
from service.portfolio.line_checks import LINE_KEY
from service.portfolio.numbers import number_of
from service.portfolio.origin_shares import canonical_origin_shares
from service.portfolio.override_checks import OVERRIDE

PLAIN = {"lei": plain_identifier, "isin": plain_identifier, "origin_shares": canonical_origin_shares}
"""Columns whose texts are stored in one form, however a file writes them."""


def portfolio_of(cells: pl.DataFrame) -> Portfolio:
    """Lines and overrides of rows without faults, sorted by key, so that the order of the file does not matter."""
    said = cells.select(pl.col(list(PLAIN)).drop_nulls().unique().implode()).row(0, named=True)
    plain = {name: {text: form(text) for text in said[name]} for name, form in PLAIN.items()}
    kinds = {**LINE_COLUMNS, **OVERRIDE_COLUMNS}
    typed = cells.lazy().select("row", *(_typed(name, kind, plain.get(name)) for name, kind in kinds.items()))
    # One answer holds for the whole company, in whichever of its rows it stands.
    size = pl.col("buyer_size").drop_nulls().first().over("company_id")
    lines = typed.with_columns(buyer_size=size).filter(~OVERRIDE).sort(LINE_KEY).select(*LINE_COLUMNS)
    overrides = typed.filter(OVERRIDE).sort(*LINE_KEY, "material_id").select(*OVERRIDE_COLUMNS)
    return Portfolio(*collected_all([lines, overrides]))


def _typed(name: str, kind: pl.DataType, plain: Mapping[str, str] | None) -> pl.Expr:
    if kind == pl.Float64:
        return number_of(pl.col(name)).alias(name)
    return pl.col(name).replace(plain) if plain else pl.col(name)

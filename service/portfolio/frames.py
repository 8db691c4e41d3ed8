"""Checked cells to the frames that are scored."""

import polars as pl

from scoring.portfolio import LINE_COLUMNS, OVERRIDE_COLUMNS, Portfolio
from service.portfolio.identifiers import plain_identifier
from service.portfolio.line_checks import LINE_KEY
from service.portfolio.numbers import number_of
from service.portfolio.origin_shares import canonical_origin_shares
from service.portfolio.override_checks import OVERRIDE


def portfolio_of(cells: pl.DataFrame) -> Portfolio:
    """Lines and overrides of rows without faults, sorted by key, so that the order of the file does not matter."""
    typed = cells.select(
        "row", *(_typed(name, kind, cells) for name, kind in {**LINE_COLUMNS, **OVERRIDE_COLUMNS}.items())
    )
    # One answer holds for the whole company, in whichever of its rows it stands.
    size = pl.col("buyer_size").drop_nulls().first().over("company_id")
    lines = typed.with_columns(buyer_size=size).filter(~OVERRIDE).sort(LINE_KEY)
    overrides = typed.filter(OVERRIDE).sort(*LINE_KEY, "material_id")
    return Portfolio(lines.select(*LINE_COLUMNS), overrides.select(*OVERRIDE_COLUMNS))


def _typed(name: str, kind: pl.DataType, cells: pl.DataFrame) -> pl.Expr:
    if kind == pl.Float64:
        return number_of(pl.col(name)).alias(name)
    plain = {"lei": plain_identifier, "isin": plain_identifier, "origin_shares": canonical_origin_shares}.get(name)
    if plain is None:
        return pl.col(name)
    return pl.col(name).replace({text: plain(text) for text in cells[name].drop_nulls().unique()})

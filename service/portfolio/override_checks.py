"""Faults of rows that say something for one material of a line."""

import polars as pl

from scoring.portfolio import TERM_COLUMNS
from service.portfolio.faults import Fault, Problem, fault_at, shown
from service.portfolio.row_faults import faults_where
from service.portfolio.vocabulary import Vocabulary

OVERRIDE = pl.col("material_id").is_not_null()
_LINE = ["company_id", "product_id", "importer"]
_ONLY_IN_LINES = ("annual_units", "annual_revenue_usd", "contribution_margin", "recovery_share")
_SAME_AS_LINE = ("country", "industry", "isin", "supplier_number")
_NO_LINE = Problem(
    "no_line",
    "there is no product line with the same company, product and importer",
    "add that line with its units and revenue, or clear material_id",
)


def override_faults(cells: pl.DataFrame, vocabulary: Vocabulary) -> list[Fault]:
    """Every override that says too much, nothing, something of another material, or has no line."""
    overrides = cells.filter(OVERRIDE)
    if overrides.is_empty():
        return []
    lines = cells.filter(~OVERRIDE).unique(_LINE, keep="first", maintain_order=True)
    return [
        *_line_figures(overrides),
        *_says_nothing(overrides),
        *_foreign_materials(overrides, vocabulary),
        *overrides_without_line(overrides, lines, _NO_LINE),
        *_unlike_line(overrides, lines),
    ]


def overrides_without_line(overrides: pl.DataFrame, lines: pl.DataFrame, problem: Problem) -> list[Fault]:
    """The problem at every override for which `lines` has no row with the same company, product and importer."""
    lost = overrides.join(lines, on=_LINE, how="anti", nulls_equal=True)
    return faults_where(lost, pl.lit(True), "material_id", problem)


def _line_figures(overrides: pl.DataFrame) -> list[Fault]:
    problem = Problem(
        "line_figure", "belongs to the product line, not to one material", "clear it in rows with a material_id"
    )
    given = [(column, pl.col(column).is_not_null()) for column in _ONLY_IN_LINES]
    return [fault for column, broken in given for fault in faults_where(overrides, broken, column, problem)]


def _says_nothing(overrides: pl.DataFrame) -> list[Fault]:
    problem = Problem(
        "says_nothing", "the row says nothing about the material", f"give at least one of {', '.join(TERM_COLUMNS)}"
    )
    return faults_where(overrides, pl.all_horizontal(pl.col(list(TERM_COLUMNS)).is_null()), "material_id", problem)


def _foreign_materials(overrides: pl.DataFrame, vocabulary: Vocabulary) -> list[Fault]:
    known = overrides.filter(
        pl.col("product_id").is_in(list(vocabulary.products)), pl.col("material_id").is_in(list(vocabulary.materials))
    )
    held = {product: vocabulary.product_materials.get(product, frozenset()) for product in vocabulary.products}
    return [
        fault_at(row, "material_id", _foreign(product, material, held[product]), material)
        for row, product, material in known.select("row", "product_id", "material_id").iter_rows()
        if material not in held[product]
    ]


def _foreign(product: str, material: str, held: frozenset[str]) -> Problem:
    meant = f"it holds {', '.join(sorted(held))}" if held else "no material of it is on record, remove the row"
    problem = f"product {shown(product)} holds no {shown(material)}"
    return Problem("material_not_in_product", problem, meant, tuple(sorted(held)))


def _unlike_line(overrides: pl.DataFrame, lines: pl.DataFrame) -> list[Fault]:
    of_line = lines.select(*_LINE, pl.col(_SAME_AS_LINE).name.prefix("line_"))
    both = overrides.join(of_line, on=_LINE, how="inner", nulls_equal=True, validate="m:1")
    problem = Problem("unlike_line", "differs from the product line", "clear it in rows with a material_id")
    unlike = [
        (name, pl.col(name).is_not_null() & pl.col(name).ne_missing(pl.col(f"line_{name}"))) for name in _SAME_AS_LINE
    ]
    return [fault for column, broken in unlike for fault in faults_where(both, broken, column, problem)]

"""Faults of rows that say something for one material of a line."""

import polars as pl

from scoring.portfolio import TERM_COLUMNS
from service.portfolio.faults import Fault, Problem, fault_at, shown
from service.portfolio.row_faults import RowCheck, check_where
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


def override_checks(cells: pl.LazyFrame, vocabulary: Vocabulary) -> list[RowCheck]:
    """Finds every override that says too much, nothing, something of another material, or has no line."""
    overrides, lines = cells.filter(OVERRIDE), cells.filter(~OVERRIDE)
    return [
        *_line_figures(overrides),
        _says_nothing(overrides),
        _foreign_materials(overrides, vocabulary),
        overrides_without_line(overrides, lines, _NO_LINE),
        *_unlike_line(overrides, lines),
    ]


def overrides_without_line(overrides: pl.LazyFrame, lines: pl.LazyFrame, problem: Problem) -> RowCheck:
    """The problem at every override for which `lines` has no row with the same company, product and importer."""
    lost = overrides.join(lines, on=_LINE, how="anti", nulls_equal=True)
    return check_where(lost, pl.lit(True), "material_id", problem)


def _line_figures(overrides: pl.LazyFrame) -> list[RowCheck]:
    problem = Problem(
        "line_figure", "belongs to the product line, not to one material", "clear it in rows with a material_id"
    )
    return [check_where(overrides, pl.col(column).is_not_null(), column, problem) for column in _ONLY_IN_LINES]


def _says_nothing(overrides: pl.LazyFrame) -> RowCheck:
    problem = Problem(
        "says_nothing", "the row says nothing about the material", f"give at least one of {', '.join(TERM_COLUMNS)}"
    )
    return check_where(overrides, pl.all_horizontal(pl.col(list(TERM_COLUMNS)).is_null()), "material_id", problem)


def _foreign_materials(overrides: pl.LazyFrame, vocabulary: Vocabulary) -> RowCheck:
    known = overrides.filter(
        pl.col("product_id").is_in(list(vocabulary.products)), pl.col("material_id").is_in(list(vocabulary.materials))
    )
    held = vocabulary.product_materials
    pairs = [(product, material) for product, materials in held.items() for material in materials]
    keys = ["product_id", "material_id"]
    holdings = pl.LazyFrame(pairs, schema=dict.fromkeys(keys, pl.String), orient="row")
    foreign = known.join(holdings, on=keys, how="anti").select("row", *keys)

    def tell(row: int, product: str, material: str) -> Fault:
        return fault_at(row, "material_id", _foreign(product, material, held.get(product, frozenset())), material)

    return RowCheck(foreign, tell)


def _foreign(product: str, material: str, held: frozenset[str]) -> Problem:
    meant = f"it holds {', '.join(sorted(held))}" if held else "no material of it is on record, remove the row"
    problem = f"product {shown(product)} holds no {shown(material)}"
    return Problem("material_not_in_product", problem, meant, tuple(sorted(held)))


def _unlike_line(overrides: pl.LazyFrame, lines: pl.LazyFrame) -> list[RowCheck]:
    of_line = lines.unique(_LINE, keep="first", maintain_order=True).select(
        *_LINE, pl.col(_SAME_AS_LINE).name.prefix("line_")
    )
    both = overrides.join(of_line, on=_LINE, how="inner", nulls_equal=True, validate="m:1", maintain_order="left")
    problem = Problem("unlike_line", "differs from the product line", "clear it in rows with a material_id")
    unlike = [
        (name, pl.col(name).is_not_null() & pl.col(name).ne_missing(pl.col(f"line_{name}"))) for name in _SAME_AS_LINE
    ]
    return [check_where(both, broken, column, problem) for column, broken in unlike]

"""Faults of a portfolio that show only when cells and rows are read together."""

import polars as pl

from service.portfolio.faults import Fault, Problem, fault_at, shown
from service.portfolio.override_checks import OVERRIDE, override_faults
from service.portfolio.row_faults import faults_where, missing_faults
from service.portfolio.vocabulary import Vocabulary

LINE_KEY = ("company_id", "product_id", "importer")
_NONE = (pl.col("product_id") == "none").fill_null(False)
_BUILT = pl.col("product_id").is_not_null() & ~_NONE
_REVENUE = "the revenue of a year in USD, since losses are measured against it"


def line_faults(cells: pl.DataFrame, vocabulary: Vocabulary) -> list[Fault]:
    """Every row that lacks what its kind needs, says what its kind cannot say, or contradicts another row."""
    return [
        *_missing(cells),
        *_none_faults(cells),
        *override_faults(cells, vocabulary),
        *_repeated(cells),
        *_contradictions(cells, "company_name", pl.col("company_name")),
        *_contradictions(cells, "lei", pl.col("lei").str.replace_all(r"[\s-]", "").str.to_uppercase()),
        *_contradictions(cells, "buyer_size", pl.col("buyer_size")),
    ]


def _missing(cells: pl.DataFrame) -> list[Fault]:
    return [
        *missing_faults(cells, "company_id", pl.lit(True), "your key of the company"),
        *missing_faults(cells, "company_name", ~OVERRIDE, "the name of the company"),
        *missing_faults(cells, "product_id", pl.lit(True), "a product of table products, or none"),
        *missing_faults(cells, "importer", _BUILT, "the country in which the product is assembled"),
        *missing_faults(cells, "annual_units", ~OVERRIDE & _BUILT, "the units of a year"),
        *missing_faults(cells, "annual_revenue_usd", ~OVERRIDE, _REVENUE),
    ]


def _none_faults(cells: pl.DataFrame) -> list[Fault]:
    problem = Problem(
        "none_line", "is given for product none", "clear it, revenue without rare earths crosses no border"
    )
    given = [(column, _NONE & pl.col(column).is_not_null()) for column in ("importer", "annual_units")]
    return [fault for column, broken in given for fault in faults_where(cells, broken, column, problem)]


def _repeated(cells: pl.DataFrame) -> list[Fault]:
    key = [pl.col(name) for name in (*LINE_KEY, "material_id")]
    first = pl.col("row").min().over(key)
    keyed = cells.filter(pl.col("company_id").is_not_null(), pl.col("product_id").is_not_null())
    found = keyed.select("row", "company_id", "material_id", first=first).filter(pl.col("row") != pl.col("first"))
    return [_repeats(row, company, first, material) for row, company, material, first in found.iter_rows()]


def _repeats(row: int, company: str, first: int, material: str | None) -> Fault:
    same = "company, product, importer and material" if material else "company, product and importer"
    return Fault(
        row, "", f"repeats row {first}: same {same}", "put both in one row, or remove one", company, "repeated_line"
    )


def _contradictions(cells: pl.DataFrame, column: str, compared: pl.Expr) -> list[Fault]:
    given = cells.filter(pl.col("company_id").is_not_null(), pl.col(column).is_not_null())
    first = pl.col("row").min().over("company_id")
    rows = given.select("row", "company_id", said=pl.col(column), value=compared, first=first)
    firsts = rows.filter(pl.col("row") == pl.col("first")).select("company_id", other="said", other_value="value")
    differing = rows.join(firsts, on="company_id", how="left", validate="m:1").filter(
        pl.col("value") != pl.col("other_value")
    )
    return [
        fault_at(row, column, _contradicts(company, other, first), said)
        for row, company, said, other, first in differing.select(
            "row", "company_id", "said", "other", "first"
        ).iter_rows()
    ]


def _contradicts(company: str, other: str, first: int) -> Problem:
    problem = f"company {shown(company)} is {shown(other)} in row {first}"
    return Problem("contradiction", problem, "give one company one value, or two companies two ids", (other,))

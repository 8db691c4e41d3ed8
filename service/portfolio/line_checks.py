"""Faults of a portfolio that show only when cells and rows are read together."""

import polars as pl

from service.portfolio.cells import is_given
from service.portfolio.faults import Fault, Problem, fault_at, shown
from service.portfolio.override_checks import OVERRIDE, override_checks
from service.portfolio.row_faults import RowCheck, check_missing, check_where, faults_of
from service.portfolio.vocabulary import Vocabulary

LINE_KEY = ("company_id", "product_id", "importer")
_NONE = (pl.col("product_id") == "none").fill_null(False)
_BUILT = pl.col("product_id").is_not_null() & ~_NONE
_OF_COMPANY = {
    "company_name": pl.col("company_name"),
    "lei": pl.col("lei").str.replace_all(r"[\s-]", "").str.to_uppercase(),
    "buyer_size": pl.col("buyer_size"),
}
"""What is the same in all rows of a company, and the form in which it is compared."""

_REVENUE = "the revenue of a year in USD, since losses are measured against it"


def line_faults(cells: pl.DataFrame, vocabulary: Vocabulary) -> list[Fault]:
    """Every row that lacks what its kind needs, says what its kind cannot say, or contradicts another row."""
    rows = cells.lazy()
    alone = [*_missing(rows), *_none_lines(rows)]
    of_materials = override_checks(rows, vocabulary) if is_given(cells, "material_id") else []
    compared = [_contradictions(rows, name, said) for name, said in _OF_COMPANY.items() if is_given(cells, name)]
    # What compares all rows is looked for one after the other: side by side it would hold a large file several times.
    one_by_one = [fault for check in (_repeated(rows), *compared) for fault in faults_of([check])]
    return [*faults_of([*alone, *of_materials]), *one_by_one]


def _missing(cells: pl.LazyFrame) -> list[RowCheck]:
    return [
        check_missing(cells, "company_id", pl.lit(True), "your key of the company"),
        check_missing(cells, "company_name", ~OVERRIDE, "the name of the company"),
        check_missing(cells, "product_id", pl.lit(True), "a product of table products, or none"),
        check_missing(cells, "importer", _BUILT, "the country in which the product is assembled"),
        check_missing(cells, "annual_units", ~OVERRIDE & _BUILT, "the units of a year"),
        check_missing(cells, "annual_revenue_usd", ~OVERRIDE, _REVENUE),
    ]


def _none_lines(cells: pl.LazyFrame) -> list[RowCheck]:
    problem = Problem(
        "none_line", "is given for product none", "clear it, revenue without rare earths crosses no border"
    )
    columns = ("importer", "annual_units")
    return [check_where(cells, _NONE & pl.col(column).is_not_null(), column, problem) for column in columns]


def _repeated(cells: pl.LazyFrame) -> RowCheck:
    key = [pl.col(name) for name in (*LINE_KEY, "material_id")]
    keyed = cells.filter(pl.col("company_id").is_not_null(), pl.col("product_id").is_not_null())
    rows = keyed.select("row", "company_id", first=pl.col("row").min().over(key), material="material_id")
    return RowCheck(rows.filter(pl.col("row") != pl.col("first")), _repeats)


def _repeats(row: int, company: str, first: int, material: str | None) -> Fault:
    same = "company, product, importer and material" if material else "company, product and importer"
    return Fault(
        row, "", f"repeats row {first}: same {same}", "put both in one row, or remove one", company, "repeated_line"
    )


def _contradictions(cells: pl.LazyFrame, column: str, compared: pl.Expr) -> RowCheck:
    given = cells.filter(pl.col("company_id").is_not_null(), pl.col(column).is_not_null())
    first = pl.col("row").min().over("company_id")
    rows = given.select("row", "company_id", said=pl.col(column), value=compared, first=first)
    firsts = rows.filter(pl.col("row") == pl.col("first")).select("company_id", other="said", other_value="value")
    differing = rows.join(firsts, on="company_id", how="left", validate="m:1").filter(
        pl.col("value") != pl.col("other_value")
    )
    return RowCheck(
        differing.select("row", "company_id", "said", "other", "first"),
        lambda row, company, said, other, first: fault_at(row, column, _contradicts(company, other, first), said),
    )


def _contradicts(company: str, other: str, first: int) -> Problem:
    problem = f"company {shown(company)} is {shown(other)} in row {first}"
    return Problem("contradiction", problem, "give one company one value, or two companies two ids", (other,))

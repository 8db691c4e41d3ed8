"""What products contain: bills of materials agree with what was published, and nothing is known before its study."""

from datetime import date

import polars as pl
import pytest

from reference_data.loader import Tables
from scoring.engine import score
from scoring.method import METHOD
from scoring.portfolio import Portfolio

LATE_PRODUCTS = ("drone_small", "elevator", "ev_e2w", "ev_ebike", "robot_humanoid", "wind_gb_pmsg_hs")
TRACE_KG = 1e-6
ROUNDING = 1.001
MOST_RARE_EARTHS = 0.325
"""No sintered NdFeB magnet holds more: 31 % and what rounding and heavy grades add."""

WIDEST_STEP = 0.06


def test_the_elements_of_every_bill_of_materials_lie_within_their_published_range(tables: Tables) -> None:
    carried = tables["product_materials"].join(tables["material_compositions"], on="material_id", how="inner")
    masses = carried.group_by("product_id", "element").agg(kg=(pl.col("kg_per_unit") * pl.col("mass_fraction")).sum())
    ranges = (
        tables["product_contents"]
        .filter(pl.col("material_id").is_not_null())
        .group_by("product_id", "element")
        .agg(pl.col("element_kg_per_unit_low", "element_kg_per_unit_high").sum())
    )
    both = ranges.join(masses, on=["product_id", "element"], how="left", validate="1:1")
    known = both.filter(pl.col("element_kg_per_unit_high") > 3 * TRACE_KG)
    low, high = pl.col("element_kg_per_unit_low") / ROUNDING, pl.col("element_kg_per_unit_high") * ROUNDING
    assert known.filter(pl.col("kg").is_null() | ~pl.col("kg").is_between(low, high)).rows() == []
    assert len(known) > 140


def test_every_product_has_contents_with_what_would_take_their_place(tables: Tables) -> None:
    products = set(tables["products"]["product_id"]) - {"none"}
    assert len(products) == 50
    assert set(tables["product_contents"]["product_id"]) == set(tables["product_materials"]["product_id"]) == products
    quick, slow = pl.col("substitutable_share_12_months"), pl.col("substitutable_share")
    assert tables["product_contents"].filter(quick > slow).is_empty()


def test_no_sintered_magnet_holds_more_rare_earths_than_chemistry_allows(tables: Tables) -> None:
    held = tables["material_compositions"].filter(pl.col("material_id").str.starts_with("ndfeb"))
    sums = held.group_by("material_id").agg(pl.col("mass_fraction").sum())
    assert sums.filter(pl.col("mass_fraction") > MOST_RARE_EARTHS).rows() == []


def test_a_magnet_is_near_the_grade_it_names(tables: Tables) -> None:
    magnets = tables["materials"].filter(pl.col("form") == "magnet")
    assert magnets["magnet_grade"].null_count() == 0
    fractions = {symbol: f"{symbol.lower()}_fraction" for symbol in ("Nd", "Pr", "Dy", "Tb", "Sm")}
    grades = tables["magnet_grades"].select(magnet_grade="grade", **fractions)
    long = grades.unpivot(index="magnet_grade", variable_name="element", value_name="in_grade")
    rows = tables["material_compositions"].join(magnets.select("material_id", "magnet_grade"), on="material_id")
    steps = rows.join(long, on=["magnet_grade", "element"], how="left", validate="m:1")
    assert steps["in_grade"].null_count() == 0
    assert steps.filter((pl.col("mass_fraction") - pl.col("in_grade")).abs() > WIDEST_STEP).rows() == []


@pytest.mark.parametrize("name", ["product_contents", "product_materials", "material_compositions", "magnet_grades"])
def test_no_figure_is_known_before_its_study_came_out(tables: Tables, name: str) -> None:
    published = tables["sources"].select("source_id", "published")
    rows = tables[name].join(published, on="source_id", how="left", validate="m:1")
    assert rows.filter(pl.col("known_from") < pl.col("published")).rows() == []
    compiled = rows.filter(pl.col("source_id") == "goods-schlichenmaier-naegler-2022")
    assert compiled.is_empty() or compiled["known_from"].min() == date(2022, 12, 31)


def test_at_most_one_cited_price_outside_china_per_element_and_quarter(tables: Tables) -> None:
    cited = tables["prices"].filter(pl.col("side") == "outside", pl.col("basis") != "assumption")
    quarter = cited.group_by("item", pl.col("valid_from").dt.truncate("1q")).len()
    assert quarter.filter(pl.col("len") > 1).rows() == []


@pytest.mark.parametrize("product", LATE_PRODUCTS)
def test_a_product_with_a_labelled_grade_can_be_scored(tables: Tables, product: str) -> None:
    line = {
        "company_id": "c",
        "company_name": "C",
        "product_id": product,
        "importer": "USA",
        "annual_units": 1e4,
        "annual_revenue_usd": 1e9,
    }
    day = date(2026, 10, 1)
    levels = score(Portfolio.of(pl.DataFrame([line])), tables, METHOD, as_of=day, known_at=day)
    assert levels.company["score"][0] > 0

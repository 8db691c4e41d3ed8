"""Lines, terms and companies: what counts, what cannot be scored, and what rests on the company's own evidence."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from scoring.engine import score
from scoring.levels import Levels
from scoring.method import METHOD
from scoring.points import band, grade
from scoring.portfolio import Portfolio
from tests.scoring.small_world import ev_maker

DAY = date(2026, 3, 1)
MAKER = {
    "company_id": "maker",
    "company_name": "Maker",
    "product_id": "ev",
    "importer": "USA",
    "annual_units": 1.0,
    "annual_revenue_usd": 13.5e9,
}
NONE = {"company_id": "maker", "company_name": "Maker", "product_id": "none", "annual_revenue_usd": 13.5e9}


def scored(*lines: dict[str, Any], overrides: list[dict[str, Any]] | None = None, **tables: Any) -> Levels:
    world = ev_maker()
    frames = {**world, **tables}
    own = pl.DataFrame(overrides, infer_schema_length=None) if overrides else None
    portfolio = Portfolio.of(pl.DataFrame(lines, infer_schema_length=None), own)
    return score(portfolio, type(world)(frames, "by-hand"), METHOD, as_of=DAY, known_at=DAY)


def company(levels: Levels) -> dict[str, Any]:
    return levels.company.row(0, named=True)


def test_revenue_without_rare_earths_dilutes_the_score_but_not_the_loss() -> None:
    alone, diluted = company(scored(MAKER)), company(scored({**MAKER, "buyer_size": "large"}, NONE))
    assert diluted["expected_annual_loss_usd"] == alone["expected_annual_loss_usd"]
    assert diluted["revenue_usd"] == 27e9
    assert diluted["score"] < alone["score"]
    assert diluted["lost_days"] == pytest.approx(alone["lost_days"] / 2)
    assert diluted["covered_revenue_share"] == 1.0


def test_a_company_without_rare_earths_scores_zero_and_has_no_grade() -> None:
    row = company(scored(NONE))
    assert (row["score"], row["band"], row["data_grade"], row["expected_annual_loss_usd"]) == (
        0.0,
        "negligible",
        None,
        0.0,
    )
    assert [row[f"{s}_points"] for s in ("delay", "duty", "premium")] == [0.0, 0.0, 0.0]


def test_a_line_without_revenue_is_left_out_with_the_reason() -> None:
    levels = scored(MAKER, {**MAKER, "importer": "JPN", "annual_revenue_usd": 0.0})
    line = levels.line.row(by_predicate=pl.col("importer") == "JPN", named=True)
    assert line["expected_annual_loss_usd"] is None
    assert "zero" in line["reason"]
    assert company(levels)["score"] == company(scored(MAKER))["score"]
    assert "zero" in company(levels)["reason"]


@pytest.fixture
def unbuilt_products() -> pl.DataFrame:
    products = ev_maker()["products"]
    return pl.concat([products, products.head(1).with_columns(product_id=pl.lit("mystery"))])


def test_a_product_without_bill_of_materials_makes_the_company_partial(unbuilt_products: pl.DataFrame) -> None:
    unknown = {**MAKER, "product_id": "mystery", "annual_revenue_usd": 4.5e9}
    row = company(scored(MAKER, unknown, products=unbuilt_products))
    assert row["covered_revenue_share"] == pytest.approx(0.75)
    assert row["score"] == company(scored(MAKER))["score"]
    assert "partial: 75.0 % of revenue is scored" in row["reason"]
    assert "product mystery has no bill of materials" in row["reason"]


def test_less_than_half_covered_is_no_score(unbuilt_products: pl.DataFrame) -> None:
    unknown = {**MAKER, "product_id": "mystery", "annual_revenue_usd": 13.6e9}
    levels = scored(MAKER, unknown, products=unbuilt_products)
    row = company(levels)
    assert row["score"] is None
    assert row["band"] is None
    assert row["data_grade"] is None
    assert "half is needed" in row["reason"]
    assert levels.contribution["points"].null_count() == levels.contribution.height


def test_half_covered_is_a_score(unbuilt_products: pl.DataFrame) -> None:
    unknown = {**MAKER, "product_id": "mystery"}
    assert company(scored(MAKER, unknown, products=unbuilt_products))["score"] is not None


def test_terms_given_for_a_material_count_for_it_alone() -> None:
    override = {
        "company_id": "maker",
        "product_id": "ev",
        "importer": "USA",
        "material_id": "magnet_dy",
        "stock_days": 300.0,
    }
    before, after = scored(MAKER).delay, scored(MAKER, overrides=[override]).delay
    stock = dict(after.select("material_id", "stock_days").iter_rows())
    assert stock == {"magnet_dy": 300.0, "magnet_nd": 21.0}
    assert after.filter(pl.col("material_id") == "magnet_nd").equals(
        before.filter(pl.col("material_id") == "magnet_nd")
    )


def test_a_term_of_the_material_stands_before_that_of_the_line() -> None:
    override = {
        "company_id": "maker",
        "product_id": "ev",
        "importer": "USA",
        "material_id": "magnet_dy",
        "stock_days": 300.0,
    }
    levels = scored({**MAKER, "stock_days": 50.0}, overrides=[override])
    assert dict(levels.delay.select("material_id", "stock_days").iter_rows()) == {"magnet_dy": 300.0, "magnet_nd": 50.0}


def test_defaults_used_names_what_the_company_left_open() -> None:
    given = {"stock_days": 10.0, "contribution_margin": 0.2, "buyer_size": "large"}
    used = set(scored({**MAKER, **given}).line["defaults_used"].item().split(";"))
    assert not used & set(given)
    assert {"transit_days", "recovery_share", "origin_shares:importer", "end_use"} <= used


def test_a_line_without_rare_earths_adds_no_default() -> None:
    assert company(scored(MAKER, NONE))["defaults_used"] == company(scored(MAKER))["defaults_used"]
    assert company(scored(NONE))["defaults_used"] == ""


def test_the_data_grade_is_the_share_of_loss_on_own_evidence() -> None:
    """Duty rests on origin shares and the share borne: half of it is ours when one of the two is given."""
    delay_free = {"recovery_share": 1.0}
    given = {**MAKER, **delay_free, "origin_shares": "CHN:0.9;JPN:0.1", "tariff_borne_share": 1.0}
    assert company(scored(given))["data_grade"] == "A"
    assert company(scored({**given, "origin_shares": None}))["data_grade"] == "C"
    assert company(scored({**MAKER, **delay_free}))["data_grade"] == "D"


def test_a_premium_rests_on_own_evidence_too() -> None:
    #   years of stock: no delay; no duty borne: what is left is the premium, which goes by the origins alone
    premium_alone = {**MAKER, "stock_days": 9999.0, "tariff_borne_share": 0.0}
    row = company(scored({**premium_alone, "origin_shares": "CHN:0.9;JPN:0.1"}))
    assert row["premium_loss_usd"] == row["expected_annual_loss_usd"] > 0
    assert row["data_grade"] == "A"
    assert company(scored(premium_alone))["data_grade"] == "D"


def test_a_small_company_is_a_small_buyer_unless_it_says_otherwise() -> None:
    regimes = ev_maker()["licence_regimes"]
    sized = pl.concat(
        [regimes.filter(pl.col("regime_id") == "ND"), *(_sized(regimes, size) for size in ("large", "small"))]
    )
    small = {**MAKER, "annual_revenue_usd": 999_999_999.0}
    names = {
        "small": scored(small, licence_regimes=sized),
        "large": scored({**small, "annual_revenue_usd": 1e9}, licence_regimes=sized),
        "large (given)": scored({**small, "buyer_size": "large"}, licence_regimes=sized),
    }
    for expected, levels in names.items():
        assert f"DY-{expected.split()[0]}" in levels.delay["regime_id"].to_list()


def _sized(regimes: pl.DataFrame, size: str) -> pl.DataFrame:
    dy = regimes.filter(pl.col("regime_id") == "DY")
    return dy.with_columns(buyer_size=pl.lit(size), regime_id=pl.lit(f"DY-{size}"))


@pytest.mark.parametrize(
    ("points", "word"),
    [
        (0.0, "negligible"),
        (19.999, "negligible"),
        (20.0, "low"),
        (39.999, "low"),
        (40.0, "moderate"),
        (60.0, "high"),
        (79.999, "high"),
        (80.0, "severe"),
        (100.0, "severe"),
    ],
)
def test_bands_begin_at_their_lowest_score(points: float, word: str) -> None:
    assert pl.select(band(pl.lit(points), METHOD)).item() == word


@pytest.mark.parametrize(
    ("share", "letter"), [(1.0, "A"), (0.75, "A"), (0.7499, "B"), (0.5, "B"), (0.25, "C"), (0.2499, "D"), (0.0, "D")]
)
def test_grades_begin_at_their_lowest_share(share: float, letter: str) -> None:
    assert pl.select(grade(pl.lit(share), METHOD)).item() == letter


def test_a_loss_of_all_revenue_ends_the_scale_and_the_foot_is_a_decade() -> None:
    """EAL of 9e-5 of revenue: 1 + 9 = 10, one decade, 20 points: the border of low."""
    from scoring.points import score_points

    assert pl.select(score_points(pl.lit(9e-5), pl.lit(1.0), METHOD)).item() == pytest.approx(20.0)
    assert pl.select(score_points(pl.lit(5.0), pl.lit(1.0), METHOD)).item() == 100.0

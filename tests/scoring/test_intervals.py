"""Intervals worked by hand: one uncertain input at a time, all else certain."""

from math import log10

import polars as pl
import pytest

from reference_data.loader import Tables
from scoring import ranges
from scoring.engine import score
from scoring.method import METHOD
from scoring.portfolio import Portfolio
from scoring.world import world_on
from scoring.world_draws import world_draws
from tests.scoring.small_world import LONG_AGO, Row, default_ranges, line_defaults, tables

CERTAIN = [{**row, "low_factor": 1.0, "high_factor": 1.0} for row in default_ranges()]
REVENUE = 1e6


def by_hand(**more: list[Row]) -> Tables:
    """A maker of cars with one magnet a car, 100 kg of it a year, 100 USD a kg, all from China, at 10 % duty."""
    usual: dict[str, list[Row]] = {
        "products": [{"product_id": "car"}, {"product_id": "none"}],
        "product_materials": [{"product_id": "car", "material_id": "magnet", "kg_per_unit": 1.0}],
        "materials": [
            {"material_id": "magnet", "name": "magnet", "material_class": "dy", "unit_value_usd_per_kg": 100.0}
        ],
        "material_compositions": [{"material_id": "magnet", "element": "Dy", "mass_fraction": 0.02}],
        "use_shares": [{"importer": "USA", "material_id": "magnet", "origin": "CHN", "share": 1.0}],
        "tariff_layers": [{"layer_id": "MFN", "importer": "USA", "rate": 0.1}],
        "prices": [{"item": "Dy", "side": side, "price_usd_per_kg": 100.0} for side in ("inside", "outside")],
        "premium_shares": [{"element": "*", "quoted_share": 0.0}],
        "default_ranges": CERTAIN,
    }
    return tables(**{**usual, **more})


def interval(known: Tables, **terms: object) -> tuple[float, float, float]:
    """Score, low and high end of a company of one line of 100 cars."""
    line = {
        "company_id": "a",
        "company_name": "A",
        "product_id": "car",
        "importer": "USA",
        "annual_units": 100.0,
        "annual_revenue_usd": REVENUE,
        **terms,
    }
    levels = score(Portfolio.of(pl.DataFrame([line])), known, METHOD, as_of=LONG_AGO, known_at=LONG_AGO)
    return levels.company.select("score", "score_low", "score_high").row(0)


def points(loss: float) -> float:
    return 20 * log10(1 + loss / (REVENUE * 1e-5))


def test_where_all_is_certain_the_interval_is_the_score() -> None:
    assert interval(by_hand()) == pytest.approx((points(1000.0),) * 3, abs=1e-9)


def test_kilograms_in_a_unit_move_the_duty() -> None:
    #   low 0.4, middle 1, high 3: 5 % of draws lie below 0.4 + 0.1 · 0.6 = 0.46 kg, 5 % above 1 + 0.9 · 2 = 2.8 kg
    row = {"product_id": "car", "material_id": "magnet", "kg_per_unit": 1.0}
    wide = by_hand(product_materials=[{**row, "kg_per_unit_low": 0.4, "kg_per_unit_high": 3.0}])
    assert interval(wide) == pytest.approx((points(1000.0), points(460.0), points(2800.0)), abs=1e-9)


PROHIBITED = [
    {
        "regime_id": "DY",
        "regime_kind": "prohibition",
        "material_classes": ["dy"],
        "elements": ["Dy"],
        "prior_shape": None,
        "prior_scale_days": None,
        "prior_denial_share": None,
        "wait_lag_days": None,
        "refile_days": None,
    }
]


def test_days_of_stock_move_the_cover() -> None:
    #   prohibition, σ = 0, Φ = 1: x = (365 − 28 − stock) / 365;  loss = 1,000,000 · 0.15 · 0.5 · x + 1000 of duty
    #   stock low 7, middle 21, high 90: 5 % lie below 7 + 0.1 · 14 = 8.4 days, 5 % above 21 + 0.9 · 69 = 83.1 days
    ranged = {"stock_days": {"value_low": 7.0, "value_high": 90.0}, "second_source_share": {"value": 0.0}}
    defaults = [{**row, **ranged.get(str(row["parameter"]), {})} for row in line_defaults()]
    known = by_hand(licence_regimes=PROHIBITED, line_defaults=defaults)

    def lost(stock: float) -> float:
        return points(75_000 * (365 - 28 - stock) / 365 + 1000)

    assert interval(known) == pytest.approx((lost(21.0), lost(83.1), lost(8.4)), abs=1e-9)
    assert interval(known, stock_days=21.0) == pytest.approx((lost(21.0),) * 3, abs=1e-9)


def test_margin_and_recovery_of_the_company_are_certain_those_of_the_product_are_not() -> None:
    doubtful = [{**row, "low_factor": 0.5, "high_factor": 2.0} for row in CERTAIN]
    product = [{"product_id": "car", "confidence": "low"}, {"product_id": "none"}]
    #   only margin and recovery have low confidence here; all other figures are of high confidence
    known = by_hand(
        licence_regimes=PROHIBITED,
        products=product,
        default_ranges=[
            two if two["figure_confidence"] == "low" else one for one, two in zip(CERTAIN, doubtful, strict=True)
        ],
    )
    told, low, high = interval(known)
    assert low < told < high
    mine = interval(known, contribution_margin=0.15, recovery_share=0.5)
    assert mine == pytest.approx((told,) * 3, abs=1e-9)
    _, low, high = interval(known, contribution_margin=0.15)
    #   κ 0.5: odds of 1 to 1 halved and doubled are 1/3 and 2/3; 5 % above 0.5 + 0.9 · 1/6 = 0.65, 5 % below 0.35
    x = (365 - 28 - 21 / 0.9) / 365 * 0.9
    assert low == pytest.approx(points(150_000 * 0.35 * x + 1000), abs=1e-9)
    assert high == pytest.approx(points(150_000 * 0.65 * x + 1000), abs=1e-9)


def test_a_line_without_rare_earths_loses_nothing_for_certain() -> None:
    assert interval(by_hand(), product_id="none", importer=None, annual_units=None) == (0.0, 0.0, 0.0)


def test_a_company_without_a_score_has_no_interval() -> None:
    #   most of the revenue is of a product without a bill of materials
    known = by_hand(products=[{"product_id": "car"}, {"product_id": "boat"}])
    rows = {"company_id": ["a"] * 2, "company_name": ["A"] * 2, "importer": ["USA"] * 2, "annual_units": [1.0] * 2}
    lines = pl.DataFrame({**rows, "product_id": ["car", "boat"], "annual_revenue_usd": [1.0, 9.0]})
    company = score(Portfolio.of(lines), known, METHOD, as_of=LONG_AGO, known_at=LONG_AGO).company
    assert company.select("score", "score_low", "score_high").row(0) == (None, None, None)
    assert company["reason"].item().startswith("score: only 10.0 % of revenue")


def test_a_figure_without_a_range_takes_that_of_its_confidence() -> None:
    world = world_on(
        by_hand(
            products=[{"product_id": "car", "confidence": "low", "recovery_share": 0.8}],
            product_materials=[
                {"product_id": "car", "material_id": "magnet", "kg_per_unit": 4.0, "confidence": "medium"}
            ],
            default_ranges=default_ranges(),
        ),
        METHOD,
        LONG_AGO,
        LONG_AGO,
    )
    mass = ranges.mass_ranges(world).row(0, named=True)
    assert (mass["low"], mass["middle"], mass["high"]) == pytest.approx((3.0, 4.0, 5.4))
    #   a part of one is off by its odds: 4 to 1 halved is 2 to 1, doubled 8 to 1
    recovery = ranges.product_ranges(world, "recovery_share").row(0, named=True)
    assert (recovery["low"], recovery["high"]) == pytest.approx((2 / 3, 8 / 9))


def test_machining_loss_is_uncertain_and_not_the_kilogram() -> None:
    goods = {"name": "magnet", "material_class": "dy", "unit_value_usd_per_kg": 1.0, "confidence": "low"}
    factors = {"whole": 1.0, "cut": 1.25}
    world = world_on(
        by_hand(
            materials=[{"material_id": name, "purchase_factor": factor, **goods} for name, factor in factors.items()],
            default_ranges=default_ranges(),
        ),
        METHOD,
        LONG_AGO,
        LONG_AGO,
    )
    found = {row["material_id"]: (row["low"], row["high"]) for row in ranges.loss_ranges(world).to_dicts()}
    assert found == {"whole": (0.0, 0.0), "cut": (0.125, 0.5)}


def test_regimes_told_by_the_same_evidence_share_one_unknown_rate() -> None:
    fit = {"observation_id": "FIT", "file_group": "fit", "kind": "fit", "wait_shape": 5.0, "wait_scale_days": 150.0}
    regimes = [
        {"regime_id": name, "material_classes": [name], "elements": ["Dy"], "evidence": evidence}
        for name, evidence in (("a", ["FIT"]), ("b", ["FIT"]), ("c", []), ("d", []))
    ]
    world = world_on(by_hand(licence_regimes=regimes, licence_observations=[fit]), METHOD, LONG_AGO, LONG_AGO)
    drawn = world_draws(world)
    rows = dict(drawn.waits.select("regime_id", "row").iter_rows())
    rate = {name: drawn.rate[row].tolist() for name, row in rows.items()}
    assert rate["a"] == rate["b"]
    assert rate["c"] != rate["d"]
    assert sorted(rate["c"]) == sorted(rate["d"])

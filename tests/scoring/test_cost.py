"""Duty and premium on what is bought, worked by hand."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from scoring.engine import score
from scoring.levels import Levels
from scoring.method import METHOD
from scoring.portfolio import Portfolio
from tests.scoring.small_world import ev_maker, table

DAY = date(2026, 3, 1)


def scored(importer: str = "USA", tables: dict[str, pl.DataFrame] | None = None, **line: Any) -> Levels:
    world = ev_maker()
    usual = {
        "company_id": "c",
        "company_name": "C",
        "product_id": "ev",
        "importer": importer,
        "annual_units": 1.0,
        "annual_revenue_usd": 13.5e9,
    }
    frames = type(world)({**world, **(tables or {})}, "by-hand")
    return score(Portfolio.of(pl.DataFrame([{**usual, **line}])), frames, METHOD, as_of=DAY, known_at=DAY)


def cost(levels: Levels, material: str, origin: str, element: str) -> dict[str, Any]:
    return levels.cost.row(
        by_predicate=(pl.col("material_id") == material)
        & (pl.col("origin") == origin)
        & (pl.col("element") == element),
        named=True,
    )


def test_masses_and_customs_value_of_one_row() -> None:
    """500 t of magnets at 42 USD, 90 % from China; Dy is 0.027·100 of 0.027·100 + 0.29·80 of the value."""
    row = cost(scored(), "magnet_dy", "CHN", "Dy")
    assert row["bought_kg"] == pytest.approx(450_000)
    assert row["element_kg"] == pytest.approx(450_000 * 0.027)
    assert row["customs_value_usd"] == pytest.approx(450_000 * 42 * 2.7 / (2.7 + 23.2))
    assert row["duty_loss_usd"] == pytest.approx(row["customs_value_usd"] * 0.271)
    assert row["premium_loss_usd"] == pytest.approx(450_000 * 0.027 * 386 * 0.25)


def test_machining_loss_is_bought_and_paid_for() -> None:
    materials = ev_maker()["materials"].with_columns(purchase_factor=pl.lit(1.25))
    assert cost(scored(tables={"materials": materials}), "magnet_dy", "CHN", "Dy")["bought_kg"] == pytest.approx(
        562_500
    )


def test_without_a_price_of_one_element_value_goes_by_mass() -> None:
    prices = ev_maker()["prices"].filter(pl.col("item") != "Nd")
    row = cost(scored(tables={"prices": prices}), "magnet_dy", "CHN", "Dy")
    assert row["customs_value_usd"] == pytest.approx(450_000 * 42 * 0.027 / (0.027 + 0.29))


def test_an_oxide_price_is_a_price_of_less_element() -> None:
    prices = ev_maker()["prices"].with_columns(
        form=pl.when(pl.col("item") == "Dy").then(pl.lit("oxide")).otherwise("form")
    )
    row = cost(scored(tables={"prices": prices}), "magnet_dy", "CHN", "Dy")
    assert (row["price_outside_usd_per_kg"], row["price_inside_usd_per_kg"]) == pytest.approx((486 * 1.15, 100 * 1.15))


def test_a_dated_traded_price_stands_before_the_assumed_unit_value() -> None:
    traded = {"item": "magnet_dy", "side": "traded", "form": "material", "price_usd_per_kg": 84.0}
    prices = pl.concat([ev_maker()["prices"], table("prices", [traded])])
    row = cost(scored(tables={"prices": prices}), "magnet_dy", "CHN", "Dy")
    assert row["customs_value_usd"] == pytest.approx(450_000 * 84 * 2.7 / (2.7 + 23.2))


def test_only_a_control_in_force_on_the_element_brings_a_premium() -> None:
    """Nd may come under control, but is not: nothing is paid on top."""
    levels = scored()
    assert cost(levels, "magnet_nd", "CHN", "Nd")["quoted_share"] == 0
    assert cost(levels, "magnet_dy", "JPN", "Dy")["quoted_share"] == 0.25


def test_no_premium_where_the_element_is_under_no_control_in_force() -> None:
    potential = ev_maker()["licence_regimes"].with_columns(regime_kind=pl.lit("potential"))
    assert cost(scored(tables={"licence_regimes": potential}), "magnet_dy", "CHN", "Dy")["quoted_share"] == 0


def test_a_control_aimed_at_others_still_parts_the_prices() -> None:
    """What buyers outside pay goes by the element, whoever the licence is aimed at."""
    regimes = ev_maker()["licence_regimes"]
    dy = pl.col("regime_id") == "DY"
    elsewhere = regimes.filter(dy).with_columns(destination=pl.lit("JPN"))
    beside = regimes.filter(dy).with_columns(regime_kind=pl.lit("potential"), regime_id=pl.lit("DY-MAY"))
    levels = scored(tables={"licence_regimes": pl.concat([regimes.filter(~dy), elsewhere, beside])})
    assert cost(levels, "magnet_dy", "CHN", "Dy")["quoted_share"] == 0.25


def test_inside_the_controlling_country_nothing_waits_and_no_premium_is_paid() -> None:
    shares = ev_maker()["use_shares"].with_columns(importer=pl.lit("CHN"))
    layers = ev_maker()["tariff_layers"].with_columns(importer=pl.lit("CHN"))
    levels = scored(importer="CHN", tables={"use_shares": shares, "tariff_layers": layers})
    assert levels.delay.height == 0
    assert levels.company["premium_loss_usd"].item() == 0
    assert cost(levels, "magnet_dy", "CHN", "Dy")["duty_rate"] == 0
    assert cost(levels, "magnet_dy", "JPN", "Dy")["duty_rate"] == pytest.approx(0.271)


def test_without_a_known_rate_the_assumed_default_serves_and_is_named() -> None:
    default = table(
        "default_duties",
        [{"importer": "*", "tariff_line": "*", "rate": 0.05}, {"importer": "USA", "tariff_line": "8505", "rate": 0.03}],
    )
    levels = scored(tables={"tariff_layers": ev_maker()["tariff_layers"].clear(), "default_duties": default})
    assert set(levels.cost["duty_rate"]) == {0.03}
    assert "duty_rate" in levels.line["defaults_used"].item().split(";")


def test_members_of_the_union_use_its_shares_and_tariff_line() -> None:
    shares = ev_maker()["use_shares"].with_columns(importer=pl.lit("EU27"))
    layers = ev_maker()["tariff_layers"].with_columns(importer=pl.lit("EU27"))
    lines = table("tariff_lines", [{"material_id": "magnet_dy", "importer": "EU27", "tariff_line": "85051110"}])
    levels = scored(importer="DEU", tables={"use_shares": shares, "tariff_layers": layers, "tariff_lines": lines})
    assert cost(levels, "magnet_dy", "CHN", "Dy")["tariff_line"] == "85051110"
    assert cost(levels, "magnet_nd", "CHN", "Nd")["tariff_line"] == "850511"
    assert levels.line["importer"].item() == "DEU"

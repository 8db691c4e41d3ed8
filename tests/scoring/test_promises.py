"""What the method promises of every score, tried on many made-up companies."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from reference_data.loader import Tables
from scoring.engine import score
from scoring.levels import Levels
from scoring.method import METHOD, Method
from scoring.portfolio import Portfolio
from tests.scoring.small_world import tables

DAY = date(2026, 3, 1)
# Shrinking would score hundreds of made-up companies more; the failing one is printed as it is.
TRIES = settings(max_examples=25, phases=[Phase.explicit, Phase.generate])
Knobs = Mapping[str, Any]

share = st.floats(0, 1)
knobs = st.fixed_dictionaries(
    {
        "chinese_share": st.floats(0, 0.98),
        "chinese_feed": share,
        "duty": st.floats(0, 1),
        "quoted_share": share,
        "outside_price": st.floats(0, 1000),
        "shape": st.sampled_from([1.0, 1.18, 2.0, 5.0]),
        "scale": st.floats(20, 800),
        "denial_share": share,
        "refile_days": st.floats(0, 365),
        "requalification_days": st.floats(0, 400),
        "onset_probability": share,
        "stock_days": st.floats(0, 120),
        "transit_days": st.floats(0, 60),
        "lead_days": st.floats(0, 60),
        "second_source_share": share,
        "licence_valid_days": st.floats(0, 300),
        "recovery_share": share,
        "kind": st.sampled_from(["licence", "prohibition"]),
    }
)
LINE_TERMS = (
    "requalification_days",
    "stock_days",
    "transit_days",
    "lead_days",
    "second_source_share",
    "licence_valid_days",
    "recovery_share",
)


def world(k: Knobs) -> Tables:
    """Two magnets, one with a fed path; three regimes of one authority and one prohibition-or-licence."""
    origins = [
        ("CHN", k["chinese_share"]),
        ("JPN", (1 - k["chinese_share"]) * 0.7),
        ("USA", (1 - k["chinese_share"]) * 0.3),
    ]
    wait = {"evidence": ["FIT"], "prior_denial_share": k["denial_share"], "refile_days": k["refile_days"]}
    shares = k.get("use_share_rows") or [("dy", origin, s) for origin, s in origins] + [
        ("nd", origin, s) for origin, s in origins
    ]
    return tables(
        products=[{"product_id": "ev"}, {"product_id": "lamp"}, {"product_id": "none"}],
        product_materials=k.get("bill")
        or [
            {"product_id": "ev", "material_id": "dy", "kg_per_unit": 2.0},
            {"product_id": "ev", "material_id": "nd", "kg_per_unit": 1.0},
            {"product_id": "lamp", "material_id": "nd", "kg_per_unit": 0.1},
        ],
        materials=[
            {"material_id": "dy", "material_class": "dy", "feed_material_id": "dy_feed", "unit_value_usd_per_kg": 80.0},
            {
                "material_id": "dy2",
                "material_class": "dy",
                "feed_material_id": "dy_feed",
                "unit_value_usd_per_kg": 80.0,
            },
            {"material_id": "nd", "material_class": "nd", "unit_value_usd_per_kg": 60.0},
            {"material_id": "dy_feed", "material_class": "dy_feed", "stage": "metal"},
        ],
        material_compositions=[
            {"material_id": "dy", "element": "Dy", "mass_fraction": 0.03},
            {"material_id": "dy", "element": "Nd", "mass_fraction": 0.27},
            {"material_id": "dy2", "element": "Dy", "mass_fraction": 0.03},
            {"material_id": "dy2", "element": "Nd", "mass_fraction": 0.27},
            {"material_id": "nd", "element": "Nd", "mass_fraction": 0.30},
        ],
        use_shares=[{"importer": "USA", "material_id": m, "origin": o, "share": s} for m, o, s in shares],
        feed_shares=[
            {"feed_material_id": "dy_feed", "origin": origin, "feed_origin": feed, "share": s}
            for origin in ("CHN", "JPN", "USA")
            for feed, s in (("CHN", k["chinese_feed"]), ("KOR", 1 - k["chinese_feed"]))
        ],
        tariff_layers=[{"layer_id": "MFN", "importer": "USA", "rate": k["duty"]}],
        prices=[
            {"item": "Dy", "side": "inside", "price_usd_per_kg": 200.0},
            {"item": "Dy", "side": "outside", "price_usd_per_kg": k["outside_price"]},
            {"item": "Nd", "side": "inside", "price_usd_per_kg": 80.0},
        ],
        premium_shares=[{"element": "*", "quoted_share": k["quoted_share"]}],
        licence_regimes=[
            {"regime_id": "DY", "regime_kind": k["kind"], "material_classes": ["dy"], "elements": ["Dy"], **wait},
            {"regime_id": "DY-FEED", "material_classes": ["dy_feed"], "elements": ["Dy"], **wait},
            {"regime_id": "ND", "regime_kind": "potential", "material_classes": ["nd"], "elements": ["Nd"], **wait},
        ],
        licence_observations=[
            {
                "observation_id": "FIT",
                "file_group": "f",
                "kind": "fit",
                "wait_shape": k["shape"],
                "wait_scale_days": k["scale"],
            }
        ],
        onset_odds=[{"regime_id": "ND", "probability": k["onset_probability"]}],
    )


def line(k: Knobs, **more: Any) -> dict[str, Any]:
    terms = {name: k[name] for name in LINE_TERMS}
    plain = {"company_id": "maker", "company_name": "Maker", "product_id": "ev", "importer": "USA"}
    return {**plain, "annual_units": 1e5, "annual_revenue_usd": 4e9, **terms, **more}


def scored(k: Knobs, *lines: dict[str, Any], method: Method = METHOD) -> Levels:
    rows = lines or (line(k),)
    portfolio = Portfolio.of(pl.DataFrame(rows, infer_schema_length=None))
    return score(portfolio, world(k), method, as_of=DAY, known_at=DAY)


def points(k: Knobs, method: Method = METHOD) -> float:
    return float(scored(k, method=method).company["score"].item())


RAISES = {
    "duty": 0.1,
    "outside_price": 100.0,
    "quoted_share": 0.1,
    "denial_share": 0.1,
    "refile_days": 30.0,
    "requalification_days": 30.0,
    "onset_probability": 0.1,
}
LOWERS = {
    "stock_days": 10.0,
    "transit_days": 10.0,
    "lead_days": 10.0,
    "second_source_share": 0.1,
    "licence_valid_days": 30.0,
    "recovery_share": 0.1,
}
SHARES = {"quoted_share", "denial_share", "onset_probability", "second_source_share", "recovery_share"}
ROUNDING = 1e-9


def moved(k: Knobs, name: str, step: float) -> dict[str, Any]:
    value = k[name] + step
    return {**k, name: min(value, 1.0) if name in SHARES else value}


@pytest.mark.parametrize("name", RAISES)
@TRIES
@given(knobs)
def test_never_lowers_the_score(name: str, k: Knobs) -> None:
    assert points(moved(k, name, RAISES[name])) >= points(k) - ROUNDING


@pytest.mark.parametrize("name", LOWERS)
@TRIES
@given(knobs)
def test_never_raises_the_score(name: str, k: Knobs) -> None:
    assert points(moved(k, name, LOWERS[name])) <= points(k) + ROUNDING


@TRIES
@given(knobs)
def test_a_faster_licence_never_raises_the_score(k: Knobs) -> None:
    assert points(k, replace(METHOD, licence_speed=2.0)) <= points(k) + ROUNDING


@TRIES
@given(knobs)
def test_a_prohibition_is_never_lower_than_the_licence_it_replaces(k: Knobs) -> None:
    # A licence in hand delays the spell; a prohibition knows no licence in hand.
    assert points({**k, "kind": "prohibition"}) >= points({**k, "kind": "licence"}) - ROUNDING


@TRIES
@given(knobs)
def test_a_larger_gated_share_never_lowers_the_score(k: Knobs) -> None:
    """Every origin pays the same duty here, so the mix of duty is held."""
    assert (
        points({**k, "chinese_share": k["chinese_share"] + 0.01})
        >= points({**k, "chinese_feed": k["chinese_feed"]}) - ROUNDING
    )


@TRIES
@given(knobs)
def test_a_measure_that_cannot_come_costs_nothing(k: Knobs) -> None:
    never = {**k, "onset_probability": 0.0}
    assert scored(never).delay.filter(pl.col("regime_id") == "ND")["lost_share"].sum() == 0


@TRIES
@given(knobs)
def test_a_replaced_approval_by_a_denial_never_lowers_the_score(k: Knobs) -> None:
    base = world(k)

    def with_files(approved: float, denied: float) -> float:
        files = {
            "kind": "count",
            "filed_count": 20.0,
            "approved_count": approved,
            "denied_count": denied,
            "elapsed_days": 60.0,
        }
        frame = base["licence_observations"].with_columns(pl.lit(v).alias(c) for c, v in files.items())
        changed = Tables({**base, "licence_observations": frame}, "changed")
        portfolio = Portfolio.of(pl.DataFrame([line(k)], infer_schema_length=None))
        return float(score(portfolio, changed, METHOD, as_of=DAY, known_at=DAY).company["score"].item())

    assert with_files(9.0, 1.0) >= with_files(10.0, 0.0) - ROUNDING


@TRIES
@given(knobs)
def test_row_order_leaves_every_row_alone(k: Knobs) -> None:
    rows = [line(k), line(k, product_id="lamp"), line(k, company_id="other", company_name="Other")]
    first, last = scored(k, *rows), scored(k, *reversed(rows))
    for level in ("company", "line", "delay", "cost", "contribution"):
        assert getattr(first, level).equals(getattr(last, level)), level


@TRIES
@given(knobs)
def test_currency_and_mass_units_leave_the_score_alone(k: Knobs) -> None:
    """Half the units of twice the mass: the same goods."""
    twice = [
        {"product_id": "ev", "material_id": "dy", "kg_per_unit": 4.0},
        {"product_id": "ev", "material_id": "nd", "kg_per_unit": 2.0},
    ]
    half = scored({**k, "bill": twice}, line(k, annual_units=5e4))
    assert half.company["score"].item() == pytest.approx(points(k), abs=1e-9)


@TRIES
@given(knobs)
def test_splitting_a_material_in_two_alike_leaves_the_loss_alone(k: Knobs) -> None:
    origins = [("CHN", k["chinese_share"]), ("JPN", 1 - k["chinese_share"])]
    rows = [(m, o, s) for m in ("dy", "dy2", "nd") for o, s in origins]
    nd = {"product_id": "ev", "material_id": "nd", "kg_per_unit": 1.0}
    whole = [{"product_id": "ev", "material_id": "dy", "kg_per_unit": 2.0}, nd]
    split = [{"product_id": "ev", "material_id": m, "kg_per_unit": 1.0} for m in ("dy", "dy2")] + [nd]
    one = scored({**k, "use_share_rows": rows, "bill": whole})
    two = scored({**k, "use_share_rows": rows, "bill": split})
    assert one.company["expected_annual_loss_usd"].item() == pytest.approx(
        two.company["expected_annual_loss_usd"].item(), rel=1e-12, abs=1e-6
    )


@TRIES
@given(knobs)
def test_splitting_a_suppliers_path_leaves_the_loss_alone(k: Knobs) -> None:
    whole = scored(k, line(k, origin_shares="CHN:0.6;JPN:0.4"))
    split = scored(k, line(k, origin_shares="CHN:0.6;JPN:0.2;JPN:0.2"))
    assert whole.company["expected_annual_loss_usd"].item() == pytest.approx(
        split.company["expected_annual_loss_usd"].item(), rel=1e-12, abs=1e-6
    )


@TRIES
@given(knobs)
def test_an_unrelated_product_leaves_every_other_line_alone(k: Knobs) -> None:
    sized = line(k, buyer_size="large")
    alone = scored(k, sized).line
    beside = scored(k, sized, line(k, product_id="lamp", buyer_size="large")).line.filter(pl.col("product_id") == "ev")
    assert alone.equals(beside)


@TRIES
@given(knobs)
def test_zero_if_and_only_if_nothing_is_at_stake(k: Knobs) -> None:
    levels = scored(k)
    assert (levels.company["score"].item() == 0) == (levels.company["expected_annual_loss_usd"].item() == 0)


@TRIES
@given(knobs)
def test_continuous_where_the_second_source_replaces_everything(k: Knobs) -> None:
    gated = {**k, "chinese_share": 0.5, "chinese_feed": 0.0}
    edge = [points({**gated, "second_source_share": 0.5 + step}) for step in (-1e-9, 0.0, 1e-9)]
    assert edge[0] == pytest.approx(edge[1], abs=1e-4)
    assert edge[2] == pytest.approx(edge[1], abs=1e-4)


@TRIES
@given(knobs)
def test_contributions_sum_to_the_score_and_to_the_loss(k: Knobs) -> None:
    levels = scored(k, line(k), line(k, product_id="lamp", annual_revenue_usd=1e8))
    company = levels.company.row(0, named=True)
    assert levels.contribution["points"].sum() == pytest.approx(company["score"], abs=1e-9)
    assert levels.contribution["loss_usd"].sum() == pytest.approx(
        company["expected_annual_loss_usd"], rel=1e-12, abs=1e-6
    )
    by_signal = dict(levels.contribution.group_by("signal").agg(pl.col("loss_usd").sum()).iter_rows())
    for signal in ("delay", "duty", "premium"):
        assert by_signal.get(signal, 0.0) == pytest.approx(company[f"{signal}_loss_usd"], rel=1e-9, abs=1e-6)

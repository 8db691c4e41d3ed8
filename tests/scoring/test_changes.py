"""Differences between scores, split over what moved: by hand, by every order, and where states cannot be told."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from fractions import Fraction
from math import log10
from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reference_data.loader import Tables
from scoring.changes import GROUPS, Standing, change_ledger, score_changes
from scoring.engine import companies_in
from scoring.exact import MONEY_SCALE, POINT_SCALE
from scoring.gaps import GapError
from scoring.hybrids import hybrid
from scoring.method import METHOD
from scoring.portfolio import Portfolio
from scoring.shapley import Coalition, coalitions
from scoring.world import world_on
from tests.scoring import random_world
from tests.scoring.small_world import ev_maker, table, tables
from tests.scoring.test_shapley import by_all_orders

DAY = date(2026, 3, 1)
REVENUE = 1e9


def line(company: str = "one", units: float = 1.0, product: str = "ev", **cells: Any) -> dict[str, Any]:
    rest = {"company_name": company, "importer": "USA", "annual_revenue_usd": REVENUE, "contribution_margin": 0.15}
    return {"company_id": company, "product_id": product, "annual_units": units, **rest, "recovery_share": 0.5, **cells}


def duty_world(
    rate: float = 0.1, kg: float = 1000.0, price: float | None = None, products: tuple[str, ...] = ("ev",)
) -> Tables:
    """Magnets worth 100 USD a kg unless traded at `price`, all from Japan, of which nobody controls anything."""
    traded = [{"item": "m", "side": "traded", "form": "material", "price_usd_per_kg": price}] if price else []
    return tables(
        products=[{"product_id": product} for product in ("none", *products)],
        product_materials=[{"product_id": p, "material_id": "m", "kg_per_unit": kg} for p in products],
        materials=[{"material_id": "m", "name": "m", "material_class": "m", "unit_value_usd_per_kg": 100.0}],
        material_compositions=[{"material_id": "m", "element": "Nd", "mass_fraction": 1.0}],
        use_shares=[{"importer": "USA", "material_id": "m", "origin": "JPN", "share": 1.0}],
        tariff_layers=[{"layer_id": "MFN", "importer": "USA", "rate": rate}],
        premium_shares=[{"element": "*", "quoted_share": 0.0}],
        prices=traded,
    )  # fmt: skip


def standing(lines: list[dict[str, Any]], known: Tables, day: date = DAY, method: Any = METHOD) -> Standing:
    portfolio = Portfolio.of(pl.DataFrame(lines, infer_schema_length=None))
    return Standing(portfolio, world_on(known, method, day, day))


def parts(before: Standing, after: Standing, figure: str = "expected_annual_loss_usd") -> dict[str, float]:
    rows = score_changes(before, after)
    return dict(rows.select("group", figure).iter_rows())


def test_two_moves_worked_by_hand() -> None:
    # Duty 10,000 USD at first; three times the units alone 30,000, twice the rate alone 20,000, both 60,000.
    before, after = standing([line()], duty_world()), standing([line(units=3.0)], duty_world(rate=0.2))
    assert parts(before, after) == {"portfolio": 30_000.0, "law": 20_000.0}
    scores = [20 * log10(1 + loss / (REVENUE * 1e-5)) for loss in (10_000, 30_000, 20_000, 60_000)]
    portfolio = (scores[1] - scores[0] + scores[3] - scores[2]) / 2
    law = (scores[2] - scores[0] + scores[3] - scores[1]) / 2
    assert parts(before, after, "points") == pytest.approx({"portfolio": portfolio, "law": law}, abs=2e-12)


def test_four_moves_at_once_share_the_loss_as_products_do() -> None:
    # 10,000 USD times 3 (units), 2 (rate), 2 (mass) and 1.5 (price): each part by all orders of a product.
    factors = {"portfolio": 3, "law": 2, "other_tables": 2, "prices": 1.5}
    before = standing([line()], duty_world())
    after = standing([line(units=3.0)], duty_world(rate=0.2, kg=2000.0, price=150.0))
    values = {}
    for some in coalitions(list(factors)):
        values[some] = 10_000
        for group in some:
            values[some] = int(values[some] * factors[group])
    exact = by_all_orders(values, [(group,) for group in factors])
    assert parts(before, after) == pytest.approx({group: float(part) for group, part in exact.items()})


def test_the_method_moves_points_and_no_money() -> None:
    louder = replace(METHOD, version="louder", points_per_decade=40.0)
    before, after = standing([line()], duty_world()), standing([line()], duty_world(), method=louder)
    [row] = score_changes(before, after).to_dicts()
    assert (row["group"], row["expected_annual_loss_usd"]) == ("method", 0.0)
    assert row["points"] == pytest.approx(20 * log10(2), abs=2e-12)


def test_a_law_that_comes_into_force_is_law() -> None:
    tables = ev_maker()
    begins = pl.when(pl.col("regime_id") == "DY").then(pl.lit(DAY)).otherwise("valid_from").alias("valid_from")
    covered = {"regime_id": "DY-BEFORE", "regime_kind": "potential"}
    regimes = tables["licence_regimes"].with_columns(begins)
    before_it = regimes.filter(pl.col("regime_id") == "DY").with_columns(
        *(pl.lit(value).alias(name) for name, value in covered.items()), valid_from=date(2010, 1, 1)
    )
    odds = tables["onset_odds"].with_columns(regime_id=pl.lit("DY-BEFORE"), probability=pl.lit(0.1))
    dated = Tables(
        {
            **tables.frames,
            "licence_regimes": pl.concat([regimes, before_it]),
            "onset_odds": pl.concat([tables["onset_odds"], odds]),
        },
        version="dated",
    )  # fmt: skip
    maker = [line(units=1.0, annual_revenue_usd=13.5e9)]
    changes = parts(standing(maker, dated, date(2025, 1, 1)), standing(maker, dated, DAY))
    assert set(changes) == {"law"}
    assert changes["law"] > 0


def test_a_company_that_nothing_moved_has_no_part() -> None:
    before = standing([line("one"), line("two")], duty_world())
    after = standing([line("one", 2.0), line("two")], duty_world())
    ledger = change_ledger(before, after)
    assert ledger.parts["company_id"].to_list() == ["one"]
    assert ledger.companies.select("company_id", "expected_annual_loss_usd").rows() == [("one", 10_000.0), ("two", 0.0)]


def test_companies_a_few_at_a_time_have_the_same_ledger() -> None:
    names = ("a", "b", "c", "d")
    before = standing([line(name) for name in names[:3]], duty_world())
    after = standing(
        [line(name, units) for name, units in zip(names[1:], (1.0, 2.0, 3.0), strict=True)], duty_world(0.2)
    )
    whole, by_two = change_ledger(before, after), change_ledger(before, after, at_once=2)
    assert whole.parts.equals(by_two.parts)
    assert whole.companies.equals(by_two.companies)


def test_who_comes_or_goes_has_no_difference_but_a_reason() -> None:
    before = standing([line("gone"), line("stays")], duty_world())
    after = standing([line("comes"), line("stays")], duty_world())
    rows = {row["company_id"]: row for row in score_changes(before, after).to_dicts()}
    assert set(rows) == {"gone", "comes"}
    assert rows["gone"]["reason"] == "not in the portfolios after"
    assert rows["comes"]["reason"] == "not in the portfolios before"
    assert {row[name] for row in rows.values() for name in ("group", "points", "expected_annual_loss_usd")} == {None}


def test_who_has_no_score_on_one_side_has_no_difference_but_that_sides_reason() -> None:
    before = standing([line(annual_revenue_usd=0.0)], duty_world())
    [row] = score_changes(before, standing([line()], duty_world())).to_dicts()
    assert (row["group"], row["points"], row["expected_annual_loss_usd"]) == (None, None, None)
    assert row["reason"].startswith("no score before: score: only 0.0 % of revenue can be scored")
    companies = change_ledger(before, standing([line()], duty_world())).companies
    assert companies["points"].to_list() == [None]


def test_a_product_only_the_new_tables_know_moves_together_with_them() -> None:
    # The portfolio alone cannot move: the old tables do not know the product. The duty rate moves by itself.
    before = standing([line(), line("two")], duty_world())
    after = standing([line(product="pump"), line("two")], duty_world(rate=0.2, kg=2000.0, products=("ev", "pump")))
    rows = score_changes(before, after)
    one = dict(rows.filter(pl.col("company_id") == "one").select("group", "expected_annual_loss_usd").iter_rows())
    assert one == {"portfolio+other_tables": 15_000.0, "law": 15_000.0}
    # A neighbour's new product joins nothing of those that do not have it.
    two = rows.filter(pl.col("company_id") == "two")["group"].to_list()
    assert two == ["law", "other_tables"]


def test_a_product_the_new_tables_no_longer_describe_moves_together_with_them() -> None:
    before = standing([line(product="pump")], duty_world(products=("ev", "pump")))
    after = standing([line()], duty_world(kg=2000.0))
    assert parts(before, after) == {"portfolio+other_tables": 10_000.0}


def test_an_origin_only_the_new_tables_know_moves_together_with_them_and_nobody_elses() -> None:
    """The tables are silent on one of three companies, which only scoring finds out."""
    known = duty_world()
    area = table("countries", [{"country": "VNM", "name": "VNM", "customs_area": "VNM"}])
    layer = table("tariff_layers", [{"layer_id": "VN", "importer": "USA", "origin": "VNM", "rate": 0.3}])
    more = {
        "countries": pl.concat([known["countries"], area]),
        "tariff_layers": pl.concat([known["tariff_layers"], layer]),
    }
    later = Tables({**known.frames, **more}, version="later")
    before = standing([line(name, origin_shares="JPN:1") for name in "abc"], known)
    shares = {"a": "JPN:1", "b": "VNM:1", "c": "JPN:1"}
    after = standing([line(name, 2.0, origin_shares=shares[name]) for name in "abc"], later)
    rows = score_changes(before, after).select("company_id", "group", "expected_annual_loss_usd").rows()
    # b: twice the units of 10,000 USD are 20,000, at 30 % instead of 10 % they are 60,000.
    assert rows == [
        ("a", "portfolio", 10_000.0),
        ("b", "portfolio+other_tables", 30_000.0),
        ("b", "law", 20_000.0),
        ("c", "portfolio", 10_000.0),
    ]


def test_a_state_that_leaves_revenue_out_is_not_told() -> None:
    """The old tables name the pump without what is in it: its line would drop out and the rest look dearer."""
    known = duty_world(products=("ev", "pump"))
    bare = known["product_materials"].filter(pl.col("product_id") == "ev")
    bare_tables = Tables({**known.frames, "product_materials": bare}, version="bare")
    before = standing([line()], bare_tables)
    after = standing([line(), line(product="pump", annual_revenue_usd=REVENUE / 4)], known)
    assert parts(before, after) == {"portfolio+other_tables": 10_000.0}


def test_a_standing_that_cannot_be_scored_is_refused() -> None:
    with pytest.raises(GapError, match="products has no row for product pump"):
        score_changes(standing([line(product="pump")], duty_world()), standing([line()], duty_world()))


def test_all_companies_coming_at_once_is_a_ledger_too() -> None:
    nobody = Standing(
        Portfolio.of(pl.DataFrame(schema={"company_id": pl.String})), standing([line()], duty_world()).world
    )
    rows = score_changes(nobody, standing([line()], duty_world()))
    assert rows["reason"].to_list() == ["not in the portfolios before"]
    assert score_changes(nobody, nobody).is_empty()


def drawn(seed: int, moved: Collection[str]) -> tuple[Standing, Standing] | None:
    """Two standings that differ in some groups, drawn at random; none where one of them cannot be scored."""
    rng = Random(seed)
    (one, known, day, known_at), (other, later, *_) = random_world.world(rng), random_world.world(rng)
    before = world_on(known, METHOD, day, known_at)
    after = world_on(later, replace(METHOD, points_per_decade=25.0), date(2026, 9, 1), date(2026, 9, 1))
    portfolio = other if "portfolio" in moved else one
    ends = Standing(one, before), Standing(portfolio, hybrid(before, after, moved))
    try:
        for end in ends:
            companies_in(end.world, end.portfolio)
    except GapError:
        return None
    return ends


def brute_force(before: Standing, after: Standing, company: str) -> dict[str, dict[str, Fraction]] | None:
    """Parts by every order of all six groups, without leaving out any; none where a state cannot be told."""
    values: dict[str, dict[Coalition, int]] = {"points": {}, "expected_annual_loss_usd": {}}
    for some in coalitions(GROUPS):
        portfolio = (after if "portfolio" in some else before).portfolio.of_company(company)
        try:
            [row] = companies_in(hybrid(before.world, after.world, some), portfolio).to_dicts()
        except GapError:
            return None
        values["points"][some] = round(row["score"] * POINT_SCALE)
        values["expected_annual_loss_usd"][some] = round(row["expected_annual_loss_usd"] * MONEY_SCALE)
    return {name: by_all_orders(figures, [(group,) for group in GROUPS]) for name, figures in values.items()}


def test_parts_equal_every_order_of_all_six_groups() -> None:
    moved = {"portfolio", "law", "waits", "prices", "method"}
    cases = (ends for seed in range(50) if (ends := drawn(seed, moved)) and _in_both(*ends))
    tried = ((*ends, brute_force(*ends, _in_both(*ends))) for ends in cases)
    before, after, exact = next((before, after, exact) for before, after, exact in tried if exact)
    rows = {
        row["group"]: row for row in score_changes(before, after).filter(company_id=_in_both(before, after)).to_dicts()
    }
    assert len(rows) > 2
    for figure, scale in (("points", POINT_SCALE), ("expected_annual_loss_usd", MONEY_SCALE)):
        for group, part in exact[figure].items():
            mine = rows[group][figure] if group in rows else 0.0
            assert abs(mine * scale - float(part)) <= len(GROUPS), group


def _in_both(before: Standing, after: Standing) -> str | None:
    sides = [set(side.portfolio.lines["company_id"]) for side in (before, after)]
    return min(sides[0] & sides[1], default=None)


@settings(max_examples=4)
@given(st.integers(0, 10**6), st.sets(st.sampled_from(GROUPS), min_size=1, max_size=2))
def test_parts_sum_to_the_difference_exactly_and_are_the_same_alone(seed: int, moved: set[str]) -> None:
    ends = drawn(seed, moved)
    if ends is None:
        return
    ledger = change_ledger(*ends)
    for row in ledger.companies.filter(pl.col("reason").is_null()).to_dicts():
        company = row["company_id"]
        own = ledger.parts.filter(pl.col("company_id") == company)
        for name, figure, scale in (("score", "points", POINT_SCALE), (*["expected_annual_loss_usd"] * 2, MONEY_SCALE)):
            told = sum(round(part * scale) for part in own[figure])
            assert told == round(row[f"{name}_after"] * scale) - round(row[f"{name}_before"] * scale)
        alone = (Standing(side.portfolio.of_company(company), side.world) for side in ends)
        assert score_changes(*alone).equals(own)

"""Licence delay over two tiers: who governs a path, what stock and second sources cover, who bears the loss."""

from datetime import date

import polars as pl
import pytest

from tests.scoring.fed_world import FREE_FEED, IN, LINE, MAY, delay, scored, scored_lines, world


def test_second_source_is_spent_in_force_first():
    rows = delay(scored(world(IN, MAY, **FREE_FEED), origin_shares="CHN:0.4;JPN:0.6", second_source_share=0.5))
    assert (rows["IN"]["stopped_share"], rows["IN"]["cover_days"], rows["IN"]["lost_share"]) == (0.0, None, 0.0)
    assert rows["MAY"]["second_source_share"] == pytest.approx(0.1)
    assert rows["MAY"]["stopped_share"] == pytest.approx(0.5)


def test_stock_under_a_measure_that_may_come_also_feeds_what_the_authority_stops_already():
    rows = delay(scored(world(IN, MAY, **FREE_FEED), origin_shares="CHN:0.4;JPN:0.6"))
    assert rows["IN"]["cover_days"] == pytest.approx(28 + 21 / 0.3)
    assert rows["MAY"]["cover_days"] == pytest.approx(28 + 21 / 0.9)


def test_two_authorities_on_one_path_spend_one_second_source():
    rows = delay(scored(world(IN, {"regime_id": "B", "authority": "B"}, **FREE_FEED), origin_shares="CHN:0.5;USA:0.5"))
    assert [rows[r]["stopped_share"] for r in ("IN", "B")] == pytest.approx([0.45, 0.45])


@pytest.mark.parametrize(
    ("regimes", "shares", "spell"),
    [
        ([IN], "CHN:1", 265.0),
        ([{**IN, "regime_kind": "prohibition"}], "CHN:1", 365.0),
        ([{**IN, "regime_kind": "potential"}], "CHN:1", 365.0),
        ([{**IN, "material_classes": ["dy_feed"]}], "JPN:1", 365.0),
    ],
    ids=["licence", "prohibition", "potential", "feed"],
)
def test_a_licence_in_hand_counts_on_the_last_crossing_in_force_only(regimes, shares, spell):
    filler = {"regime_id": "Z", "regime_kind": "potential", "authority": "Z"}
    rows = delay(scored(world(*regimes, filler), origin_shares=shares, licence_valid_days=100.0))
    assert rows["IN"]["spell_days"] == spell


@pytest.mark.parametrize(("slow", "fast"), [("A", "B"), ("B", "A")])
def test_of_two_crossings_of_one_authority_the_slower_regime_counts(slow, fast):
    feed = {"regime_id": slow, "material_classes": ["dy_feed"], "evidence": [], "prior_scale_days": 900.0}
    last = {"regime_id": fast, "origin": "JPN", "evidence": [], "prior_scale_days": 50.0}
    rows = delay(scored(world(feed, last), origin_shares="JPN:1"))
    assert list(rows) == [slow]


def test_a_path_in_force_is_not_potential_too():
    feed = {"regime_id": "FEED", "material_classes": ["dy_feed"]}
    rows = delay(scored(world(feed, {**MAY, "evidence": [], "prior_scale_days": 5000.0}), origin_shares="JPN:1"))
    assert list(rows) == ["FEED"]


def test_upstream_crossings_are_those_of_a_large_buyer_with_an_individual_licence():
    feeds = [
        {"regime_id": f"{s}-{k}", "material_classes": ["dy_feed"], "buyer_size": s, "licence_kind": k}
        for s in ("large", "small")
        for k in ("individual", "general")
    ]
    rows = delay(scored(world(*feeds), origin_shares="JPN:1", buyer_size="small", licence_kind="general"))
    assert list(rows) == ["large-individual"]


def test_terms_of_the_company_reach_the_loss():
    base = scored(world(IN))

    def given(**terms):
        return scored(world(IN), **terms)

    assert given(requalification_days=100.0).delay["spell_days"].item() == 100.0
    assert given(lead_days=10.0).delay["cover_days"].item() == base.delay["cover_days"].item() + 10
    assert given(tariff_borne_share=0.5).line["duty_loss_usd"].item() == base.line["duty_loss_usd"].item() / 2
    assert given(contribution_margin=0.30).line["delay_loss_usd"].item() == pytest.approx(
        2 * base.line["delay_loss_usd"].item()
    )


def test_stated_shares_are_scaled_to_one():
    levels = scored(world(IN, **FREE_FEED), origin_shares="CHN:0.5;JPN:0.51")
    assert levels.cost.unique("origin")["use_share"].sum() == pytest.approx(1.0, abs=1e-15)


def test_the_newest_known_edition_serves():
    """Kilograms, year of the edition, year it was known."""

    def row(kg, valid, known):
        dates = {"valid_from": date(valid, 1, 1), "known_from": date(known, 1, 1)}
        return {"product_id": "ev", "material_id": "magnet", "kg_per_unit": kg, **dates}

    def kg(*rows):
        return scored(world(IN, product_materials=[row(*given) for given in rows])).cost["kg_per_unit"][0]

    assert kg((1.0, 2015, 2015), (2.0, 2020, 2020)) == 2.0
    assert kg((1.0, 2015, 2015), (2.0, 2020, 2027)) == 1.0
    assert kg((1.0, 2015, 2015), (2.0, 2027, 2020)) == 1.0


def test_without_feed_shares_world_supply_stands_behind_the_origin():
    supply = [{"item": "feed", "stage": "metal", "origin": o, "share": s} for o, s in (("CHN", 0.9), ("ROW", 0.1))]
    rows = delay(
        scored(
            world({"regime_id": "F", "material_classes": ["dy_feed"]}, feed_shares=[], supply_shares=supply),
            origin_shares="JPN:1",
        )
    )
    assert rows["F"]["gated_share"] == pytest.approx(0.9)


def test_delay_goes_to_origins_by_path_and_to_the_elements_the_regime_names():
    w = world(IN, {"regime_id": "FEED", "material_classes": ["dy_feed"], "elements": ["Dy", "Nd"]})
    levels = scored(w, origin_shares="CHN:0.75;JPN:0.25")
    x = dict(levels.delay.select("regime_id", "lost_share").iter_rows())
    cells = levels.contribution.filter(pl.col("signal") == "delay")
    total = cells["loss_usd"].sum()
    part = {(o, e): v / total for o, e, v in cells.select("origin", "element", "loss_usd").iter_rows()}
    both = x["IN"] + x["FEED"]
    assert part == pytest.approx(
        {("CHN", "Dy"): x["IN"] / both, ("JPN", "Dy"): x["FEED"] / both / 4, ("JPN", "Nd"): x["FEED"] / both * 3 / 4},
        abs=1e-9,
    )


def test_delay_of_one_regime_goes_to_origins_by_path_share():
    feeds = [{"feed_material_id": "feed", "origin": o, "feed_origin": "CHN", "share": 1.0} for o in ("JPN", "KOR")]
    w = world({"regime_id": "FEED", "material_classes": ["dy_feed"]}, feed_shares=feeds)
    levels = scored(w, origin_shares="JPN:0.75;KOR:0.25")
    by = dict(
        levels.contribution.filter(pl.col("signal") == "delay")
        .group_by("origin")
        .agg(pl.col("loss_usd").sum())
        .iter_rows()
    )
    assert by["JPN"] / by["KOR"] == pytest.approx(3.0)


def test_buyer_size_goes_by_the_whole_company():
    sized = [{"regime_id": s, "buyer_size": s} for s in ("large", "small")]
    lines = [
        {**LINE, "annual_revenue_usd": 0.6e9},
        {**LINE, "importer": "JPN", "annual_revenue_usd": 0.6e9, "origin_shares": "CHN:1"},
    ]
    levels = scored_lines(world(*sized), *lines)
    assert set(levels.delay["regime_id"]) == {"large"}


def test_onset_odds_are_the_newest():
    odds = [{"regime_id": "MAY", "probability": p, "valid_from": date(y, 1, 1)} for p, y in ((0.1, 2015), (0.3, 2020))]
    rows = delay(scored(world(IN, MAY, onset_odds=odds, **FREE_FEED), origin_shares="JPN:1"))
    assert rows["MAY"]["onset_probability"] == 0.3


def test_lost_days_are_weighted_by_revenue():
    lines = [
        {**LINE, "buyer_size": "large"},
        {**LINE, "importer": "JPN", "annual_revenue_usd": 1e9, "origin_shares": "CHN:1", "stock_days": 200.0},
    ]
    levels = scored_lines(world(IN), *lines)
    days, revenue = levels.line["lost_days"], levels.line["revenue_usd"]
    assert levels.company["lost_days"].item() == pytest.approx((days * revenue).sum() / revenue.sum())
    assert abs(days[0] - days[1]) > 1


def test_a_followed_row_of_a_bill_leaves_its_siblings():
    """The magnet's row is ended and followed; the other material's row stays as it was."""
    base = world(IN)
    bill = [
        {"product_id": "ev", "material_id": "magnet", "kg_per_unit": 1.0, "valid_to": date(2025, 1, 1)},
        {"product_id": "ev", "material_id": "magnet", "kg_per_unit": 2.0, "valid_from": date(2025, 1, 1)},
        {"product_id": "ev", "material_id": "feed", "kg_per_unit": 3.0},
    ]
    composed = [
        *base["material_compositions"].to_dicts(),
        {"material_id": "feed", "element": "Dy", "mass_fraction": 1.0},
    ]
    shares = [{"importer": "USA", "material_id": m, "origin": "USA", "share": 1.0} for m in ("magnet", "feed")]
    levels = scored(world(IN, product_materials=bill, material_compositions=composed, use_shares=shares, **FREE_FEED))
    assert dict(levels.cost.select("material_id", "kg_per_unit").unique().iter_rows()) == {"magnet": 2.0, "feed": 3.0}


def test_a_later_edition_that_had_to_serve_is_named():
    later = [
        {"importer": "USA", "material_id": "magnet", "origin": "CHN", "share": 1.0, "valid_from": date(2027, 1, 1)}
    ]
    used = scored(world(IN, use_shares=later)).line["defaults_used"].item().split(";")
    assert "earliest:use_shares" in used
    assert "earliest:use_shares" not in scored(world(IN)).line["defaults_used"].item().split(";")


def test_the_buyer_of_a_feed_is_named_as_a_default():
    feed = {"regime_id": "F", "material_classes": ["dy_feed"]}
    used = scored(world(feed), origin_shares="JPN:1").line["defaults_used"].item().split(";")
    assert {"buyer_size:feed", "licence_kind:feed"} <= set(used)


def test_of_measures_announced_the_first_to_come_counts_and_one_beyond_the_year_does_not():
    def announced(regime_id, year, month):
        return {"regime_id": regime_id, "valid_from": date(year, month, 1), "known_from": date(2026, 1, 1)}

    now = {"regime_id": "NOW", "regime_kind": "potential", "authority": "Z"}
    rows = delay(scored(world(announced("SOON", 2026, 5), announced("LATER", 2026, 9), now, **FREE_FEED)))
    assert set(rows) == {"SOON", "NOW"}
    assert set(delay(scored(world(announced("FAR", 2030, 1), now, **FREE_FEED)))) == {"NOW"}


def test_a_company_of_which_nothing_can_be_scored_has_no_loss_rather_than_none():
    company = scored(world(IN), annual_revenue_usd=0.0).company.row(0, named=True)
    money = ["delay_loss_usd", "duty_loss_usd", "premium_loss_usd", "expected_annual_loss_usd", "revenue_at_risk_usd"]
    assert [company[name] for name in money] == [None] * 5
    assert company["score"] is None


def test_coverage_is_exactly_one_whatever_the_revenues():
    lines = [
        {**LINE, "company_id": "c", "importer": i, "annual_revenue_usd": r, "origin_shares": "CHN:1"}
        for i, r in (("USA", 0.1), ("JPN", 0.2), ("KOR", 0.3), ("DEU", 0.0), ("FRA", 0.7))
    ]
    assert scored_lines(world(IN), *lines).company["covered_revenue_share"].item() == 1.0


def test_what_the_rest_of_the_world_sells_is_bought_too():
    levels = scored(
        world(
            IN,
            feed_shares=[
                {"feed_material_id": "feed", "origin": o, "feed_origin": o, "share": 1.0} for o in ("CHN", "ROW")
            ],
        ),
        origin_shares="CHN:0.7;ROW:0.3",
        annual_units=10.0,
    )
    assert levels.cost.unique("origin")["bought_kg"].sum() == pytest.approx(10.0)

"""Known moves: which measure moves which company, and what a feed share behind Japanese magnets moves."""

from datetime import date

import polars as pl
import pytest

from reference_data.loader import Tables
from scoring.engine import score
from scoring.levels import Levels
from scoring.method import METHOD
from scoring.portfolio import Portfolio

DAYS = [date(2025, 3, 1), date(2025, 6, 1), date(2025, 12, 15), date(2026, 10, 1)]


@pytest.fixture(scope="module")
def over_time(tables: Tables, ev_maker: Portfolio) -> dict[date, Levels]:
    return {day: score(ev_maker, tables, METHOD, as_of=day, known_at=day) for day in DAYS}


def test_before_april_2025_no_chinese_regime_is_in_force(over_time: dict[date, Levels]) -> None:
    assert set(over_time[DAYS[0]].delay["regime_kind"]) == {"potential"}
    assert set(over_time[DAYS[0]].delay["authority"]) == {"MOFCOM"}


def test_the_score_rises_with_the_licences_and_falls_as_they_come_through(over_time: dict[date, Levels]) -> None:
    first, second, third, _ = (over_time[day].company["score"].item() for day in DAYS)
    assert first < second
    assert third < second


def test_a_changed_feed_share_behind_japanese_magnets_moves_only_their_dy_and_tb(tables: Tables) -> None:
    day = date(2026, 10, 1)
    line = {
        "company_id": "c",
        "company_name": "C",
        "product_id": "ev_bev_pmsm_avg",
        "importer": "JPN",
        "annual_units": 1e5,
        "annual_revenue_usd": 3e9,
    }
    portfolio = Portfolio.of(pl.DataFrame([line]))
    feeds = tables["feed_shares"]
    japanese = (pl.col("feed_material_id") == "dytb_metal") & (pl.col("origin") == "JPN")
    edition = ["feed_material_id", "origin", "valid_from"]
    chinese = pl.col("share").filter(pl.col("feed_origin") == "CHN").sum().over(edition)
    factor = pl.when(pl.col("feed_origin") == "CHN").then(0.5).otherwise((1 - chinese / 2) / (1 - chinese))
    changed_feeds = feeds.with_columns(pl.when(japanese).then(pl.col("share") * factor).otherwise("share"))
    changed = Tables({**tables, "feed_shares": changed_feeds}, "changed")
    keys = ["material_id", "regime_id"]
    before, after = (score(portfolio, t, METHOD, as_of=day, known_at=day).delay for t in (tables, changed))
    moved = before.join(after, on=keys, how="full", suffix="_after", coalesce=True).filter(
        pl.col("gated_share").ne_missing(pl.col("gated_share_after"))
    )
    classes = dict(tables["materials"].select("material_id", "material_class").iter_rows())
    assert moved.height > 0
    assert {classes[m] for m in moved["material_id"]} == {"dytb_magnet"}
    feed_regimes = tables["licence_regimes"].filter(pl.col("material_classes").list.contains("dytb_metal"))["regime_id"]
    assert set(moved["regime_id"]) <= set(feed_regimes)

"""The worked example of the method, to the digits printed there."""

from datetime import date

import polars as pl
import pytest

from scoring.engine import score
from scoring.levels import Levels
from scoring.method import METHOD
from scoring.portfolio import Portfolio
from tests.scoring.small_world import ev_maker

DAY = date(2026, 3, 1)
MAKER = Portfolio.of(
    pl.DataFrame(
        {
            "company_id": ["maker"],
            "company_name": ["Maker"],
            "product_id": ["ev"],
            "importer": ["USA"],
            "annual_units": [1.0],
            "annual_revenue_usd": [13.5e9],
        }
    )
)


@pytest.fixture(scope="module")
def levels() -> Levels:
    return score(MAKER, ev_maker(), METHOD, as_of=DAY, known_at=DAY)


def regime(levels: Levels, regime_id: str) -> dict[str, float]:
    return levels.delay.row(by_predicate=pl.col("regime_id") == regime_id, named=True)


def test_traction_magnets_are_short_for_eighteen_days_beyond_cover(levels: Levels) -> None:
    row = regime(levels, "DY")
    assert row["gated_share"] == pytest.approx(0.90)
    assert row["stopped_share"] == pytest.approx(0.80)
    assert row["second_source_share"] == pytest.approx(0.10)
    assert row["cover_days"] == pytest.approx(28 + 21 / 0.80)
    assert (150 / (150 + row["cover_days"] - 14)) ** 5 == pytest.approx(0.3047, abs=5e-5)
    assert row["blocked_days"] == pytest.approx(17.809, abs=5e-4)
    assert row["lost_share"] == pytest.approx(0.03903, abs=5e-6)


def test_nd_magnets_may_follow(levels: Levels) -> None:
    row = regime(levels, "ND")
    assert row["regime_kind"] == "potential"
    assert row["blocked_days"] == pytest.approx(0.21 * 12.504, abs=1.5e-4)
    assert row["lost_share"] == pytest.approx(0.00576, abs=5e-6)


def test_one_authority_moves_both_materials_together(levels: Levels) -> None:
    line = levels.line.row(0, named=True)
    assert line["lost_share"] == pytest.approx(0.03903, abs=5e-6)
    assert line["lost_days"] == pytest.approx(14.25, abs=5e-3)
    assert line["delay_loss_usd"] == pytest.approx(39.52e6, abs=5e3)
    assert line["duty_loss_usd"] == pytest.approx(7.72e6, abs=5e3)
    assert line["premium_loss_usd"] == pytest.approx(1.30e6, abs=5e3)


def test_the_score_and_its_parts(levels: Levels) -> None:
    company = levels.company.row(0, named=True)
    assert company["expected_annual_loss_usd"] == pytest.approx(48.55e6, abs=5e3)
    assert company["expected_annual_loss_usd"] / 13.5e9 == pytest.approx(0.00360, abs=5e-6)
    assert round(company["score"], 2) == 51.14
    assert [round(company[f"{s}_points"], 2) for s in ("delay", "duty", "premium")] == [41.63, 8.14, 1.37]
    assert company["band"] == "moderate"
    assert company["data_grade"] == "D"


def test_two_authorities_act_independently() -> None:
    levels = score(MAKER, ev_maker(authority_of_nd="OTHER"), METHOD, as_of=DAY, known_at=DAY)
    assert levels.line["lost_share"].item() == pytest.approx(0.04456, abs=5e-6)
    assert round(levels.company["score"].item(), 2) == 52.09

"""A score in words: who moves a US maker of electric cars that buys its magnets in China, on four dates."""

from datetime import date

import polars as pl
import pytest

from reference_data.loader import load_tables
from scoring.engine import score, score_in
from scoring.levels import Levels
from scoring.method import METHOD
from scoring.portfolio import Portfolio
from scoring.scenarios import Scenario, under
from scoring.world import world_on
from service.explain import explanation
from service.percent_words import percent
from service.portfolio.demo import demo_portfolio

MAKER = {
    "company_id": "us-ev-maker",
    "company_name": "US EV maker",
    "product_id": "ev_bev_pmsm_avg",
    "importer": "USA",
    "annual_units": 300_000.0,
    "annual_revenue_usd": 13.5e9,
    "origin_shares": "CHN:1",
}


@pytest.fixture(scope="module")
def told() -> dict[str, str]:
    tables, portfolio = load_tables(), Portfolio.of(pl.DataFrame([MAKER]))
    days = [date(2025, 3, 1), date(2025, 6, 1), date(2025, 12, 15), date(2026, 10, 1)]
    return {str(day): "\n".join(explanation(score(portfolio, tables, METHOD, as_of=day, known_at=day))) for day in days}


def test_before_the_controls_nothing_is_in_force_and_that_is_said(told: dict[str, str]) -> None:
    assert "No licence or prohibition in force bites" in told["2025-03-01"]
    assert "in force since" not in told["2025-03-01"]
    assert "may come (no act yet, odds 9.8 % in 12 months)" in told["2025-03-01"]


def test_the_rise_of_june_2025_is_named_by_act_and_by_duty_layer(told: dict[str, str]) -> None:
    assert "licence (MOFCOM and customs Announcement No. 18 of 2025, in force since 2025-04-04)" in told["2025-06-01"]
    assert "USA 32.1 % on line 8505110070" in told["2025-06-01"]
    assert "IEEPA reciprocal 10 %" in told["2025-06-01"]


def test_the_fall_of_december_2025_shows_in_the_days_and_in_the_layers(told: dict[str, str]) -> None:
    assert "115.2 days without goods beyond" in told["2025-06-01"]
    assert "40.5 days without goods beyond" in told["2025-12-15"]
    assert "IEEPA reciprocal" not in told["2025-12-15"]
    assert "IEEPA fentanyl 10 %" in told["2025-12-15"]


def test_an_act_is_dated_by_its_own_day_when_its_waits_begin_anew() -> None:
    buyer, day = Portfolio.of(pl.DataFrame([{**MAKER, "importer": "JPN"}])), date(2026, 10, 1)
    text = "\n".join(explanation(score(buyer, load_tables(), METHOD, as_of=day, known_at=day)))
    assert "since 2026-01-06" not in text
    assert "licence (MOFCOM and customs Announcement No. 18 of 2025, in force since 2025-04-04)" in text


def test_the_magnet_duty_of_2026_is_named(told: dict[str, str]) -> None:
    assert "USA 27.1 % on line 8505110070 (base rate (MFN) 2.1 % + Section 301 magnets 25 %)" in told["2026-10-01"]


def test_defaults_are_listed(told: dict[str, str]) -> None:
    assert all("Taken from defaults" in text and "stock_days" in text for text in told.values())


@pytest.mark.parametrize(
    ("share", "words"), [(0.271, "27.1 %"), (0.25, "25 %"), (0.0, "0 %"), (0.396, "39.6 %"), (1.4710, "147.1 %")]
)
def test_percentages_have_the_digits_they_need(share: float, words: str) -> None:
    assert percent(share) == words


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 9, 23), "suspended from 2025-11-07 to 2026-11-10 by the text of the act, odds 25 %"),
        (
            date(2026, 11, 9),
            "its end is disputed: MOFCOM's text ends the suspension on 2026-11-10; the US Treasury says",
        ),
        (date(2026, 11, 10), "No. 57 of 2025, disputed: MOFCOM's text ends the suspension on 2026-11-10; the US Treas"),
    ],
)
def test_who_disputes_the_end_of_a_suspension_is_named_once_it_is_known(day: date, said: str) -> None:
    maker = {**MAKER, "product_id": "edfa", "annual_revenue_usd": 100.0}
    text = "\n".join(
        explanation(score(Portfolio.of(pl.DataFrame([maker])), load_tables(), METHOD, as_of=day, known_at=day))
    )
    assert "may come (MOFCOM and customs Announcement No. 57 of 2025, " in text
    assert said in text


@pytest.mark.parametrize(
    ("scenario", "said"),
    [
        (Scenario("o", "o", offline_origin="CHN"), "China offline on "),
        (Scenario("d", "d", added_duty_rate=-0.1), "scenario -10 %"),
        (Scenario("d", "d", added_duty_rate=0.2), "scenario 20 %"),
    ],
)
def test_what_only_a_scenario_does_is_named_as_such(scenario: Scenario, said: str) -> None:
    tables, portfolio, day = load_tables(), Portfolio.of(pl.DataFrame([MAKER])), date(2026, 10, 1)
    world = under(world_on(tables, METHOD, day, day), scenario)
    assert said in "\n".join(explanation(score_in(world, portfolio, tables)))


def levels_of(maker: dict[str, object], day: date = date(2026, 10, 1)) -> Levels:
    portfolio = Portfolio.of(pl.DataFrame([{**MAKER, **maker}]))
    return score(portfolio, load_tables(), METHOD, as_of=day, known_at=day)


def delays_in(levels: Levels) -> list[str]:
    return [line for line in explanation(levels) if "licence delay" in line]


@pytest.mark.parametrize(
    ("origin", "importer", "way"),
    [
        ("CHN", "USA", "on the way from China to United States"),
        ("CHN", "JPN", "on the way from China to Japan"),
        ("JPN", "USA", "on the way of its feed from China to Japan"),
        ("DEU", "USA", "on the way of its feed from China to Germany"),
        ("USA", "USA", "on the way of its feed from China to United States"),
    ],
)
def test_a_wait_names_the_way_the_goods_of_its_row_take(origin: str, importer: str, way: str) -> None:
    lines = delays_in(levels_of({"origin_shares": f"{origin}:1", "importer": importer}))
    assert lines
    for line in lines:
        assert line.count("on the way") == 1
        assert way in line


@pytest.mark.parametrize(("origin", "name"), [("CHN", "China"), ("JPN", "Japan"), ("DEU", "Germany")])
def test_of_several_origins_each_tells_the_wait_of_the_regime_it_meets_alone(origin: str, name: str) -> None:
    traction = pl.col("material_id") == "ndfeb_traction"
    together = levels_of({"origin_shares": "CHN:0.4;JPN:0.3;DEU:0.3"})
    (regime,) = levels_of({"origin_shares": f"{origin}:1"}).delay.filter(traction)["regime_id"]
    (days,) = together.delay.filter(traction, pl.col("regime_id") == regime)["blocked_days"]
    (line,) = [line for line in delays_in(together) if f"Dy/Tb, traction motors from {name}:" in line]
    assert line.count("days without goods") == 1
    assert f": {days:.1f} days without goods" in line


@pytest.mark.parametrize("day", [date(2025, 3, 1), date(2026, 10, 1)])
def test_every_delay_of_the_demonstration_is_told_with_its_way(day: date) -> None:
    tables = load_tables()
    world, everybody = world_on(tables, METHOD, day, day), demo_portfolio(tables)
    for company_id in everybody.lines["company_id"].unique().sort()[:12]:
        levels = score_in(world, everybody.of_company(company_id), tables)
        for line in explanation(levels):
            assert "licence delay" not in line or "on the way" in line

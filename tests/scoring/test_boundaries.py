"""First days, last days and other edges that decide whether a figure or a file counts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest

from reference_data.loader import Tables
from scoring.backtest.duties import duties_part
from scoring.engine import score
from scoring.in_force import latest_edition
from scoring.method import METHOD
from scoring.mixes import world_mixes
from scoring.portfolio import Portfolio
from tests.scoring import fed_world
from tests.scoring.own_files import DAY, FOUR, MAKER, applications, file, scored, waits, world_with
from tests.scoring.small_world import Row, table, tables

EVE = timedelta(days=1)
Y23, Y24, Y25 = (date(year, 1, 1) for year in (2023, 2024, 2025))


def served(rows: Sequence[Row], as_of: date, known_at: date = DAY) -> list[tuple[float, str]]:
    frame = table("prices", [{"item": "Dy", "side": "inside", **row} for row in rows])
    found = latest_edition(frame, ["item", "side"], as_of, known_at)
    return sorted(found.select("price_usd_per_kg", "edition").iter_rows())


def test_an_edition_serves_from_its_first_day() -> None:
    rows = [{"price_usd_per_kg": 1.0, "valid_from": Y23}, {"price_usd_per_kg": 2.0, "valid_from": Y24}]
    assert served(rows, Y24 - EVE) == [(1.0, "in_force")]
    assert served(rows, Y24) == [(2.0, "in_force")]


def test_before_any_edition_the_first_of_those_known_serves_not_the_one_told_first() -> None:
    """The figure of 2023 was told in 2025, that of 2024 in 2024; in 2026 both are known, and 2023 is nearer to 2020."""
    rows = [
        {"price_usd_per_kg": 1.0, "valid_from": Y23, "known_from": Y25},
        {"price_usd_per_kg": 2.0, "valid_from": Y24, "known_from": Y24},
    ]
    assert served(rows, date(2020, 1, 1)) == [(1.0, "earliest")]


def test_an_edition_of_shares_is_known_once_all_its_rows_are() -> None:
    """China's 0.9 was told in 2024, Japan's 0.1 a year later: until then the shares of 2023 serve, which are whole."""
    told = [("CHN", 1.0, Y23, Y23), ("CHN", 0.9, Y24, Y24), ("JPN", 0.1, Y24, Y25)]
    rows = [
        {"importer": "USA", "material_id": "m", "origin": o, "share": s, "valid_from": begins, "known_from": known}
        for o, s, begins, known in told
    ]

    def shares(known_at: date) -> list[float]:
        found = latest_edition(table("use_shares", rows), ["importer", "material_id"], DAY, known_at)
        return sorted(found["share"])

    assert shares(Y25 - EVE) == [1.0]
    assert shares(Y25) == [0.1, 0.9]


def test_a_unit_value_not_known_by_then_is_one_more_input_of_the_duty() -> None:
    """Duty alone, origin shares and share borne given: 2 of 2 inputs are own, A; with goods told later 2 of 3, B."""
    own = {"recovery_share": 1.0, "origin_shares": "CHN:1", "tariff_borne_share": 1.0}
    free = {"premium_shares": [{"element": "*", "quoted_share": 0.0}]}

    def graded(known_from: date) -> str:
        magnet = {"material_id": "magnet", "material_class": "dy", "known_from": known_from}
        world = fed_world.world(fed_world.IN, materials=[magnet], **free)
        return str(fed_world.scored(world, **own).company["data_grade"].item())

    assert (graded(DAY), graded(DAY + EVE)) == ("A", "B")


def test_a_file_filed_on_the_day_is_filed() -> None:
    assert waits(scored(world_with([]), [file(DAY)]))["own_filed"] == 1
    assert waits(scored(world_with([]), [file(DAY + EVE)]))["own_filed"] == 0


def test_a_file_decided_on_the_first_day_of_a_regime_belongs_to_it() -> None:
    begins = date(2026, 1, 5)
    world = world_with([], {"valid_from": begins})
    decided = [file(date(2025, 11, 1), "approved", day) for day in (begins - EVE, begins)]
    assert [waits(scored(world, [one]))["own_approved"] for one in decided] == [0, 1]


def test_own_files_wait_at_the_licence_speed_of_the_method() -> None:
    """b = 117 + 0.625·238 = 265.75 d; at twice the speed half of it, with shape and denials as they were."""
    portfolio = Portfolio.of(pl.DataFrame([MAKER]), None, applications(FOUR))
    slow, fast = (
        waits(score(portfolio, world_with([]), replace(METHOD, licence_speed=speed), as_of=DAY, known_at=DAY))
        for speed in (1.0, 2.0)
    )
    assert (slow["wait_scale_days"], fast["wait_scale_days"]) == pytest.approx((265.75, 265.75 / 2))
    assert (fast["wait_shape"], fast["denial_share"]) == (slow["wait_shape"], slow["denial_share"])


@pytest.mark.parametrize(("scale_days", "named"), [(60.0, "DY"), (300.0, "DY2")])
def test_under_two_authorities_the_clock_names_the_slower(scale_days: float, named: str) -> None:
    """The first regime has a prior scale of 117 days."""
    world = world_with([])
    other = {"regime_id": "DY2", "authority": "OTHER", "material_classes": ["dy"], "elements": ["Dy"]}
    second = table("licence_regimes", [{**other, "prior_scale_days": scale_days}])
    both = Tables({**world, "licence_regimes": pl.concat([world["licence_regimes"], second])}, "two")
    assert scored(both, [file(date(2026, 1, 5))]).signals["applications"]["regime_id"].to_list() == [named]


def test_shares_of_world_supply_told_later_do_not_concentrate_it() -> None:
    usual = {"item": "Dy", "stage": "mining", "origin": "CHN"}
    even = [{**usual, "origin": origin, "share": 0.5, "valid_from": Y23} for origin in ("CHN", "JPN")]
    world = tables(supply_shares=[*even, {**usual, "share": 1.0, "valid_from": Y24, "known_from": Y25}])

    def shares(known_at: date) -> dict[str, float]:
        return dict(world_mixes(world, DAY, known_at)["Dy", "mining"].shares)

    assert shares(Y25 - EVE) == {"CHN": 0.5, "JPN": 0.5}
    assert shares(Y25) == {"CHN": 1.0}


def test_a_total_that_is_off_by_a_hundredth_of_a_point_is_missed() -> None:
    adds = {"layer_id": "ADD", "importer": "USA", "programme": "section_301", "stacking": "adds", "rate": 0.25}
    asked = {"importer": "USA", "origin": "CHN", "tariff_line": "850511", "valid_from": Y24}
    totals = [{**asked, "total_id": name, "total_rate": rate} for name, rate in (("T001", 0.271), ("T002", 0.2711))]
    world = tables(tariff_layers=[{"layer_id": "MFN", "importer": "USA", "rate": 0.021}, adds], duty_totals=totals)
    hits = {(check.subject[:4], check.hit) for check in duties_part(world).checks}
    assert hits == {("T001", True), ("T002", False)}

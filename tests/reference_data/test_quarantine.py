"""Trade rows that do not say what their code says are named with the reason, and only those."""

from datetime import date

import polars as pl
import pytest

from reference_data.quarantine import quarantine, unit_values

SCHEMA = {
    "importer": pl.String,
    "hs_code": pl.String,
    "origin": pl.String,
    "value_usd": pl.Float64,
    "quantity_t": pl.Float64,
}


def flows(*rows: tuple[str, str, str, float | None, float | None]) -> pl.DataFrame:
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    return frame.with_columns(period_from=pl.lit(date(2024, 1, 1)), period_to=pl.lit(date(2025, 1, 1)))


def ordinary(hs_code: str = "284610") -> tuple[tuple[str, str, str, float, float], ...]:
    """Unit values of 5, 10 and 20 USD/kg: median 10; log spread 1.4826 · ln 2 = 1.0277."""
    return (
        ("JPN", hs_code, "CHN", 500_000.0, 100.0),
        ("USA", hs_code, "CHN", 1_000_000.0, 100.0),
        ("KOR", hs_code, "CHN", 2_000_000.0, 100.0),
    )


def reason(*row: object) -> str | None:
    table = quarantine(flows(*ordinary(str(row[1])), row))  # type: ignore[arg-type]
    return table["quarantined_because"][-1]


def test_median_and_spread_of_a_code() -> None:
    [(code, median, spread)] = unit_values(flows(*ordinary())).iter_rows()
    assert (code, median, spread) == ("284610", pytest.approx(10.0), pytest.approx(1.4826 * 0.6931472))


def test_a_unit_value_beyond_three_robust_deviations_is_set_aside() -> None:
    # The far row counts in its own median: 5, 10, 20 and 5000 USD/kg have the median √(10 · 20) = 14.14; distances of
    # the logarithm 1.04, 0.35, 0.35, 5.87, their median 0.693; (ln 5000 − ln 14.14) / (1.4826 · 0.693) = 5.7.
    said = reason("DEU", "284610", "JPN", 500_000.0, 0.1)
    assert said == "unit value of 5000.0 USD/kg, 5.7 robust deviations from the median of its code, 14.1 USD/kg"
    assert reason("DEU", "284610", "JPN", 500_000.0, 10.0) is None


@pytest.mark.parametrize(("usd_per_kg", "used"), [(300.0, True), (400.0, False)])
def test_the_limit_is_three_robust_deviations(usd_per_kg: float, used: bool) -> None:
    """Median 14.14, spread 1.0277 as above: ln(300 / 14.14) / 1.0277 = 2.97, ln(400 / 14.14) / 1.0277 = 3.25."""
    assert (reason("DEU", "284610", "JPN", 500_000.0, 500.0 / usd_per_kg) is None) is used


def test_a_far_unit_value_below_is_set_aside_too() -> None:
    assert "-5.2 robust deviations" in (reason("DEU", "284610", "JPN", 70_000.0, 2_000.0) or "")


@pytest.mark.parametrize(
    ("value", "tonnes", "used"),
    [(49_999.0, 0.001, True), (50_000.0, 0.001, False), (100.0, 49.9, True), (100.0, 50.0, False)],
)
def test_only_trades_that_can_move_a_mix_are_judged(value: float, tonnes: float, used: bool) -> None:
    assert (reason("DEU", "284610", "JPN", value, tonnes) is None) is used


def test_value_without_tonnes_is_set_aside_but_tonnes_nobody_gives_are_no_fault() -> None:
    assert reason("DEU", "284610", "JPN", 10.0, 0.0) == "value without tonnes"
    assert reason("DEU", "284610", "JPN", 10.0, None) is None


def test_goods_known_to_be_others_are_set_aside_whatever_they_cost() -> None:
    assert (reason("MYS", "280530", "AUS", 1_000_000.0, 100.0) or "").startswith("concentrate or carbonate")
    assert (reason("IRL", "284690", "NOR", 1_000.0, 0.1) or "").startswith("contrast agents")
    assert reason("MYS", "284610", "AUS", 1_000_000.0, 100.0) is None


def test_sums_of_others_and_the_rest_of_the_world_do_not_set_the_median() -> None:
    sums = (("EU27", "284610", "CHN", 9e9, 1.0), ("JPN", "284610", "ROW", 9e9, 1.0))
    assert unit_values(flows(*ordinary(), *sums)).equals(unit_values(flows(*ordinary())))


def test_no_row_is_lost_and_a_code_without_tonnes_is_used() -> None:
    table = quarantine(flows(*ordinary(), ("USA", "2846", "CHN", 1e6, None)))
    assert table.height == 4
    assert table["quarantined_because"].null_count() == 4
    assert table["unit_value_usd_per_kg"].to_list() == [5.0, 10.0, 20.0, None]

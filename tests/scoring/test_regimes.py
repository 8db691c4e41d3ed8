"""Which regime governs a crossing, and how evidence moves its wait, worked by hand."""

from datetime import date

import polars as pl
import pytest

from reference_data.loader import Tables
from scoring.method import METHOD
from scoring.regimes import governing, regimes_on
from tests.scoring.small_world import Row, tables

DAY = date(2026, 3, 1)
CROSSING = {
    "departure": "CHN",
    "arrival": "USA",
    "material_class": "dy",
    "end_use": "civil",
    "buyer_size": "large",
    "licence_kind": "individual",
}


def regime(regime_id: str, **more: object) -> Row:
    return {"regime_id": regime_id, "material_classes": ["dy"], "elements": ["Dy"], **more}


def on(world: Tables, as_of: date = DAY, known_at: date = DAY) -> dict[str, dict[str, object]]:
    return {row["regime_id"]: row for row in regimes_on(world, METHOD, as_of, known_at).iter_rows(named=True)}


def chosen(regimes: list[Row], **crossing: str) -> list[str]:
    world = regimes_on(tables(licence_regimes=regimes), METHOD, DAY, DAY)
    asked = pl.LazyFrame([{**CROSSING, **crossing}])
    return sorted(governing(asked, world.lazy()).collect(engine="in-memory")["regime_id"])


@pytest.mark.parametrize(
    ("regimes", "expected"),
    [
        ([regime("ANY"), regime("USA", destination="USA")], ["USA"]),
        ([regime("ANY"), regime("JPN", destination="JPN")], ["ANY"]),
        ([regime("SIZE", buyer_size="large", end_use="civil"), regime("USA", destination="USA")], ["USA"]),
        ([regime("SIZE", buyer_size="large"), regime("USE", end_use="civil")], ["USE"]),
        ([regime("SIZE", buyer_size="large"), regime("KIND", licence_kind="individual")], ["SIZE"]),
        ([regime("GENERAL", licence_kind="general"), regime("ANY")], ["ANY"]),
        ([regime("A"), regime("B", authority="OTHER")], ["A", "B"]),
        ([regime("A"), regime("P", regime_kind="potential", destination="USA")], ["A", "P"]),
        ([regime("OTHER", material_classes=["nd"])], []),
    ],
    ids=[
        "destination beats any",
        "other destination does not fit",
        "destination before size",
        "end use before size",
        "size before licence kind",
        "other licence kind does not fit",
        "each authority counts",
        "potential beside in force",
        "other class",
    ],
)
def test_the_most_specific_regime_of_an_authority_governs(regimes: list[Row], expected: list[str]) -> None:
    assert chosen(regimes) == expected


def test_a_regime_holds_from_its_first_day_to_the_day_before_its_end() -> None:
    world = tables(
        licence_regimes=[
            regime("R", valid_from=date(2025, 4, 4), known_from=date(2025, 4, 4), valid_to=date(2025, 5, 4))
        ]
    )
    days = [date(2025, 4, 3), date(2025, 4, 4), date(2025, 5, 3), date(2025, 5, 4)]
    assert [bool(on(world, day, DAY)) and not on(world, day, DAY)["R"]["potential"] for day in days] == [
        False,
        True,
        True,
        False,
    ]


def test_an_announced_measure_is_potential_and_certain_unless_odds_say_otherwise() -> None:
    row = regime("R", valid_from=date(2026, 4, 1), known_from=date(2026, 2, 1))
    assert on(tables(licence_regimes=[row]))["R"]["onset_probability"] == 1.0
    assert on(tables(licence_regimes=[row]))["R"]["potential"] is True
    doubted = tables(licence_regimes=[row], onset_odds=[{"regime_id": "R", "probability": 0.3}])
    assert on(doubted)["R"]["onset_probability"] == 0.3
    assert on(tables(licence_regimes=[row]), known_at=date(2026, 1, 31)) == {}


def test_a_measure_called_off_before_it_began_is_gone_once_that_is_known() -> None:
    begin, known, off = date(2025, 11, 8), date(2025, 10, 9), date(2025, 11, 7)
    world = tables(
        licence_regimes=[regime("R", valid_from=begin, valid_to=begin, known_from=known, end_known_from=off)]
    )
    assert on(world, date(2025, 10, 20), date(2025, 10, 20))["R"]["potential"] is True
    assert on(world, date(2025, 11, 15), date(2025, 10, 20))["R"]["potential"] is False
    assert on(world, date(2025, 10, 20), date(2025, 11, 7)) == {}
    assert on(world, date(2025, 11, 15), date(2025, 11, 15)) == {}


def test_regimes_in_force_have_no_odds_of_onset() -> None:
    assert on(tables(licence_regimes=[regime("R")]))["R"]["onset_probability"] is None


def test_a_prohibition_has_no_wait() -> None:
    row = on(tables(licence_regimes=[regime("R", regime_kind="prohibition")]))["R"]
    assert [row[name] for name in ("wait_lag_days", "wait_shape", "wait_scale_days", "denial_share")] == [None] * 4


def observed(observation_id: str, **more: object) -> Row:
    usual = {
        "file_group": observation_id,
        "kind": "count",
        "observed_on": date(2025, 6, 1),
        "known_from": date(2025, 6, 4),
    }
    return {"observation_id": observation_id, **usual, **more}


def wait(observations: list[Row], known_at: date = DAY) -> tuple[float, float, float]:
    names = [str(row["observation_id"]) for row in observations]
    world = tables(licence_regimes=[regime("R", evidence=names)], licence_observations=observations)
    row = on(world, known_at=known_at)["R"]
    return tuple(float(str(row[name])) for name in ("wait_shape", "wait_scale_days", "denial_share"))  # type: ignore[return-value]


def test_without_evidence_the_prior_stands() -> None:
    assert wait([]) == pytest.approx((1.18, 117.0, 0.05))


def test_files_of_one_ministry_count_less_than_as_many_independent_ones() -> None:
    """100 filed, 19 approved, 1 denied, 74 days after filing, lag 14: f = 1/(1+99·0.2); W = 20·30 + 80·60 = 5400."""
    f = 1 / (1 + 99 * 0.2)
    files = observed("O", filed_count=100.0, approved_count=19.0, denied_count=1.0, elapsed_days=74.0)
    a_approved, a_denied = 1.18 * 0.95 + f * 19, 1.18 * 0.05 + f * 1
    assert wait([files]) == pytest.approx((a_approved + a_denied, 117 + f * 5400, a_denied / (a_approved + a_denied)))


def test_a_bare_share_counts_as_twenty_files_filed_at_once() -> None:
    """60 % after 84 days: k = 12 of 20; W = 12·70/2 + 8·70 = 980; f = 1/(1+19·0.2) = 1/4.8."""
    share = observed("O", kind="share", approved_share=0.6, elapsed_days=84.0)
    shape, scale, denied = wait([share])
    assert (shape, scale) == pytest.approx((1.18 + 12 / 4.8, 117 + 980 / 4.8))
    assert denied == pytest.approx(1.18 * 0.05 / shape)


def test_before_the_lag_has_passed_nobody_has_waited() -> None:
    assert wait([observed("O", kind="share", approved_share=0.0, elapsed_days=10.0)]) == pytest.approx(
        (1.18, 117.0, 0.05)
    )


def test_of_two_snapshots_of_the_same_files_the_latest_known_counts() -> None:
    early = observed("E", file_group="same", kind="share", approved_share=0.25, elapsed_days=60.0)
    late = observed(
        "L",
        file_group="same",
        kind="share",
        approved_share=0.6,
        elapsed_days=84.0,
        observed_on=date(2025, 6, 27),
        known_from=date(2025, 6, 28),
    )
    assert wait([early, late]) == wait([late])
    assert wait([early, late], known_at=date(2025, 6, 27)) == wait([early])


def test_different_files_are_summed_before_they_are_weighed() -> None:
    """Two shares of 20 files each: one f on 40, not one on each 20."""
    one = observed("A", kind="share", approved_share=0.5, elapsed_days=74.0)
    two = observed("B", kind="share", approved_share=0.5, elapsed_days=74.0)
    shape, scale, _ = wait([one, two])
    f = 1 / (1 + 39 * 0.2)
    assert (shape, scale) == pytest.approx((1.18 + f * 20, 117 + f * 2 * (10 * 30 + 10 * 60)))


def test_a_fit_is_taken_as_given_once_it_is_known() -> None:
    fit = observed("F", kind="fit", wait_shape=5.0, wait_scale_days=150.0, known_from=date(2025, 7, 20))
    assert wait([fit]) == pytest.approx((5.0, 150.0, 0.05))
    assert wait([fit], known_at=date(2025, 7, 19)) == pytest.approx((1.18, 117.0, 0.05))

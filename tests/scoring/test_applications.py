"""A company's own licence applications move its waits by the same formula as public evidence, worked by hand."""

from datetime import date, timedelta

import polars as pl
import pytest

from reference_data.loader import Tables
from scoring.engine import score
from scoring.method import METHOD
from scoring.portfolio import Portfolio
from tests.scoring.own_files import DAY, FOUR, LEVELS, MAKER, SHARE, applications, file, scored, waits, world_with
from tests.scoring.small_world import Row
from tests.scoring.test_promises import line, world

FIT: Row = {"observation_id": "FIT", "file_group": "fit", "kind": "fit", "wait_shape": 5.0, "wait_scale_days": 150.0}
KNOBS = {
    "chinese_share": 0.7,
    "chinese_feed": 0.5,
    "duty": 0.1,
    "quoted_share": 0.1,
    "outside_price": 300.0,
    "shape": 5.0,
    "scale": 150.0,
    "denial_share": 0.05,
    "refile_days": 90.0,
    "requalification_days": 365.0,
    "onset_probability": 0.2,
    "stock_days": 21.0,
    "transit_days": 28.0,
    "lead_days": 0.0,
    "second_source_share": 0.1,
    "licence_valid_days": 0.0,
    "recovery_share": 0.5,
    "kind": "licence",
}


def wait(levels_row: Row) -> tuple[float, float, float]:
    return levels_row["wait_shape"], levels_row["wait_scale_days"], levels_row["denial_share"]


def test_four_files_on_the_bare_prior() -> None:
    """Prior 1.18, 117 d, 0.05. n = 4, k_a = 2, k_d = 1, W = 46 + 76 + 30 + 86 = 238 d; f = 1/(1 + 3·0.2) = 0.625."""
    row = waits(scored(world_with([]), FOUR))
    a_approved, a_denied = 1.18 * 0.95 + 0.625 * 2, 1.18 * 0.05 + 0.625 * 1
    assert (a_approved, a_denied) == pytest.approx((2.371, 0.684))
    assert wait(row) == pytest.approx((3.055, 117 + 0.625 * 238, 0.684 / 3.055))
    assert row["own_waited_days"] == 238
    assert [row[f"own_{name}"] for name in ("filed", "approved", "denied", "pending")] == [4, 2, 1, 1]


def test_own_files_and_public_ones_are_summed_before_they_are_weighed() -> None:
    """Public: 20 files, 12 approved, W = 12·35 + 8·70 = 980 d. n = 24: f = 1/(1 + 23·0.2) = 1/5.6."""
    row = waits(scored(world_with([SHARE]), FOUR))
    a_approved, a_denied = 1.18 * 0.95 + (12 + 2) / 5.6, 1.18 * 0.05 + 1 / 5.6
    assert wait(row) == pytest.approx(
        (a_approved + a_denied, 117 + (980 + 238) / 5.6, a_denied / (a_approved + a_denied))
    )
    assert (row["evidence_filed"], row["evidence_approved"], row["evidence_waited_days"]) == pytest.approx(
        (20, 12, 980)
    )
    assert (row["evidence_weight"], row["weight"]) == pytest.approx((1 / 4.8, 1 / 5.6))
    assert row["evidence_ids"] == ["FIT"]


def test_where_a_fit_is_known_it_is_the_prior() -> None:
    """Fit 5, 150 d with 0.05 denied; f = 0.625 of the company's four files alone."""
    row = waits(scored(world_with([FIT]), FOUR))
    a_approved, a_denied = 5 * 0.95 + 0.625 * 2, 5 * 0.05 + 0.625
    assert (row["prior_basis"], row["prior_shape"], row["prior_scale_days"]) == ("fit", 5.0, 150.0)
    assert wait(row) == pytest.approx((6.875, 150 + 0.625 * 238, 0.875 / 6.875))
    assert a_approved + a_denied == pytest.approx(6.875)


def test_prior_evidence_and_posterior_stand_side_by_side_with_their_medians() -> None:
    """Half decided after 14 + b·(2^(1/a) − 1): prior 14 + 117·(2^(1/1.18) − 1) = 107.5 d."""
    row = waits(scored(world_with([SHARE]), FOUR))
    assert row["prior_median_days"] == pytest.approx(14 + 117 * (2 ** (1 / 1.18) - 1))
    assert row["prior_median_days"] == pytest.approx(107.5, abs=0.1)
    assert row["public_median_days"] == pytest.approx(14 + (117 + 980 / 4.8) * (2 ** (1 / (1.18 + 12 / 4.8)) - 1))
    shape, scale, _ = wait(row)
    assert row["median_days"] == pytest.approx(14 + scale * (2 ** (1 / shape) - 1))


def test_the_delay_row_carries_the_posterior() -> None:
    levels = scored(world_with([SHARE]), FOUR)
    held = levels.delay.row(by_predicate=pl.col("regime_id") == "DY", named=True)
    assert wait(held) == wait(waits(levels))


def test_a_file_decided_after_what_is_known_counts_as_pending_and_one_not_yet_filed_not_at_all() -> None:
    """Known on 2026-01-14: the second file waits since 2025-11-01, 74 − 14 = 60 d; the fourth 54 − 14 = 40 d."""
    levels = scored(world_with([]), [*FOUR, file(date(2026, 2, 1))], known_at=date(2026, 1, 14))
    row = waits(levels)
    assert [row[f"own_{name}"] for name in ("filed", "approved", "denied", "pending")] == [4, 1, 1, 2]
    assert row["own_waited_days"] == 46 + 60 + 30 + 40


def test_a_withdrawn_file_waited_until_that_day_and_was_never_decided() -> None:
    row = waits(scored(world_with([]), [file(date(2025, 11, 1), "withdrawn", date(2025, 12, 31))]))
    assert wait(row) == pytest.approx((1.18, 117 + 46, 0.05))
    assert (row["own_withdrawn"], row["own_pending"]) == (1, 0)


def test_within_the_lag_nobody_has_waited() -> None:
    row = waits(scored(world_with([]), [file(DAY - timedelta(days=13))]))
    assert (row["own_filed"], row["own_waited_days"]) == (1, 0)
    assert wait(row) == pytest.approx((1.18, 117, 0.05))


def test_waiting_under_a_regime_begins_no_earlier_than_the_regime() -> None:
    """Begun 2025-12-01: filed 11-01, approved 12-31: min(46, 30) = 30; approved 01-30: min(76, 60) = 60; filed on the
    day itself, denied 01-14: min(30, 44) = 30; pending since 11-21: min(86, 90) = 86."""
    row = waits(scored(world_with([], {"valid_from": date(2025, 12, 1)}), FOUR))
    assert (row["own_filed"], row["own_waited_days"]) == (4, 30 + 60 + 30 + 86)


def test_a_file_decided_before_the_regime_began_belongs_to_another() -> None:
    levels = scored(world_with([], {"valid_from": date(2026, 1, 15)}), FOUR)
    assert waits(levels)["own_filed"] == 2
    reasons = levels.signals["applications"]["reason"].drop_nulls().unique().to_list()
    assert reasons == ["decided before the licence regime in force began: no effect"]


#    changed cells                           why the file has no effect
IDLE = [
    ({"material_id": "magnet_nd"}, "no licence is required yet for these goods: no effect"),
    ({"origin": "JPN"}, "none of this material crosses a licensed border from JPN for this company: no effect"),
    ({"material_id": "other"}, "none of this material crosses a licensed border from CHN for this company: no effect"),
    ({"origin": "XXX"}, "none of this material crosses a licensed border from XXX for this company: no effect"),
]


@pytest.mark.parametrize(("changed", "reason"), IDLE)
def test_files_that_cannot_count_have_no_effect_and_say_why(changed: Row, reason: str) -> None:
    world_, row = world_with([]), {**FOUR[3], **changed}
    without, with_file = scored(world_, []), scored(world_, [row])
    assert all(getattr(without, level).equals(getattr(with_file, level)) for level in LEVELS)
    assert with_file.signals["applications"]["reason"].to_list() == [reason]


def test_files_under_a_prohibition_have_no_effect_and_say_why() -> None:
    banned = world_with([], {"regime_kind": "prohibition"})
    without, with_files = scored(banned, []), scored(banned, FOUR)
    assert all(getattr(without, level).equals(getattr(with_files, level)) for level in LEVELS)
    assert with_files.signals["licences"].is_empty()
    assert "a prohibition is in force" in with_files.signals["applications"]["reason"][0]


def test_files_of_a_company_nobody_scores_are_left_out() -> None:
    levels = scored(world_with([]), [file(date(2025, 11, 1), company_id="stranger")])
    assert levels.signals["applications"].is_empty()
    assert levels.company.equals(scored(world_with([]), []).company)


def test_the_files_of_one_company_leave_every_other_companys_rows_alone() -> None:
    other = {**MAKER, "company_id": "other", "company_name": "Other"}
    without, with_files = (scored(world_with([SHARE]), files, MAKER, other) for files in ([], FOUR))
    for level in LEVELS:
        theirs = pl.col("company_id") == "other"
        assert getattr(without, level).filter(theirs).equals(getattr(with_files, level).filter(theirs)), level
    assert not without.company.equals(with_files.company)


def test_own_files_leave_the_crossing_upstream_alone() -> None:
    """One regime on both tiers: magnets from China to Korea, and Chinese feed to the magnet maker in Japan."""
    k = {**KNOBS, "chinese_share": 0.5, "chinese_feed": 0.5}
    base = world(k)
    both = base["licence_regimes"].with_columns(
        material_classes=pl.when(pl.col("regime_id") == "DY")
        .then(pl.lit(["dy", "dy_feed"]))
        .otherwise(pl.col("material_classes"))
    )
    tables = Tables({**base, "licence_regimes": both.filter(pl.col("regime_id") != "DY-FEED")}, "both")
    files = [file(date(2025, 6, 1), material_id="dy")]
    portfolio = Portfolio.of(pl.DataFrame([line(k)]), None, applications(files))
    levels = score(portfolio, tables, METHOD, as_of=DAY, known_at=DAY)
    rows = levels.delay.filter(pl.col("regime_id") == "DY").sort("wait_scale_days")
    assert rows["wait_scale_days"][0] == 150
    assert rows["wait_scale_days"][1] > 150
    assert rows["gated_share"].to_list() == pytest.approx([0.25, 0.5])
    assert levels.contribution["loss_usd"].sum() == pytest.approx(levels.company["expected_annual_loss_usd"].item())

"""Regimes and duties changed after resolution: worked by hand, equal to other tables, refused where they cannot be."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from scoring.edit_faults import EditFaults
from scoring.edits import TableEdit, edited_tables
from scoring.engine import companies_in, score_in
from scoring.method import METHOD
from scoring.scenarios import Scenario, under
from scoring.world import World, world_on
from scoring.world_edits import DutyEdit, RegimeEdit, with_duties, with_regimes
from tests.scoring.own_files import DAY, FOUR, MAKER, SHARE, applications, world_with
from tests.scoring.small_world import ev_maker
from tests.scoring.test_worked_example import MAKER as ALONE

WAIT = {"wait_lag_days": 7.0, "wait_shape": 3.0, "wait_scale_days": 60.0, "denial_share": 0.1, "refile_days": 45.0}


@pytest.fixture(scope="module")
def world() -> World:
    return world_on(ev_maker(), METHOD, DAY, DAY)


def loss(world: World, portfolio=ALONE) -> float:
    return companies_in(world, portfolio)["expected_annual_loss_usd"].item()


def test_a_wait_that_is_given_is_the_wait_the_delay_is_worked_out_from(world: World) -> None:
    edited = with_regimes(world, [RegimeEdit("DY", WAIT)])
    row = score_in(edited, ALONE, ev_maker()).delay.row(by_predicate=pl.col("regime_id") == "DY", named=True)
    assert {name: row[name] for name in WAIT} == WAIT

    def missing(t: float) -> float:  # B of METHOD §2 with a 3, b 60, t0 7, d 0.1, R 45
        def undecided(z: float) -> float:
            return min(z, 7) + 60 / 2 * (1 - (1 + max(z - 7, 0) / 60) ** -2)

        return 0.9 * undecided(t) + 0.1 * (min(t, 45) + undecided(max(t - 45, 0)))

    assert row["blocked_days"] == pytest.approx(missing(365) - missing(28 + 21 / 0.8), rel=1e-9)


def test_odds_of_onset_scale_the_potential_regime(world: World) -> None:
    half = with_regimes(world, [RegimeEdit("ND", {"onset_probability": 0.105})])
    rows = [score_in(w, ALONE, ev_maker()).delay.filter(regime_id="ND") for w in (world, half)]
    assert rows[1]["lost_share"].item() == pytest.approx(rows[0]["lost_share"].item() / 2, rel=1e-12)


def test_what_stays_unsaid_stays_as_it_was(world: World) -> None:
    edited = with_regimes(world, [RegimeEdit("DY", {"denial_share": 0.5})])
    assert edited.regimes.filter(regime_id="ND").equals(world.regimes.filter(regime_id="ND"))
    now, then = edited.regimes.row(0, named=True), world.regimes.row(0, named=True)
    assert now["wait_shape"] == then["wait_shape"]
    assert with_regimes(world, []).regimes.equals(world.regimes)


@pytest.mark.parametrize("evidence", ["fit", "share"])
@pytest.mark.parametrize("speed", [1.0, 2.0])
def test_the_companys_own_files_count_on_top_of_a_wait_that_is_given(evidence: str, speed: float) -> None:
    """Four files, two approved, one denied; 46 + 76 + 30 + 86 days after the lag, halved at twice the speed."""
    tables = ev_maker() if evidence == "fit" else world_with([SHARE])
    own = replace(ALONE, applications=applications(FOUR))
    assert own.lines["company_id"].item() == MAKER["company_id"]
    then = under(world_on(tables, METHOD, DAY, DAY), Scenario("s", "s", licence_speed=speed))
    given = {"wait_shape": 3.0, "wait_scale_days": 60.0, "denial_share": 0.1}
    edited = with_regimes(then, [RegimeEdit("DY", given)])
    row = score_in(edited, own, tables).delay.row(by_predicate=pl.col("regime_id") == "DY", named=True)
    f = 1 / (1 + 3 * 0.2)
    assert row["wait_shape"] == pytest.approx(3.0 + 3 * f)
    assert row["wait_scale_days"] == pytest.approx(60.0 + f * (46 + 76 + 30 + 86) / speed)
    assert row["denial_share"] == pytest.approx((0.3 + f) / (3.0 + 3 * f))


def test_a_scenario_runs_on_top_of_a_wait_that_is_given(world: World) -> None:
    edited = under(with_regimes(world, [RegimeEdit("DY", WAIT)]), Scenario("fast", "fast", licence_speed=2.0))
    assert edited.regimes.filter(regime_id="DY")["wait_scale_days"].item() == 30.0


def test_a_rate_that_is_given_is_what_the_edited_table_gives(world: World) -> None:
    tables = edited_tables(ev_maker(), [TableEdit("tariff_layers", {"layer_id": "MFN"}, {"rate": 0.5})])
    edited = with_duties(world, [DutyEdit("MFN", 0.5)])
    assert edited.tariff_layers.equals(world_on(tables, METHOD, DAY, DAY).tariff_layers)
    assert loss(edited) - loss(world) == pytest.approx(28.5e6 * (0.5 - 0.271), rel=1e-9)


def test_a_rate_that_is_given_stands_instead_of_an_assumed_one() -> None:
    tables = ev_maker()
    layers = tables["tariff_layers"].with_columns(rate=pl.lit(None, pl.Float64), assumed_rate=pl.lit(0.3))
    unread = world_on(replace(tables, frames={**tables, "tariff_layers": layers}), METHOD, DAY, DAY)
    edited = with_duties(unread, [DutyEdit("MFN", 0)])
    assert edited.tariff_layers.select("rate", "assumed_rate").row(0) == (0.0, None)


@pytest.mark.parametrize(
    ("edit", "place", "words", "nearest"),
    [
        (RegimeEdit("DYX", {"wait_shape": 1}), ("regime_id",), "neither holds nor may come", "DY"),
        (RegimeEdit("DY", {"wait_shap": 1}), ("values", "wait_shap"), "not a figure of a regime", "wait_shape"),
        (RegimeEdit("DY", {"wait_shape": 0}), ("values", "wait_shape"), "not above 0", None),
        (RegimeEdit("DY", {"wait_scale_days": -1}), ("values", "wait_scale_days"), "not above 0", None),
        (RegimeEdit("DY", {"wait_lag_days": -1}), ("values", "wait_lag_days"), "not between 0 and", None),
        (RegimeEdit("DY", {"refile_days": 1e300}), ("values", "refile_days"), "not between 0 and", None),
        (RegimeEdit("DY", {"denial_share": 1.1}), ("values", "denial_share"), "not between 0 and 1", None),
        (RegimeEdit("DY", {"denial_share": "x"}), ("values", "denial_share"), "not a finite number", None),
        (RegimeEdit("DY", {"onset_probability": 0.5}), ("values", "onset_probability"), "is in force", None),
        (RegimeEdit("ND", {"onset_probability": float("nan")}), ("values", "onset_probability"), "not a finite", None),
        (DutyEdit("MFM", 0.1), ("layer_id",), "is not in force on 2026-03-01", "MFN"),
        (DutyEdit("MFN", -0.1), ("rate",), "not between 0 and 100", None),
        (DutyEdit("MFN", 1e9), ("rate",), "not between 0 and 100", None),
        (DutyEdit("MFN", None), ("rate",), "not a finite number", None),
    ],
)
def test_figures_that_cannot_be_are_refused_in_place(
    world: World, edit: RegimeEdit | DutyEdit, place: tuple[str, ...], words: str, nearest: str | None
) -> None:
    with pytest.raises(EditFaults) as refusal:
        with_regimes(world, [edit]) if isinstance(edit, RegimeEdit) else with_duties(world, [edit])
    (fault,) = refusal.value.faults
    assert (fault.edit, fault.at) == (0, place)
    assert words in fault.fault
    assert nearest is None or nearest in fault.nearest


def test_a_prohibition_and_an_exemption_have_no_such_figures() -> None:
    tables = ev_maker()
    banned = tables["licence_regimes"].with_columns(
        regime_kind=pl.when(pl.col("regime_id") == "DY").then(pl.lit("prohibition")).otherwise("regime_kind")
    )
    exempt = tables["tariff_layers"].with_columns(stacking=pl.lit("exempt"), rate=pl.lit(0.0))
    frames = {**tables, "licence_regimes": banned, "tariff_layers": exempt}
    world = world_on(replace(tables, frames=frames), METHOD, date(2026, 3, 1), DAY)
    with pytest.raises(EditFaults, match="prohibition"):
        with_regimes(world, [RegimeEdit("DY", {"wait_shape": 2.0})])
    with pytest.raises(EditFaults, match="exempts"):
        with_duties(world, [DutyEdit("MFN", 0.1)])

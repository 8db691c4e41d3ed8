"""A scenario somebody defines: its bounds, what a deal state gives, and what is refused with the reason."""

from datetime import date
from math import exp, inf, nan

import pytest
from pydantic import ValidationError

from reference_data.loader import load_tables
from scoring.engine import companies_in
from scoring.method import METHOD
from scoring.scenarios import STATUS_QUO, Scenario, under
from scoring.world import world_on
from service.api.models.scenarios import UserScenario
from service.api.problems import Kind, Problem
from service.api.user_scenarios import user_scenario
from service.portfolio.demo import demo_portfolio

DAY, EARLY = date(2026, 11, 25), date(2026, 1, 1)


@pytest.fixture(scope="module")
def tables():
    return load_tables()


def built(tables, day=DAY, **given):
    return user_scenario(UserScenario(**given), tables, day, day)


def refused(tables, day=DAY, **given):
    with pytest.raises(Problem) as problem:
        built(tables, day, **given)
    assert problem.value.kind is Kind.INVALID_REQUEST
    return problem.value.errors


def test_what_is_left_out_stays_as_the_tables_have_it(tables):
    assert built(tables) == Scenario("user_defined", "a scenario of your own")
    assert vars(built(tables)) | {"scenario_id": "", "title": ""} == vars(STATUS_QUO) | {"scenario_id": "", "title": ""}


def test_a_deal_state_gives_speed_and_duty_by_the_slopes(tables):
    asked = built(tables, deal_state=1.5)
    assert asked.licence_speed == pytest.approx(2**1.5)
    assert asked.added_duty_rate == pytest.approx(-0.15)


def test_what_is_stated_goes_before_the_deal_state(tables):
    asked = built(tables, deal_state=-1, licence_speed=3)
    assert asked.licence_speed == 3
    assert asked.added_duty_rate == pytest.approx(0.1)


def test_member_states_stand_for_their_customs_union(tables):
    assert built(tables, duty_importers=["DEU", "FRA", "USA"]).duty_importers == ("EU27", "USA")


def test_every_part_reaches_the_score(tables):
    world = world_on(tables, METHOD, DAY, DAY)
    one = demo_portfolio(tables).of_company("tesla")
    plain = companies_in(world, one)
    for given in ({"licence_speed": 0.5}, {"added_duty_rate": 0.5}, {"premium_factor": 3}, {"offline_origin": "CHN"}):
        changed = companies_in(under(world, built(tables, **given)), one)
        assert changed["expected_annual_loss_usd"].item() > plain["expected_annual_loss_usd"].item(), given


@pytest.mark.parametrize(
    "given",
    [
        {"licence_speed": 0},
        {"licence_speed": 101},
        {"licence_speed": nan},
        {"licence_speed": "fast"},
        {"onset_factor": -0.1},
        {"onset_factor": inf},
        {"suspended_onset_probability": 1.01},
        {"added_duty_rate": -1.01},
        {"added_duty_rate": 5.01},
        {"premium_factor": -1},
        {"deal_state": 3.01},
        {"offline_origin": "China"},
        {"duty_importers": ["china"]},
        {"title": ""},
        {"title": "x" * 201},
        {"speed": 2},
        {"probability": 0.5},
    ],
    ids=str,
)
def test_bounds_are_held(given):
    with pytest.raises(ValidationError):
        UserScenario(**given)


@pytest.mark.parametrize(
    "given",
    [
        {"licence_speed": 0.01},
        {"licence_speed": 100},
        {"added_duty_rate": -1},
        {"added_duty_rate": 5},
        {"deal_state": -3},
    ],
    ids=str,
)
def test_bounds_may_be_reached(tables, given):
    asked = built(tables, **given)
    assert asked.licence_speed >= 0.01
    assert exp(-3) / 2 <= asked.licence_speed or "deal_state" not in given


def test_all_countries_nobody_knows_are_told_at_once(tables):
    errors = refused(tables, offline_origin="XYZ", duty_importers=["USA", "QQQ"])
    assert [(error.pointer, error.value) for error in errors] == [
        ("/body/scenario/offline_origin", "XYZ"),
        ("/body/scenario/duty_importers/1", "QQQ"),
    ]
    assert all("is no country on record" in error.detail for error in errors)


def test_a_deal_state_before_there_were_slopes_is_refused_with_what_to_do(tables):
    (error,) = refused(tables, EARLY, deal_state=1)
    assert error.pointer == "/body/scenario/deal_state"
    assert "state licence_speed and added_duty_rate instead" in error.detail
    assert built(tables, EARLY, deal_state=1, licence_speed=2, added_duty_rate=-0.1).licence_speed == 2

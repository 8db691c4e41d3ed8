"""What is held for the next what-if gives the answer that working it out gives, to the last bit."""

from dataclasses import replace

import pytest

from reference_data.loader import load_tables
from scoring.drawn_kinds import RANGES
from scoring.engine import headlines_and_lines_in
from scoring.method import METHOD
from scoring.scenarios import Scenario, under
from scoring.world import world_on
from scoring.world_draws import world_draws
from service.inputs import company_inputs, load_inputs
from service.runs import earlier
from service.runs.snapshot import Snapshot
from service.what_if.day import DayWorld
from service.what_if.outcome import Changes, question
from service.what_if.published import published_figures
from tests.service.api.conftest import own_client, own_home, scored_home
from tests.service.api.home import LATER, ODD_FILE, ODD_ROWS, UNSCORED

__all__ = ["own_client", "own_home", "scored_home"]
COMPANIES = ["tesla", "toyota", UNSCORED, ODD_ROWS[3].partition(",")[0]]
TABLES = load_tables()


@pytest.fixture(scope="module")
def day() -> DayWorld:
    return DayWorld(TABLES, world_on(TABLES, METHOD, LATER, LATER))


@pytest.mark.parametrize("company_id", COMPANIES)
def test_the_published_company_is_the_one_worked_out(scored_home, day, company_id):
    company = company_inputs(scored_home, company_id).portfolio
    published = published_figures(Snapshot.open_current(scored_home), company_id)
    fresh = world_on(TABLES, METHOD, LATER, LATER)
    headline, lines = headlines_and_lines_in(fresh, company)
    assert published.company.equals(headline)
    assert published.line.equals(lines)


@pytest.mark.parametrize("company_id", COMPANIES)
def test_draws_at_hand_give_the_interval_of_draws_made_anew(scored_home, day, company_id):
    company = company_inputs(scored_home, company_id).portfolio
    held = headlines_and_lines_in(day.world, company, day.drawn)
    made = headlines_and_lines_in(day.world, company)
    assert held[0].equals(made[0])
    assert held[1].equals(made[1])


def test_a_changed_world_is_drawn_anew(scored_home, day):
    """Draws of the day would be wrong for a world in which licences take another time."""
    company = company_inputs(scored_home, "tesla").portfolio
    assert day.drawn is not None, "held before the question is asked"
    for changes in (Changes(licence_speed=4.0), Changes(scenario=Scenario("s", "S", onset_factor=3.0))):
        after = question(company, day, changes).after
        headline, _ = headlines_and_lines_in(after.standing.world, company)
        assert after.figures().company.equals(headline)


def test_other_code_s_rows_are_not_taken_for_its_own(scored_home, monkeypatch):
    snapshot = Snapshot.open_current(scored_home)
    earlier.made_by_this_code.cache_clear()
    monkeypatch.setattr(earlier, "code_version", lambda: "another")
    try:
        assert published_figures(snapshot, "tesla") is None
    finally:
        earlier.made_by_this_code.cache_clear()


def test_one_company_s_inputs_are_its_part_of_all(scored_home):
    whole = load_inputs(scored_home)
    alone = company_inputs(scored_home, "tesla")
    own = whole.portfolio.of_company("tesla")
    assert alone.portfolio.lines.equals(own.lines)
    assert alone.portfolio.overrides.equals(own.overrides)
    assert alone.portfolio.applications.equals(own.applications)
    assert (alone.versions, alone.applications) == (whole.versions, whole.applications)
    assert replace(alone, portfolio=own).membership["portfolio"].to_list() == ["demo"]
    assert company_inputs(scored_home, "nobody").portfolio.lines.is_empty()


CHANGED_WORLDS = {
    "speed": lambda world: under(world, Scenario("s", "S", licence_speed=3.0)),
    "odds": lambda world: under(world, Scenario("s", "S", onset_factor=2.0, suspended_onset_probability=0.5)),
    "premium": lambda world: under(world, Scenario("s", "S", premium_factor=4.0)),
    "duty": lambda world: under(world, Scenario("s", "S", added_duty_rate=0.2)),
    "offline": lambda world: under(world, Scenario("s", "S", offline_origin="CHN")),
    "another day": lambda world: world_on(TABLES, METHOD, LATER.replace(year=2025), LATER),
    **{
        name: lambda world, name=name: replace(world, **{name: getattr(world, name)[:-1]})
        for name in ("use_shares", "feed_shares", "default_rows", "compositions", "products", "product_materials")
    },
}


@pytest.mark.parametrize("changed", CHANGED_WORLDS)
def test_draws_taken_from_a_like_world_are_those_of_the_changed_one(day, changed):
    world = CHANGED_WORLDS[changed](day.world)
    taken, made = world_draws(world, like=(day.world, day.drawn)), world_draws(world)
    for name in RANGES:
        assert taken.kinds[name].keys.equals(made.kinds[name].keys), name
        assert (taken.kinds[name].draws == made.kinds[name].draws).all(), name
    assert (taken.rate == made.rate).all()
    assert (taken.denied == made.denied).all()
    assert taken.waits.equals(made.waits)


def test_a_quicker_licence_leaves_draws_of_prices_and_shares_as_they_are(day):
    taken = world_draws(CHANGED_WORLDS["speed"](day.world), like=(day.world, day.drawn))
    assert taken.use is day.drawn.use
    assert taken.outside is day.drawn.outside
    assert taken.rate is not day.drawn.rate


def test_every_kind_of_figure_rests_on_something(day):
    assert all(day.drawn.kinds[name].reads for name in RANGES)


def test_lines_imported_since_are_the_ones_asked_about(own_client, own_home):
    """What is held of a company goes with the version it was read in."""
    asked = {"company_id": "0042", "split": False}
    before = own_client.post("/v1/what-if", json=asked).get_json()
    changed = ODD_FILE.replace(b"20000,1000000000", b"40000,1000000000")
    for file, units in ((changed, 40000), (ODD_FILE, 20000)):
        answer = own_client.post("/v1/portfolios/odd/imports", data=file, content_type="text/csv")
        assert answer.status_code == 200, answer.get_data(as_text=True)
        now = own_client.post("/v1/what-if", json=asked).get_json()
        assert now["before"]["lines"][0]["annual_units"] == units
    assert now["before"] == before["before"]

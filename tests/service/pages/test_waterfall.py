"""The waterfall: steps that start where the last one ended, and end at the score."""

from math import fsum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.pages.waterfall import only_coming, waterfall

NAMES = {"dy": "Magnet with Dy", "nd": "Magnet without Dy"}


def part(signal, material, points, authority=""):
    return {
        "signal": signal,
        "authority": authority,
        "material_id": material,
        "points": points,
        "loss_usd": points * 10,
    }


def drawn(signals):
    return [(s.key, step.title, step.authority, step.start, step.points) for s in signals for step in s.steps]


def test_the_worked_example_is_drawn_signal_by_signal_the_largest_first():
    parts = [
        part("premium", "dy", 1.37),
        part("duty", "dy", 8.14),
        part("delay", "nd", 1.63, "MOFCOM"),
        part("delay", "dy", 30.0, "MOFCOM"),
        part("delay", "dy", 10.0, "MOFCOM"),
    ]
    assert drawn(waterfall(parts, NAMES)) == [
        ("delay", "Magnet with Dy", "MOFCOM", 0.0, 40.0),
        ("delay", "Magnet without Dy", "MOFCOM", 40.0, 1.63),
        ("duty", "Magnet with Dy", "", 41.63, 8.14),
        ("premium", "Magnet with Dy", "", pytest.approx(49.77), 1.37),
    ]


def test_two_authorities_on_one_material_are_two_steps():
    parts = [part("delay", "dy", 5.0, "MOFCOM"), part("delay", "dy", 7.0, "BIS")]
    assert [step[2] for step in drawn(waterfall(parts, NAMES))] == ["BIS", "MOFCOM"]


def test_drivers_that_would_read_zero_are_drawn_as_one():
    parts = [part("duty", "dy", 1.0), *(part("duty", f"m{n}", 0.001) for n in range(4))]
    assert [step[1] for step in drawn(waterfall(parts, NAMES))] == ["Magnet with Dy", "4 smaller drivers"]


def test_a_material_without_a_name_keeps_its_id():
    assert drawn(waterfall([part("duty", "unnamed", 1.0)], NAMES))[0][1] == "unnamed"


def test_nothing_at_stake_draws_nothing():
    assert waterfall([], NAMES) == []


points = st.floats(1e-9, 100.0)
parts = st.builds(part, st.sampled_from(["delay", "duty", "premium"]), st.sampled_from(["dy", "nd", "sm"]), points)


@given(st.lists(parts, min_size=1, max_size=40))
def test_steps_follow_each_other_and_lose_nothing(given_parts):
    signals = waterfall(given_parts, NAMES)
    steps = [step for signal in signals for step in signal.steps]
    end = 0.0
    for step in steps:
        assert step.start == pytest.approx(end, abs=1e-9)
        end = step.start + step.points
    assert end == pytest.approx(fsum(each["points"] for each in given_parts), abs=1e-9)
    assert fsum(signal.loss_usd for signal in signals) == pytest.approx(fsum(p["loss_usd"] for p in given_parts))


def regime(material, kind, authority="MOFCOM"):
    return {"authority": authority, "material_id": material, "regime_kind": kind}


def test_a_driver_none_of_whose_licences_is_in_force_is_one_that_may_come():
    delays = [regime("dy", "potential"), regime("dy", "licence"), regime("nd", "potential"), regime("nd", "potential")]
    delays.append(regime("dy", "potential", "BIS"))
    coming = only_coming(delays)
    assert coming == {("MOFCOM", "nd"), ("BIS", "dy")}
    parts = [part("delay", "dy", 3.0, "MOFCOM"), part("delay", "nd", 2.0, "MOFCOM"), part("delay", "dy", 1.0, "BIS")]
    (signal,) = waterfall([*parts, part("duty", "nd", 1.0)], NAMES, coming)[:1]
    assert [step.may_come for step in signal.steps] == [False, True, True]

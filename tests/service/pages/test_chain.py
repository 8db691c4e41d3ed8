"""From products to origins: columns that add up to the score, bands that join them, nothing lost in 'others'."""

from itertools import pairwise
from math import fsum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.pages.chain import MOST_NODES, POINTS_HEIGHT, chain
from service.pages.names import Names

NAMES = Names(
    products={"car": "Car"}, materials={"dy": "Magnet with Dy"}, countries={"CHN": "China"}, elements={}, areas={}
)


def part(product, material, element, origin, points):
    row = {"product_id": product, "material_id": material, "element": element, "origin": origin}
    return {**row, "points": points, "loss_usd": points * 10}


def test_parts_of_one_path_are_one_row_with_names_the_largest_first():
    parts = [
        part("car", "dy", "Nd", "CHN", 1.0),
        part("car", "dy", "Dy", "CHN", 2.0),
        part("car", "dy", "Dy", "CHN", 3.0),
    ]
    found = chain(parts, NAMES)
    assert [(path.titles, path.points, path.loss_usd) for path in found.paths] == [
        (["Car", "Magnet with Dy", "Dy", "China"], 5.0, 50.0),
        (["Car", "Magnet with Dy", "Nd", "China"], 1.0, 10.0),
    ]


def test_bands_are_as_thick_as_their_points():
    found = chain([part("car", "dy", "Dy", "CHN", 3.0), part("car", "dy", "Nd", "JPN", 1.0)], NAMES)
    assert [(flow.title, flow.points) for flow in found.flows] == [
        ("Car to Magnet with Dy", 4.0),
        ("Magnet with Dy to Dy", 3.0),
        ("Magnet with Dy to Nd", 1.0),
        ("Dy to China", 3.0),
        ("Nd to JPN", 1.0),
    ]
    heights = {node.title: node.height for node in found.nodes}
    assert heights["Car"] == pytest.approx(POINTS_HEIGHT)
    assert heights["Dy"] == pytest.approx(POINTS_HEIGHT * 3 / 4)


def test_too_many_origins_are_drawn_as_one():
    parts = [part("car", "dy", "Dy", f"O{n:02}", 20.0 - n) for n in range(12)]
    origins = [node for node in chain(parts, NAMES).nodes if node.x == 750]
    assert len(origins) == MOST_NODES + 1
    assert origins[-1].title == "5 others"
    assert origins[-1].points == pytest.approx(fsum(20.0 - n for n in range(7, 12)))


@pytest.mark.parametrize("parts", [[], [part("car", "dy", "Dy", "CHN", 0.0)]])
def test_nothing_at_stake_draws_nothing(parts):
    found = chain(parts, NAMES)
    assert (found.nodes, found.flows) == ([], [])


ids = st.sampled_from("abcdefghijkl")
parts = st.builds(part, ids, ids, ids, ids, st.floats(1e-6, 100.0))


@given(st.lists(parts, min_size=1, max_size=60))
def test_every_column_and_every_layer_of_bands_adds_up_to_the_score(given_parts):
    found, whole = chain(given_parts, NAMES), fsum(each["points"] for each in given_parts)
    assert fsum(path.points for path in found.paths) == pytest.approx(whole)
    for x in (0, 250, 500, 750):
        column = [node for node in found.nodes if node.x == x]
        assert fsum(node.points for node in column) == pytest.approx(whole)
        assert all(above.y + above.height <= below.y for above, below in pairwise(column))
    assert fsum(flow.points for flow in found.flows) == pytest.approx(3 * whole)

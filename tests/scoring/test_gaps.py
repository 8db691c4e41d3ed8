"""Where the tables are silent and silence would lower a score, the engine refuses and names the gap."""

import pytest

from scoring.gaps import GapError
from tests.scoring.fed_world import IN, scored, world


@pytest.mark.parametrize(
    ("more", "line", "gap"),
    [
        ({"default_duties": []}, {}, "gives a duty of USA on line 850511 from CHN"),
        ({"prices": []}, {}, "price of Dy, which is under control"),
        ({"premium_shares": []}, {}, "premium_shares has no row for Dy or *"),
        ({"use_shares": []}, {}, "where magnet used in USA comes from"),
        ({"feed_shares": []}, {}, "whose feed stands behind CHN"),
        ({"material_compositions": []}, {}, "names no element of magnet"),
        ({"line_defaults": []}, {}, "no default for stock_days"),
        ({"default_ranges": []}, {}, "default_ranges has no row for figures of low confidence"),
        ({}, {"product_id": "other"}, "products has no row for product other"),
        #   an absent number of units would cost no duty, and a company that leaves it out would look safe
        ({}, {"annual_units": None}, "has no annual_units: what it pays cannot be told"),
        ({}, {"importer": "BRA"}, "no customs area for importer BRA"),
        ({}, {"origin_shares": "BRA:1"}, "no customs area for origin BRA"),
        ({}, {"end_use": "defence"}, "no row, in force or potential, for dy from CHN to USA, defence"),
        (
            {"material_compositions": [{"material_id": "magnet", "element": "Nd", "mass_fraction": 0.3}]},
            {},
            "regime IN covers magnet but names none of its elements",
        ),
    ],
    ids=lambda v: str(v)[:40],
)
def test_where_silence_would_lower_a_score_the_engine_refuses(more, line, gap):
    with pytest.raises(GapError) as error:
        scored(world({**IN, "end_use": "civil"}, **more), **line)
    assert any(gap in g for g in error.value.gaps), error.value.gaps

"""Indices of concentration: worked by hand, bounded, and blind to order; the context holds them beside the score."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.concentration import (
    Supplier,
    eu_supply_risk,
    geopolrisk,
    governance_risk,
    governed_herfindahl,
    herfindahl,
    instability,
)
from scoring.concentration_context import concentration_context
from scoring.governance import governance_on
from tests.scoring.small_world import tables


def test_four_alike_are_a_quarter_and_one_alone_is_one():
    assert herfindahl([0.25] * 4) == 4 * 0.25 * 0.25
    assert herfindahl([1.0]) == 1.0
    assert herfindahl([]) == 0.0


def test_governance_is_turned_round_and_held_within_its_scale():
    """(2.5 − estimate) / 5: China's −0.45 becomes 0.59, Finland's 2.0 becomes 0.1."""
    assert instability(-0.45) == pytest.approx(2.95 / 5)
    assert governance_risk(2.0) == pytest.approx(10 * 0.5 / 5)
    assert (instability(-2.7), instability(2.7)) == (0.0 + 1.0, 0.0)


WORLD = [Supplier(0.8, 6.0), Supplier(0.2, 2.0)]
SOURCING = [Supplier(0.5, 6.0, 1.1), Supplier(0.5, 1.0, 0.8)]
"""
             world          the EU's sourcing
  share      0.8    0.2     0.5    0.5
  governance 6      2       6      1
  t          1      1       1.1    0.8 (a member state)
"""


def test_the_eu_supply_risk_by_hand():
    world = 0.8 * 0.8 * 6 + 0.2 * 0.2 * 2
    sourcing = 0.5 * 0.5 * 6 * 1.1 + 0.5 * 0.5 * 1 * 0.8
    expected = (world * 0.9 / 2 + sourcing * (1 - 0.9 / 2)) * (1 - 0.1) * 0.95
    found = eu_supply_risk(WORLD, SOURCING, import_reliance=0.9, recycling=0.1, substitution=0.95)
    assert (world, sourcing) == (pytest.approx(3.92), pytest.approx(1.85))
    assert found == pytest.approx(expected)
    assert expected == pytest.approx(2.3782, abs=5e-5)


def test_without_sourcing_the_world_alone_counts_and_import_reliance_does_not():
    risks = {
        reliance: eu_supply_risk(WORLD, (), import_reliance=reliance, recycling=0.1, substitution=0.95)
        for reliance in (0.0, 0.5, 1.0)
    }
    assert list(risks.values()) == [pytest.approx(3.92 * 0.9 * 0.95)] * 3


def test_geopolrisk_by_hand():
    """World 60/40. Japan makes 20 % itself, imports 50 % from China and 30 % from Vietnam.

    HHI = 0.6² + 0.4² = 0.52; imported instability = 0.5 · 0.53 + 0.3 · 0.5 = 0.415; its own 20 % add none.
    """
    unstable = {"CHN": 0.53, "VNM": 0.5, "JPN": 0.3}
    used = {"CHN": 0.5, "VNM": 0.3, "JPN": 0.2}
    assert geopolrisk([0.6, 0.4], used, unstable, importer="JPN") == pytest.approx(0.52 * 0.415)
    tonnes = {origin: 1_000 * share for origin, share in used.items()}
    assert geopolrisk([0.6, 0.4], tonnes, unstable, importer="JPN") == pytest.approx(0.52 * 0.415)


def test_who_makes_all_of_it_runs_no_risk():
    assert geopolrisk([1.0], {"CHN": 1.0}, {}, importer="CHN") == 0.0


def test_an_origin_without_governance_is_not_passed_over():
    with pytest.raises(KeyError, match="MMR"):
        geopolrisk([1.0], {"MMR": 1.0}, {}, importer="JPN")


shares = st.lists(st.floats(0.001, 1), min_size=1, max_size=12).map(lambda found: [one / sum(found) for one in found])


@given(shares)
def test_herfindahl_lies_between_alike_and_alone(found):
    assert 1 / len(found) - 1e-12 <= herfindahl(found) <= 1 + 1e-12


@given(shares, st.randoms(use_true_random=False))
def test_order_does_not_matter(found, chance):
    shuffled = chance.sample(found, len(found))
    assert herfindahl(shuffled) == herfindahl(found)


@given(shares.filter(lambda found: len(found) > 1))
def test_merging_two_suppliers_never_lowers_concentration(found):
    merged = [found[0] + found[1], *found[2:]]
    assert herfindahl(merged) >= herfindahl(found)
    at = [governed_herfindahl(Supplier(one, 5.0) for one in some) for some in (merged, found)]
    assert at[0] >= at[1]


@given(shares, st.floats(-2.5, 2.5), st.floats(0, 1), st.floats(0, 1))
def test_the_indices_stay_in_their_bounds(found, estimate, reliance, recycling):
    suppliers = [Supplier(share, governance_risk(estimate)) for share in found]
    risk = eu_supply_risk(suppliers, suppliers, import_reliance=reliance, recycling=recycling, substitution=1.0)
    assert 0 <= risk <= 10 + 1e-9
    used = {f"C{place}": share for place, share in enumerate(found)}
    unstable = dict.fromkeys(used, instability(estimate))
    assert 0 <= geopolrisk(found, used, unstable, importer="C0") <= 1 + 1e-9


@given(shares, st.floats(-2.4, 2.4))
def test_worse_governance_never_lowers_an_index(found, estimate):
    better, worse = ([Supplier(one, governance_risk(at)) for one in found] for at in (estimate + 0.1, estimate))
    assert governed_herfindahl(worse) >= governed_herfindahl(better)


ON = date(2026, 10, 1)
SEEN = date(2024, 11, 30)


def governance(country, year, edition, known_from, estimate):
    names = (
        "voice_accountability",
        "political_stability",
        "government_effectiveness",
        "regulatory_quality",
        "rule_of_law",
        "control_of_corruption",
    )
    return {
        "country": country,
        "edition_year": edition,
        "valid_from": date(year, 1, 1),
        "known_from": known_from,
        **{f"{name}_estimate": estimate for name in names},
    }


def small_world():
    """One element, separated 90/10 in China and Japan; Japan buys 60 % of it from China; two editions of governance."""
    goods = {"item": "Dy", "stage": "separation"}
    return tables(
        elements=[{"element": "Dy", "name": "Dysprosium", "element_group": "heavy", "oxide_factor": 1.1477}],
        materials=[{"material_id": "dy_oxide", "material_class": "heavy_compound", "stage": "separation"}],
        material_compositions=[{"material_id": "dy_oxide", "element": "Dy", "mass_fraction": 0.87}],
        supply_shares=[{**goods, "origin": "CHN", "share": 0.9}, {**goods, "origin": "JPN", "share": 0.1}],
        use_shares=[
            {"importer": "JPN", "material_id": "dy_oxide", "origin": "CHN", "share": 0.6},
            {"importer": "JPN", "material_id": "dy_oxide", "origin": "JPN", "share": 0.4},
        ],
        governance=[
            governance("CHN", 2022, 2023, date(2023, 9, 30), -0.5),
            governance("JPN", 2022, 2023, date(2023, 9, 30), 1.5),
            governance("CHN", 2023, 2024, SEEN, 0.0),
            governance("JPN", 2023, 2024, SEEN, 1.5),
        ],
    )


def test_the_context_of_a_small_world():
    (row,) = concentration_context(small_world(), ON, ON).to_dicts()
    assert (row["element"], row["stage"], row["importer"]) == ("Dy", "separation", "JPN")
    assert row["herfindahl"] == pytest.approx(0.9 * 0.9 + 0.1 * 0.1)
    assert (row["largest_origin"], row["largest_share"]) == ("CHN", 0.9)
    assert row["geopolrisk"] == pytest.approx(0.82 * 0.6 * (2.5 - 0.0) / 5)
    assert row["eu_supply_risk"] is None
    assert "of the whole Union" in row["reason"]


def test_what_was_known_decides_the_edition_and_editions_are_never_mixed():
    before = governance_on(small_world(), ON, date(2024, 11, 29))
    after = governance_on(small_world(), ON, SEEN)
    assert (before.edition_year, before.data_year, before.estimates["CHN"]) == (2023, 2022, -0.5)
    assert (after.edition_year, after.data_year, after.estimates["CHN"]) == (2024, 2023, 0.0)


def test_before_any_edition_the_first_serves_and_says_so():
    found = governance_on(small_world(), date(2020, 1, 1), date(2020, 1, 1))
    assert (found.assumed, found.edition_year) == (True, 2023)
    (row,) = concentration_context(small_world(), date(2020, 1, 1), date(2020, 1, 1)).to_dicts()
    assert "governance: no edition was known by the day" in row["reason"]


def test_an_origin_without_governance_leaves_the_index_empty():
    world = small_world()
    frames = dict(world.frames)
    frames["governance"] = frames["governance"].filter(frames["governance"]["country"] == "JPN")
    (row,) = concentration_context(type(world)(frames, "cut"), ON, ON).to_dicts()
    assert row["geopolrisk"] is None
    assert "no governance of CHN" in row["reason"]

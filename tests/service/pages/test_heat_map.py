"""Elements by stage, from mixes and rules written by hand.

material  stage       element kg  from   in
magnet    magnet      Dy 3        CHN    DEU
magnet    magnet      Dy 1        JPN    DEU
catalyst  separation  La 10       CHN    USA
"""

import pytest

from scoring.mixes import Mix
from service.pages.heat_map import heat_map
from service.pages.names import Names
from service.stage_supply import StageSupply

NAMES = Names(products={}, materials={}, countries={}, elements={}, areas={"DEU": "EU27", "USA": "USA"})


def mix(**shares):
    return Mix(shares, "Dy", 2025, "in_force", ("source",))


def bought(material, element, origin, importer, kg):
    return {"material_id": material, "element": element, "origin": origin, "importer": importer, "element_kg": kg}


def rule(regime, *, potential=False, kind="licence", classes=("dy_magnet",), elements=("Dy",)):
    about = {"regime_id": regime, "potential": potential, "regime_kind": "potential" if potential else kind}
    return {**about, "material_classes": classes, "elements": elements}


GOODS = [
    bought("magnet", "Dy", "CHN", "DEU", 3.0),
    bought("magnet", "Dy", "JPN", "DEU", 1.0),
    bought("catalyst", "La", "CHN", "USA", 10.0),
]
SUPPLY = StageSupply(
    world={
        ("Dy", "mining"): mix(CHN=0.5, MMR=0.5),
        ("Dy", "separation"): mix(CHN=0.99, AUS=0.01),
        ("Dy", "magnet"): mix(CHN=0.94, JPN=0.06),
        ("La", "mining"): mix(CHN=0.2, USA=0.8),
    },
    used={("Dy", "separation", "EU27"): mix(CHN=0.4, EST=0.6)},
    stage_of={"magnet": "magnet", "catalyst": "separation"},
    stages_of_class={"dy_magnet": frozenset({"magnet"}), "oxide": frozenset({"separation"})},
)


def cells(rules=(), met=(), goods=GOODS, supply=SUPPLY):
    signals = {"regimes": [each for each in rules if each["regime_id"] in met]}
    found = heat_map({"costs": goods, "signals": signals}, rules, supply, NAMES)
    return {(cell.element, cell.stage): cell for _, row in found.rows for cell in row}


def test_the_largest_supplier_its_share_and_the_concentration_are_those_of_the_world():
    cell = cells()["Dy", "separation"]
    assert (cell.largest_origin, cell.largest_share) == ("CHN", 0.99)
    assert cell.herfindahl == pytest.approx(0.99**2 + 0.01**2)


def test_of_two_alike_the_first_by_name_is_told():
    assert cells()["Dy", "mining"].largest_origin == "CHN"


def test_at_the_stage_of_the_goods_their_own_origins_count_by_weight():
    assert cells()["Dy", "magnet"].used_share == pytest.approx(3 / 4)


def test_at_other_stages_the_mix_of_the_customs_area_counts():
    assert cells()["Dy", "separation"].used_share == 0.4


def test_what_nobody_knows_is_none_and_never_nought():
    found = cells()
    assert found["Dy", "mining"].used_share is None
    assert found["Dy", "metal"].largest_share is None
    assert found["Dy", "metal"].herfindahl is None
    assert found["Dy", "metal"].used_share is None


def test_one_place_of_assembly_without_a_mix_makes_the_whole_unknown():
    goods = [*GOODS, bought("magnet", "Dy", "CHN", "USA", 0.001)]
    assert cells(goods=goods)["Dy", "separation"].used_share is None


def test_goods_pass_the_stages_before_their_own_and_no_later_one():
    found = cells()
    assert [found["La", stage].passed for stage in ("mining", "separation", "metal", "magnet")] == [
        True,
        True,
        False,
        False,
    ]
    assert all(found["Dy", stage].passed for stage in ("mining", "separation", "metal", "magnet"))


@pytest.mark.parametrize(
    ("rules", "met", "told"),
    [
        ([], [], ("no licence on record", False, [])),
        ([rule("A")], ["A"], ("licence in force", True, ["A"])),
        ([rule("A")], [], ("licence in force", False, ["A"])),
        ([rule("A", kind="prohibition"), rule("B")], ["A"], ("prohibition in force", True, ["A"])),
        ([rule("A", potential=True)], ["A"], ("licence may come", True, ["A"])),
        ([rule("A"), rule("B", potential=True)], ["B"], ("licence may come", True, ["B"])),
        ([rule("A"), rule("B", potential=True)], ["A", "B"], ("licence in force", True, ["A", "B"])),
        ([rule("A", elements=("Nd",))], ["A"], ("no licence on record", False, [])),
        ([rule("A", classes=("oxide",))], ["A"], ("no licence on record", False, [])),
    ],
)
def test_a_rule_bears_on_the_element_at_the_stage_of_its_goods(rules, met, told):
    cell = cells(rules, met)["Dy", "magnet"]
    assert (cell.rule, cell.met, cell.regime_ids) == told


@pytest.mark.parametrize(("share", "shade"), [(0.29, 0), (0.3, 1), (0.5, 2), (0.89, 3), (0.9, 4), (1.0, 4)])
def test_the_shade_deepens_with_the_share(share, shade):
    world = {("Dy", "magnet"): mix(**({"CHN": share} | {f"O{n}": (1 - share) / 9 for n in range(9)}))}
    supply = StageSupply(world, {}, SUPPLY.stage_of, SUPPLY.stages_of_class)
    assert cells(supply=supply)["Dy", "magnet"].shade == shade


def test_elements_stand_by_weight_and_compounds_get_a_column_of_their_own():
    phosphor = bought("phosphor", "Y", "CHN", "USA", 99.0)
    supply = StageSupply({}, {}, {"phosphor": "compound"}, {})
    found = heat_map({"costs": [phosphor, *GOODS], "signals": {"regimes": []}}, [], supply, NAMES)
    assert [element for element, _ in found.rows] == ["Y", "La", "Dy"]
    assert found.stages[-1] == "compound"
    assert [cell.passed for cell in found.rows[0][1]] == [True, True, False, False, True]

"""How duty layers stack, worked by hand."""

from datetime import date

import polars as pl
import pytest

from reference_data.loader import Tables
from scoring.duty import duty_answer, duty_rates
from tests.scoring.small_world import Row, table, tables

DAY = date(2026, 3, 1)
MFN: Row = {"layer_id": "MFN", "importer": "USA", "tariff_line": "850511", "rate": 0.021}


def layer(layer_id: str, programme: str, stacking: str, rate: float, **more: object) -> Row:
    usual = {"importer": "USA", "origin": "CHN", "tariff_line": "850511"}
    return {"layer_id": layer_id, "programme": programme, "stacking": stacking, "rate": rate, **usual, **more}


def rate(
    world: Tables,
    line: str = "8505110070",
    origin: str = "CHN",
    importer: str = "USA",
    as_of: date = DAY,
    known_at: date = DAY,
) -> float | None:
    return duty_answer(world, importer=importer, origin=origin, tariff_line=line, as_of=as_of, known_at=known_at).rate


@pytest.mark.parametrize(
    ("layers", "expected"),
    [
        ([], 0.021),
        ([layer("S301", "section_301", "adds", 0.25)], 0.271),
        ([layer("S301", "section_301", "adds", 0.25), layer("FENT", "fentanyl", "adds", 0.10)], 0.371),
        ([layer("FLOOR", "floor", "minimum_total", 0.15)], 0.15),
        ([layer("FLOOR", "floor", "minimum_total", 0.02)], 0.021),
        ([layer("FLOOR", "floor", "minimum_total", 0.15), layer("S301", "section_301", "adds", 0.25)], 0.40),
        (
            [
                layer("RECIP", "reciprocal", "adds", 0.10),
                layer("EX", "reciprocal", "exempt", 0.0, tariff_line="8505110070", origin="*"),
            ],
            0.021,
        ),
        (
            [
                layer("RECIP", "reciprocal", "adds", 0.10),
                layer("AUTO", "autos", "replaces", 0.25, replaces=["reciprocal"]),
            ],
            0.271,
        ),
        ([layer("ALL", "reciprocal", "adds", 0.10, origin="*"), layer("OWN", "reciprocal", "adds", 0.34)], 0.361),
        ([layer("OTHER", "section_301", "adds", 0.25, origin="JPN")], 0.021),
        ([layer("LINE", "section_301", "adds", 0.25, tariff_line="850519")], 0.021),
    ],
    ids=[
        "base",
        "adds",
        "two add",
        "floor tops up",
        "floor below base",
        "floor counts base only",
        "longer line exempts",
        "replaces",
        "exact origin wins",
        "other origin",
        "other line",
    ],
)
def test_layers_stack(layers: list[Row], expected: float) -> None:
    assert rate(tables(tariff_layers=[MFN, *layers])) == pytest.approx(expected, abs=1e-12)


def test_of_two_minimum_totals_the_larger_tops_up() -> None:
    floors = [layer("A", "floor_a", "minimum_total", 0.15), layer("B", "floor_b", "minimum_total", 0.20)]
    assert rate(tables(tariff_layers=[MFN, *floors])) == pytest.approx(0.20, abs=1e-12)


def test_a_layer_that_replaces_the_base_rate_is_the_rate() -> None:
    instead = layer("COL2", "column_2", "replaces", 0.45, replaces=["mfn"])
    assert rate(tables(tariff_layers=[MFN, instead])) == pytest.approx(0.45, abs=1e-12)


def test_a_layer_counts_from_its_first_day_to_the_day_before_its_end() -> None:
    world = tables(
        tariff_layers=[
            MFN,
            layer("T", "section_122", "adds", 0.10, valid_from=date(2026, 2, 24), valid_to=date(2026, 7, 24)),
        ]
    )
    days = [date(2026, 2, 23), date(2026, 2, 24), date(2026, 7, 23), date(2026, 7, 24)]
    assert [rate(world, as_of=day, known_at=day) for day in days] == [
        0.021,
        pytest.approx(0.121),
        pytest.approx(0.121),
        0.021,
    ]


def test_a_layer_not_yet_announced_is_not_known() -> None:
    row = layer("T", "section_122", "adds", 0.10, valid_from=date(2026, 2, 24), known_from=date(2026, 2, 20))
    world = tables(tariff_layers=[MFN, row])
    assert rate(world, as_of=DAY, known_at=date(2026, 2, 19)) == 0.021
    assert rate(world, as_of=DAY, known_at=date(2026, 2, 20)) == pytest.approx(0.121)


def test_an_end_not_yet_known_leaves_the_layer_open() -> None:
    row = layer("T", "fentanyl", "adds", 0.10, valid_to=date(2026, 2, 24), end_known_from=date(2026, 2, 20))
    world = tables(tariff_layers=[MFN, row])
    assert rate(world, as_of=DAY, known_at=date(2026, 2, 19)) == pytest.approx(0.121)
    assert rate(world, as_of=DAY, known_at=DAY) == 0.021


def test_without_a_base_rate_the_rate_is_not_known() -> None:
    answer = duty_answer(tables(), importer="USA", origin="CHN", tariff_line="850511", as_of=DAY, known_at=DAY)
    assert answer.rate is None
    assert answer.reason == "no base rate of USA on line 850511 is on record for 2026-03-01"


def test_members_of_one_customs_union_pay_each_other_nothing() -> None:
    world = tables(tariff_layers=[{**MFN, "importer": "EU27"}])
    assert rate(world, importer="DEU", origin="FRA") == 0.0
    assert rate(world, importer="DEU", origin="CHN") == 0.021


USMCA = "the goods do not qualify"
SURCHARGE = layer("ALL", "surcharge", "adds", 0.10, tariff_line="*", origin="*")
SINTERED_FREE = layer("EX", "surcharge", "exempt", 0.0, tariff_line="8505110070", origin="*")


@pytest.mark.parametrize(
    ("layers", "expected"),
    [
        ([layer("F", "fentanyl", "adds", 0.10, only_if=USMCA)], 0.021 + 0.10),
        ([SURCHARGE, layer("EX", "surcharge", "exempt", 0.0, only_if=USMCA)], 0.021 + 0.10),
        ([SURCHARGE, layer("P", "parts", "replaces", 0.25, replaces=["surcharge"], only_if="a part")], 0.021 + 0.25),
        ([SURCHARGE, layer("P", "parts", "replaces", 0.05, replaces=["surcharge"], only_if="a part")], 0.021 + 0.10),
        # Without the condition the good pays nothing of the programme, not what stands for other origins.
        ([{**SURCHARGE, "rate": 0.30}, layer("OWN", "surcharge", "adds", 0.10, only_if=USMCA)], 0.021 + 0.10),
    ],
    ids=["adds", "exempts", "replaces less", "replaces more", "no fall back"],
)
def test_a_condition_we_cannot_see_is_read_the_dearer_way(layers: list[Row], expected: float) -> None:
    assert rate(tables(tariff_layers=[MFN, *layers])) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("line", "expected"),
    [("8505110070", 0.021), ("85051100", 0.121), ("850511", 0.121), ("8505110090", 0.121)],
)
def test_a_line_shorter_than_an_exempt_one_pays_as_if_it_were_not(line: str, expected: float) -> None:
    assert rate(tables(tariff_layers=[MFN, SURCHARGE, SINTERED_FREE]), line) == pytest.approx(expected, abs=1e-12)


def test_a_line_that_is_divided_further_pays_as_its_dearest_part() -> None:
    part = layer("PART", "section_301", "adds", 0.25, tariff_line="8505110070")
    world = tables(tariff_layers=[MFN, part])
    answer = duty_answer(world, importer="USA", origin="CHN", tariff_line="850511", as_of=DAY, known_at=DAY)
    assert answer.rate == pytest.approx(0.021 + 0.25, abs=1e-12)
    assert answer.reason == "the line is divided further: the rate of 8505110070, its dearest part on record"


def test_a_base_rate_of_a_part_does_not_tell_the_rest_of_the_line() -> None:
    free = layer("FREE", "mfn", "base", 0.0, tariff_line="2846100010", origin="*")
    world = tables(tariff_layers=[free])
    answer = duty_answer(world, importer="USA", origin="CHN", tariff_line="284610", as_of=DAY, known_at=DAY)
    assert answer.rate is None
    assert answer.reason is not None
    assert answer.reason.endswith("on record for 2026-03-01, only on its parts 2846100010")


def test_a_layer_whose_rate_was_not_read_leaves_the_rate_unknown() -> None:
    read = layer("JPN", "fentanyl", "adds", 0.0, origin="JPN", tariff_line="*")
    unread: Row = {**read, "rate": None, "assumed_rate": 0.25}
    world = tables(tariff_layers=[MFN, unread])
    answer = duty_answer(world, importer="USA", origin="JPN", tariff_line="850511", as_of=DAY, known_at=DAY)
    assert (answer.rate, answer.reason) == (None, "the rate of fentanyl from JPN is not on record")
    assert dict(answer.layers.select("layer_id", "added_rate").iter_rows()) == {"MFN": 0.021, "JPN": None}
    assert rate(world) == 0.021
    assert counted([MFN, unread], "850511", "JPN") == pytest.approx(0.021 + 0.25)


@pytest.mark.parametrize(
    ("layers", "expected"),
    [
        ([], 0.05),
        ([layer("R", "retaliation", "adds", 0.25)], 0.05 + 0.25),
        ([layer("R", "floor", "minimum_total", 0.15)], 0.15),
        ([layer("R", "floor", "minimum_total", 0.02)], 0.05),
        ([layer("P", "mfn", "base", 0.0, tariff_line="8505110070", origin="*")], 0.05),
        ([layer("P", "mfn", "base", 0.09, tariff_line="8505110070", origin="*")], 0.09),
    ],
    ids=["default", "known layers on top", "floor above", "floor below", "a free part", "a dearer part"],
)
def test_in_a_score_the_default_stands_in_for_the_base_rate(layers: list[Row], expected: float) -> None:
    assert counted(layers, "850511", "CHN") == pytest.approx(expected, abs=1e-12)


def counted(layers: list[Row], line: str, origin: str) -> float:
    """The rate a score counts where 5 % is the default; it is named as an assumption."""
    request = pl.LazyFrame({"importer": ["USA"], "origin": [origin], "tariff_line": [line]})
    defaults = table("default_duties", [{"importer": "*", "tariff_line": "*", "rate": 0.05}])
    rates = duty_rates(request, table("tariff_layers", layers).lazy(), defaults.lazy()).collect()
    assert rates["duty_assumed"].item()
    assert rates["default_source_id"].item() == "by-hand"
    return float(rates["duty_rate"].item())

"""Faults of tariff layers that only several rows together show."""

from datetime import date

import pytest

from reference_data.tariff_checks import tariff_faults
from tests.scoring.small_world import Row, table

ALL: Row = {"layer_id": "ALL", "importer": "USA", "programme": "surcharge", "stacking": "adds", "rate": 0.1}
CHINA: Row = {**ALL, "layer_id": "CHN", "origin": "CHN", "rate": 0.3}
MAGNETS: Row = {**ALL, "layer_id": "MAG", "tariff_line": "850511", "rate": 0.2}
EXEMPT: Row = {**MAGNETS, "layer_id": "EX", "stacking": "exempt", "rate": 0.0}
INSTEAD: Row = {**ALL, "layer_id": "CAR", "programme": "cars", "stacking": "replaces", "replaces": ["surcharge"]}
ENDED: Row = {**CHINA, "valid_to": date(2020, 1, 1)}
LATER: Row = {"valid_from": date(2020, 1, 1)}


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([ALL, CHINA], None),
        ([ALL, EXEMPT], None),
        ([ALL, INSTEAD], None),
        ([ALL, {**ALL, "layer_id": "TWIN"}], "overlaps with ALL"),
        ([ENDED, {**CHINA, **LATER, "layer_id": "NEXT"}], None),
        ([CHINA, MAGNETS], "leaves open whether it or MAG"),
        ([CHINA, EXEMPT], None),
        ([CHINA, MAGNETS, {**CHINA, "layer_id": "OWN", "tariff_line": "850511"}], None),
        ([ENDED, {**MAGNETS, **LATER}], None),
        ([EXEMPT], "exempts nothing"),
        ([{**EXEMPT, **LATER, "origin": "CHN"}, ENDED], "exempts nothing"),
        ([{**EXEMPT, "origin": "JPN"}, CHINA], "exempts nothing"),
        ([INSTEAD], "replaces surcharge, a programme without a layer of USA"),
        ([ALL, {**INSTEAD, "replaces": None}], "replaces names no programme"),
    ],
)
def test_layers_that_do_not_fit_together(rows: list[Row], words: str | None) -> None:
    faults = [fault.fault for fault in tariff_faults(table("tariff_layers", rows).with_row_index("line", 2))]
    assert bool(faults) == bool(words)
    assert all(words is not None and fault.startswith(words) for fault in faults)

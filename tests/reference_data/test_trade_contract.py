"""Faults in trade rows, mine output and plants are reported by file and line."""

import pytest

from reference_data.contracts.trade import PLANTS, TRADE_FLOWS
from reference_data.loader import parse_table

FLOW = dict.fromkeys(TRADE_FLOWS.column_names, "") | {
    "importer": "JPN",
    "hs_code": "284690",
    "origin": "CHN",
    "period_from": "2024-01-01",
    "period_to": "2025-01-01",
    "value_usd": "1000",
    "quantity_t": "2",
    "known_from": "2026-01-31",
    "source_id": "s",
    "confidence": "high",
    "basis": "reported",
    "verified_on": "2026-11-24",
}
PLANT = dict.fromkeys(PLANTS.column_names, "") | {
    "company": "A",
    "site": "B",
    "country": "JPN",
    "stage": "magnet",
    "product": "sintered NdFeB",
    "status": "operating",
    "year": "2025",
    "known_from": "2025-12-31",
    "source_id": "s",
    "confidence": "high",
    "basis": "reported",
    "verified_on": "2026-11-24",
}


def faults(table, row, **changes):
    row = row | changes
    text = ",".join(row) + "\n" + ",".join(f'"{value}"' for value in row.values()) + "\n"
    return [str(fault) for fault in parse_table(table, text)[1]]


def test_a_good_row_has_no_fault():
    assert faults(TRADE_FLOWS, FLOW) == []
    assert faults(TRADE_FLOWS, FLOW, quantity_t="", value_usd="0") == []
    assert faults(PLANTS, PLANT) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"period_to": "2024-01-01"}, "period_to is not after period_from"),
        ({"origin": "JPN"}, "importer and origin are one"),
        ({"value_usd": "", "quantity_t": ""}, "neither value nor quantity"),
        ({"value_usd": "-1"}, "value_usd is -1"),
        ({"hs_code": "28"}, "hs_code is 28"),
        ({"basis": "derived"}, "note that gives its reason"),
    ],
)
def test_a_faulty_trade_row_is_refused(changes, said):
    [fault] = faults(TRADE_FLOWS, FLOW, **changes)
    assert fault.startswith("trade_flows.csv:2: ")
    assert said in fault


def test_a_capacity_says_what_it_is_of():
    [fault] = faults(PLANTS, PLANT, capacity_t_per_year="2000")
    assert "a capacity without what it is of" in fault
    assert faults(PLANTS, PLANT, status="rumoured") != []

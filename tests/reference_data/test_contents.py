"""Contracts of grades, contents, disclosures and prices beside the score: what counts as a fault."""

from reference_data.contract import Table
from reference_data.contracts.contents import MAGNET_GRADES, PRODUCT_CONTENTS
from reference_data.contracts.context import DISCLOSURES, PRICE_CONTEXT
from reference_data.loader import parse_table

USUAL = {
    "source_id": "by-hand",
    "confidence": "high",
    "basis": "reported",
    "verified_on": "2026-11-24",
    "valid_from": "2010-01-01",
    "known_from": "2022-12-31",
}
GRADE = {
    **{name: "0" for name in MAGNET_GRADES.column_names if name.endswith("_fraction")},
    "grade": "n42",
    "name": "N42",
    "family": "NdFeB",
    "process": "sintered",
    "typical_use": "sensors",
    "max_temperature_c": "80",
    "nd_fraction": "0.3",
    "fe_fraction": "0.69",
    "b_fraction": "0.01",
}
CONTENT = {
    "product_id": "car",
    "part": "motor",
    "element": "Nd",
    "substance": "NdFeB",
    "element_kg_per_unit_low": "0.1",
    "element_kg_per_unit": "0.2",
    "element_kg_per_unit_high": "0.3",
    "data_year": "2024",
    "substitutable_share": "0.5",
    "substitutable_share_12_months": "0.1",
    "substitutes": "wound rotor",
}
FACT = {
    "disclosure_id": "c-2025-06",
    "company_name": "C",
    "happened_on": "2025-06-01",
    "topic": "production_stop",
    "effect": "up",
    "fact": "a plant stood still",
    "known_from": "2025-06-13",
}
PRICE = {"good": "yttrium metal", "market": "China FOB", "elements": "Y", "price_usd_per_kg": "39"}


def faults(table: Table, row: dict[str, str]) -> list[str]:
    """What the loader says of one row."""
    full = {**USUAL, **row}
    cells = ",".join(full.get(name, "") for name in table.column_names)
    return [str(fault) for fault in parse_table(table, f"{','.join(table.column_names)}\n{cells}\n")[1]]


def test_rows_that_hold_together_have_no_fault() -> None:
    for table, row in (
        (MAGNET_GRADES, GRADE),
        (PRODUCT_CONTENTS, CONTENT),
        (DISCLOSURES, FACT),
        (PRICE_CONTEXT, PRICE),
    ):
        assert faults(table, row) == []


def test_a_grade_is_made_of_a_whole() -> None:
    # 0.30 + 0.68 + 0.01 = 0.99
    assert faults(MAGNET_GRADES, {**GRADE, "fe_fraction": "0.68"}) == [
        "magnet_grades.csv:2: the fractions do not sum to 1"
    ]


def test_a_family_that_is_not_listed_is_a_fault() -> None:
    (fault,) = faults(MAGNET_GRADES, {**GRADE, "family": "alnico"})
    assert "family is alnico; one of NdFeB" in fault


def test_a_content_lies_within_its_range() -> None:
    (fault,) = faults(PRODUCT_CONTENTS, {**CONTENT, "element_kg_per_unit": "0.4"})
    assert fault.endswith("element_kg_per_unit is outside element_kg_per_unit_low to element_kg_per_unit_high")


def test_no_more_than_everything_can_be_substituted() -> None:
    (fault,) = faults(PRODUCT_CONTENTS, {**CONTENT, "substitutable_share": "1.5"})
    assert "substitutable_share is 1.5, above 1" in fault


def test_a_fact_is_not_known_before_it_happens() -> None:
    assert faults(DISCLOSURES, {**FACT, "known_from": "2025-05-31"}) == ["disclosures.csv:2: known before it happened"]


def test_an_assumed_price_says_why() -> None:
    (fault,) = faults(PRICE_CONTEXT, {**PRICE, "basis": "assumption"})
    assert "without a note that gives its reason" in fault

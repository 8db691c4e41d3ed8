"""The record of collection: every row of every paper met one fate, and the counts add up."""

import polars as pl
import pytest

from reference_data.collected_checks import collected_faults, numbers
from reference_data.contracts import TABLES
from reference_data.loader import load_tables

PAPER = "policy/tariffs.csv"


def record(*parts: tuple[str, int, str]) -> dict[str, pl.DataFrame]:
    """A paper of ten rows: spans, their count, and the table that took them (empty: left out)."""
    rows = [
        {
            "line": line,
            "paper": PAPER,
            "part": line - 1,
            "rows": spans.split(";"),
            "row_count": count,
            "paper_rows": 10,
            "fate": "taken" if table else "left_out",
            "tables": [table] if table else None,
            "reason": None if table else "a sum of others",
        }
        for line, (spans, count, table) in enumerate(parts, start=2)
    ]
    return {"collected_rows": pl.DataFrame(rows, schema={"line": pl.Int64, **TABLES["collected_rows"].schema})}


@pytest.mark.parametrize(
    ("spans", "expected"),
    [(["3"], [3]), (["1-3", "5"], [1, 2, 3, 5]), (["3-1"], None), (["-3"], None), (["3-"], None), (["all"], None)],
)
def test_spans(spans: list[str], expected: list[int] | None) -> None:
    assert numbers(spans) == expected


def test_a_whole_record_is_without_fault() -> None:
    assert collected_faults(record(("1-7;9", 8, "tariff_layers"), ("8;10", 2, ""))) == []


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ([("1-7;9", 8, "tariff_layers")], "rows without a fate: [8, 10]"),
        ([("1-10", 10, "tariff_layers"), ("4", 1, "")], "told twice or not there: [4]"),
        ([("1-11", 11, "tariff_layers")], "told twice or not there: [11]"),
        ([("1-10", 9, "tariff_layers")], "row_count is 9, rows are 10"),
        ([("1-10", 10, "tarrifs")], "tarrifs is not a table of ours"),
        ([("1 to 10", 10, "tariff_layers")], "expected numbers and spans like 3-17"),
    ],
)
def test_a_faulty_record_is_named(parts: list[tuple[str, int, str]], words: str) -> None:
    assert any(words in str(fault) for fault in collected_faults(record(*parts)))


def test_every_table_of_facts_comes_from_a_collected_paper() -> None:
    taken = load_tables()["collected_rows"].explode("tables")["tables"]
    facts = {
        "licence_measures",
        "tariff_layers",
        "licence_observations",
        "supply_shares",
        "product_materials",
        "prices",
    }
    assert facts <= set(taken)

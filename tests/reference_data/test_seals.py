"""A published value cannot change without a new row or a recorded correction."""

from datetime import date

import polars as pl
import pytest

from reference_data.contracts import TABLES
from reference_data.faults import TableFaults
from reference_data.loader import Tables, load_tables
from reference_data.seals import SEALED, read_seals, rows_now, seal_faults, write_seals

LAYER = "USA-301-CHN-850511"


@pytest.fixture(scope="module")
def shipped() -> Tables:
    return load_tables()


def one_layer(**changed: object) -> pl.DataFrame:
    row = {
        "layer_id": LAYER,
        "rate": 0.25,
        "valid_from": date(2026, 1, 1),
        "valid_to": None,
        "known_from": date(2024, 9, 13),
        "end_known_from": None,
        "note": None,
    }
    schema = TABLES["tariff_layers"].schema
    return pl.DataFrame([{name: (row | changed).get(name) for name in schema}], schema=schema)


def world(layers: pl.DataFrame, *corrections: tuple[str, str | None, str | None]) -> dict[str, pl.DataFrame]:
    """Every table empty but tariff_layers, and the corrections given: column, was, became."""
    tables = {name: pl.DataFrame(schema=table.schema) for name, table in TABLES.items()}
    rows = [
        ("tariff_layers", LAYER, column, date(2026, 11, 24), was, now, "misread") for column, was, now in corrections
    ]
    return tables | {
        "tariff_layers": layers,
        "corrections": pl.DataFrame(rows, schema=TABLES["corrections"].schema, orient="row"),
    }


def faults(now: pl.DataFrame, *corrections: tuple[str, str | None, str | None]) -> list[str]:
    sealed = rows_now(world(one_layer()))
    return [str(fault) for fault in seal_faults(world(now, *corrections), sealed)]


def test_a_changed_rate_is_a_fault_that_says_what_it_was() -> None:
    (fault,) = faults(one_layer(rate=0.2))
    assert fault.startswith(
        f"tariff_layers.csv:2: row {LAYER} changed value without a new row: rate was 0.25 and is 0.2;"
    )


def test_a_changed_beginning_is_a_fault() -> None:
    assert "valid_from was 2026-01-01 and is 2026-02-01" in faults(one_layer(valid_from=date(2026, 2, 1)))[0]


def test_a_row_that_is_gone_is_a_fault() -> None:
    (fault,) = faults(one_layer().clear())
    assert fault.startswith(f"tariff_layers.csv:0: published row {LAYER} is gone;")


def test_a_row_may_be_ended_and_its_citation_bettered() -> None:
    ended = one_layer(valid_to=date(2027, 1, 1), end_known_from=date(2026, 12, 1), note="seen in the gazette")
    assert faults(ended) == []


def test_an_end_once_told_is_sealed_too() -> None:
    sealed = rows_now(world(one_layer(valid_to=date(2027, 1, 1))))
    (fault,) = seal_faults(world(one_layer(valid_to=date(2028, 1, 1))), sealed)
    assert "valid_to was 2027-01-01 and is 2028-01-01" in str(fault)


def test_a_recorded_correction_is_no_fault() -> None:
    assert faults(one_layer(rate=0.2), ("rate", "0.25", "0.2")) == []


def test_a_correction_covers_only_the_value_it_records() -> None:
    assert len(faults(one_layer(rate=0.3), ("rate", "0.25", "0.2"))) == 1
    assert len(faults(one_layer(rate=0.2, valid_from=date(2026, 2, 1)), ("rate", "0.25", "0.2"))) == 1


def test_a_row_taken_out_with_a_correction_is_no_fault() -> None:
    assert faults(one_layer().clear(), ("*", None, None)) == []


def test_new_rows_need_no_seal() -> None:
    assert seal_faults(world(one_layer()), {}) == []


def test_sealing_refuses_what_changed_and_keeps_the_seals(tmp_path) -> None:
    file = tmp_path / "seals.csv"
    assert write_seals(Tables(world(one_layer()), "a"), file) == 1
    before = file.read_bytes()
    with pytest.raises(TableFaults, match="changed value without a new row"):
        write_seals(Tables(world(one_layer(rate=0.2)), "b"), file)
    assert file.read_bytes() == before


@pytest.mark.parametrize("column", ["measure_id", "end_known_from"])
def test_all_tables_of_law_are_sealed_with_the_goods_and_firms_of_each_act(column: str) -> None:
    assert {table.name for table in TABLES.values() if column in table.column_names} <= set(SEALED)


def test_every_shipped_row_is_sealed_as_it_stands(shipped: Tables) -> None:
    assert read_seals() == rows_now(shipped)

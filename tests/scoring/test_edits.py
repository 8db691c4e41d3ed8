"""Edited tables are what loading an edited folder gives; what a contract refuses, an edit is refused for, in place."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from reference_data.contracts import TABLES
from reference_data.loader import Tables, load_tables
from scoring.edit_faults import EditFaults
from scoring.edits import Edit, RowAdded, RowRemoved, TableEdit, edited_tables
from tests.scoring.edited_folder import edited_folder, setting
from tests.scoring.small_world import ev_maker

STOCK = {"parameter": "stock_days"}
MEASURE = {"measure_id": "CHN-2006-QUOTA"}
DY_REGIME = {"regime_id": "DY"}


@pytest.fixture(scope="module")
def ours() -> Tables:
    return load_tables()


def same(left: Tables, right: Tables) -> bool:
    return left.keys() == right.keys() and all(left[name].equals(right[name]) for name in left)


def faults_of(tables: Tables, *edits: Edit) -> list[str]:
    with pytest.raises(EditFaults) as refusal:
        edited_tables(tables, edits)
    return [str(fault) for fault in refusal.value.faults]


def test_an_edited_value_is_what_the_edited_folder_loads(ours: Tables, tmp_path: Path) -> None:
    folder = edited_folder(tmp_path / "t", line_defaults=setting(STOCK, value="35.25", valid_to="2030-01-01"))
    edited = edited_tables(ours, [TableEdit("line_defaults", STOCK, {"value": 35.25, "valid_to": "2030-01-01"})])
    assert same(edited, load_tables(folder))
    assert not same(edited, ours)


def test_rows_added_and_removed_are_what_the_edited_folder_loads(ours: Tables, tmp_path: Path) -> None:
    old = ours["product_materials"].filter(product_id="ev_bev_pmsm_single", material_id="ndfeb_traction")
    key = {"product_id": "ev_bev_pmsm_single", "material_id": "ndfeb_traction"}
    assert old.height == 1

    def swap(rows: list[dict[str, str]]) -> list[dict[str, str]]:
        for row in rows:
            if key.items() <= row.items():
                row.update(material_id="smco")
        return sorted(rows, key=lambda row: (row["product_id"], row["material_id"], row["valid_from"]))

    folder = edited_folder(tmp_path / "t", product_materials=swap)
    added = RowAdded("product_materials", {"material_id": "smco"}, like=key)
    assert same(edited_tables(ours, [added, RowRemoved("product_materials", key)]), load_tables(folder))
    assert same(
        edited_tables(ours, [TableEdit("product_materials", key, {"material_id": "smco"})]), load_tables(folder)
    )


def test_a_list_an_empty_cell_and_a_row_from_nothing_are_what_the_folder_loads(ours: Tables, tmp_path: Path) -> None:
    regime = ours["licence_regimes"].filter(regime_kind="potential").row(0, named=True)
    key = {"regime_id": regime["regime_id"]}
    price = {
        "element": "Dy", "quoted_share": 0.5, "valid_from": date(2026, 1, 1), "known_from": "2026-01-01",
        "source_id": ours["premium_shares"]["source_id"][0], "confidence": "low", "basis": "reported",
        "verified_on": "2026-11-25",
    }  # fmt: skip
    cells = {name: str(value) for name, value in price.items()}
    folder = edited_folder(
        tmp_path / "t",
        licence_regimes=setting(key, elements="Dy;Tb", locator=""),
        premium_shares=lambda rows: sorted(
            [*rows, {**dict.fromkeys(rows[0], ""), **cells}], key=lambda row: (row["element"], row["valid_from"])
        ),
    )
    edits = [
        TableEdit("licence_regimes", key, {"elements": ["Dy", "Tb"], "locator": None}),
        RowAdded("premium_shares", price),
    ]
    assert same(edited_tables(ours, edits), load_tables(folder))


def test_a_source_goes_with_the_last_row_that_names_it() -> None:
    tables = load_tables()
    cited = pl.concat([f["source_id"] for n, f in tables.items() if "source_id" in f.columns and n != "sources"])
    once = cited.filter(cited.is_unique()).to_list()
    removable = tables["events"].filter(pl.col("source_id").is_in(once)).row(0, named=True)
    edited = edited_tables(tables, [RowRemoved("events", {name: removable[name] for name in TABLES["events"].key})])
    assert removable["source_id"] not in edited["sources"]["source_id"]
    assert edited["sources"].height == tables["sources"].height - 1


def test_the_version_follows_from_what_differs(ours: Tables) -> None:
    def version(value: float, base: Tables = ours) -> str:
        return edited_tables(base, [TableEdit("line_defaults", STOCK, {"value": value})]).version

    now = ours["line_defaults"].filter(parameter="stock_days")["value"].item()
    assert version(35.0) == version(35.0) != version(36.0)
    assert version(35.0) != ours.version
    assert version(now) == ours.version, "nothing differs"
    assert edited_tables(ours, []) is ours
    there_and_back = [TableEdit("line_defaults", STOCK, {"value": v}) for v in (99.0, 35.0)]
    assert edited_tables(ours, there_and_back).version == version(35.0), "what counts is where the edits end"


@pytest.mark.parametrize(
    ("edit", "place", "words", "nearest"),
    [
        (TableEdit("line_default", STOCK, {"value": 1}), ("table",), "not a reference table", "line_defaults"),
        (TableEdit("line_defaults", STOCK, {"valeu": 1}), ("values", "valeu"), "not a column", "value"),
        (TableEdit("line_defaults", {"paramter": "x"}, {}), ("key", "paramter"), "not part of the key", "parameter"),
        (TableEdit("line_defaults", {"parameter": "stok_days"}, {}), ("key",), "no row with", "stock_days"),
        (TableEdit("line_defaults", STOCK, {"value": "35"}), ("values", "value"), "'35', not a finite number", None),
        (TableEdit("line_defaults", STOCK, {"value": True}), ("values", "value"), "not a finite number", None),
        (TableEdit("line_defaults", STOCK, {"value": float("nan")}), ("values", "value"), "not a finite", None),
        (TableEdit("line_defaults", STOCK, {"value": 10**400}), ("values", "value"), "not a finite number", None),
        (TableEdit("line_defaults", STOCK, {"valid_from": "1.1.2026"}), ("values", "valid_from"), "a date", None),
        (TableEdit("line_defaults", STOCK, {"source_id": None}), ("values", "source_id"), "is empty", None),
        (TableEdit("line_defaults", STOCK, {"source_id": "nobody"}), ("values", "source_id"), "not in sources", None),
        (TableEdit("line_defaults", STOCK, {"basis": "heard"}), ("values", "basis"), "one of reported", None),
        (TableEdit("licence_regimes", {}, {}), ("key",), "say regime_id too", None),
        (TableEdit("products", {"product_id": "none"}, {"contribution_margin": 1.5}), ("values", "contribution_margin"),
         "above 1", None),
        (RowRemoved("materials", {"material_id": "ndfeb_traction"}), (), "not in materials", None),
        (RowAdded("line_defaults", {"parameter": "x"}), ("values",), "lacks source_id", None),
        (RowAdded("line_defaults", {}, like=STOCK), (), "stands more than once", None),
        (RowAdded("licence_measures", {"note": "x"}, like=MEASURE), (), "stands more than once", None),
    ],
)  # fmt: skip
def test_an_edit_is_refused_in_place_and_says_what_is_known(
    ours: Tables, edit: Edit, place: tuple[str, ...], words: str, nearest: str | None
) -> None:
    with pytest.raises(EditFaults) as refusal:
        edited_tables(ours, [edit])
    hits = [fault for fault in refusal.value.faults if words in fault.fault]
    assert hits, [str(f) for f in refusal.value.faults]
    assert hits[0].edit == 0
    assert hits[0].at == place
    assert nearest is None or nearest in hits[0].nearest


def test_shares_that_no_longer_sum_to_one_are_refused(ours: Tables) -> None:
    row = ours["use_shares"].filter(pl.col("share").is_between(0.1, 0.9)).row(0, named=True)
    key = {name: row[name] for name in ("importer", "material_id", "origin", "valid_from")}
    edit = TableEdit("use_shares", key, {"share": row["share"] / 2, "share_low": None, "share_high": None})
    assert any("sums to" in fault and "not 1" in fault for fault in faults_of(ours, edit))


def test_every_fault_of_every_edit_is_told_at_once(ours: Tables) -> None:
    told = faults_of(
        ours,
        TableEdit("line_defaults", STOCK, {"value": "x", "basis": 3}),
        TableEdit("line_defaults", STOCK, {"value": 4.0}),
        TableEdit("nowhere", {}, {}),
    )
    assert [line.split(":")[0] for line in told] == ["edit 1, values.value", "edit 1, values.basis", "edit 3, table"]


def test_only_what_an_edit_breaks_is_its_fault() -> None:
    small = ev_maker()  # cites a source it has no row for: a fault of its own, not of the edit
    edited = edited_tables(small, [TableEdit("licence_regimes", DY_REGIME, {"refile_days": 60.0})])
    assert edited["licence_regimes"].filter(regime_id="DY")["refile_days"].item() == 60.0
    assert any("below 0" in f for f in faults_of(small, TableEdit("licence_regimes", DY_REGIME, {"refile_days": -1.0})))

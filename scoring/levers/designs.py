"""Levers on what a product is made of: another grade, no magnet, or the magnet bought inside a larger part."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from scoring.edits import RowAdded
from scoring.levers.case import Case, Design, LineKey, MaterialKey, bill_of, goods_of, line_key
from scoring.levers.setting import Row, Setting
from scoring.portfolio import OVERRIDE_COLUMNS

NOTE = "design under the lever {}: {} in place of {}"


def redesigned(case: Case, setting: Setting, lever_id: str) -> Case | str:
    """The case with every licensed material that has a counterpart on record swapped for it, or why none can be.

    Each product concerned gets a design of its own, so that other lines of the product stay as they are.
    """
    swaps = setting.swaps.get(lever_id, {})
    licensed = {(good.line, good.material_id) for good in goods_of(case, setting) if good.licensed}
    if not licensed:
        return "no material of a line assembled outside the controlling origin is under licence"
    meant = {place for place, material in licensed if material in swaps}
    if not meant:
        goods = ", ".join(sorted({material for _, material in licensed}))
        return f"lever_swaps has no counterpart for {goods}"
    products = sorted({str(case.lines[place]["product_id"]) for place in meant})
    designs = {product: _design(case, setting, lever_id, product) for product in products}
    lines = tuple(
        {**row, "product_id": designs[row["product_id"]].product_id} if place in meant else row
        for place, row in enumerate(case.lines)
    )
    keys = {line_key(case.lines[place]): designs[case.lines[place]["product_id"]] for place in meant}
    overrides = tuple(_carried(case, setting, lever_id, keys))
    return Case(lines, overrides, {**case.designs, **{design.product_id: design for design in designs.values()}})


def bought_inside(case: Case, setting: Setting) -> Case | str:
    """The case with magnets bought inside larger parts that the controlling origin makes, or why they cannot be."""
    lever_id, controller = "import_form", setting.controller
    if controller is None:
        return "no origin controls exports"
    moved = redesigned(case, setting, lever_id)
    if isinstance(moved, str):
        return moved
    parts = {row["becomes_material_id"] for row in setting.swaps[lever_id].values()}
    stated = {(*line_key(row), row["material_id"]): row for row in moved.overrides}
    for place, line in enumerate(moved.lines):
        if line != case.lines[place]:
            for part in sorted(parts & set(bill_of(moved, line["product_id"], setting))):
                key = (*line_key(line), part)
                named = dict(zip(("company_id", "product_id", "importer", "material_id"), key, strict=True))
                empty = dict.fromkeys(OVERRIDE_COLUMNS)
                stated[key] = {**stated.get(key, empty), **named, "origin_shares": f"{controller}:1.0"}
    return replace(moved, overrides=tuple(stated[key] for key in sorted(stated, key=str)))


def _design(case: Case, setting: Setting, lever_id: str, product_id: str) -> Design:
    """The product with its licensed materials swapped; kg that come to a material already there are added to it."""
    rows = setting.bills[product_id]
    kg: dict[str, float] = {}
    for material, amount in bill_of(case, product_id, setting).items():
        new, ratio = _swap(setting, lever_id, material) or (material, 1.0)
        if new:
            kg[new] = kg.get(new, 0.0) + amount * ratio
    design_id = f"{product_id}_{lever_id}"
    like = {"product_id": product_id}
    product = RowAdded("products", {"product_id": design_id, "name": f"{product_id}, {lever_id}"}, like)
    bill = [_bill_row(setting, lever_id, design_id, material, amount, rows) for material, amount in sorted(kg.items())]
    return Design(design_id, kg, (product, *bill))


def _swap(setting: Setting, lever_id: str, material_id: str) -> tuple[str | None, float] | None:
    """What a material becomes and how many kg of it for each kg, if it is under licence and has a counterpart."""
    row = setting.swaps.get(lever_id, {}).get(material_id)
    if row is None or setting.classes(material_id).isdisjoint(setting.licensed):
        return None
    if row["becomes_material_id"] is None:
        return None, 0.0
    ratio = row["kg_ratio"]
    return row["becomes_material_id"], setting.value(f"{lever_id}.kg_ratio") if ratio is None else ratio


def _bill_row(
    setting: Setting, lever_id: str, design_id: str, material_id: str, kg: float, rows: Mapping[str, Row]
) -> RowAdded:
    """The row of product_materials for one material of a design, like the row it stays or comes from."""
    gone = [name for name in rows if (swap := _swap(setting, lever_id, name)) and swap[0] == material_id]
    model = rows[material_id] if material_id in rows else rows[gone[0]]
    like: dict[str, Any] = {name: model[name] for name in ("product_id", "material_id", "valid_from")}
    values: dict[str, str | float | date | None] = {"product_id": design_id, "material_id": material_id}
    if gone:
        values |= {"kg_per_unit": kg, "kg_per_unit_low": None, "kg_per_unit_high": None}
        values |= {"basis": "assumption", "confidence": "low"}
        values["note"] = NOTE.format(lever_id, material_id, ", ".join(gone))
    return RowAdded("product_materials", values, like)


def _carried(case: Case, setting: Setting, lever_id: str, designs: Mapping[LineKey, Design]) -> list[Row]:
    """Overrides follow their line to its design, and their material to what takes its place unless that has its own."""
    stated = {(*line_key(row), row["material_id"]) for row in case.overrides}
    rows: dict[MaterialKey, Row] = {}
    for row in case.overrides:
        design = designs.get(line_key(row))
        swap = _swap(setting, lever_id, row["material_id"]) if design else None
        if design is None or swap is None:
            product = row["product_id"] if design is None else design.product_id
            moved = {**row, "product_id": product}
        elif swap[0] is None or (*line_key(row), swap[0]) in stated:
            continue
        else:
            moved = {**row, "product_id": design.product_id, "material_id": swap[0]}
        rows.setdefault((*line_key(moved), moved["material_id"]), moved)
    return list(rows.values())

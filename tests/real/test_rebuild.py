"""Anybody can rebuild every figure of the demonstration from its exports, with csv and math alone."""

import ast
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from scoring.levels import Levels
from tests.real import rebuild
from tests.real.golden import DAYS

Rows = list[dict[str, float | str]]


@pytest.fixture(params=DAYS, ids=str)
def exported(request: pytest.FixtureRequest, demo_on: Callable[[date], Levels], tmp_path: Path) -> dict[str, Rows]:
    levels = demo_on(request.param)
    for name in ("company", "line", "delay", "cost"):
        getattr(levels, name).write_csv(tmp_path / f"{name}.csv")
    return {name: rebuild.read(tmp_path / f"{name}.csv") for name in ("company", "line", "delay", "cost")}


def same(found: float | str, expected: float | str) -> bool:
    if isinstance(found, str) or isinstance(expected, str):
        return found == expected
    return found == pytest.approx(expected, rel=1e-9, abs=1e-6)


def test_the_rebuilding_imports_only_csv_and_math() -> None:
    tree = ast.parse(Path(rebuild.__file__).read_text())
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert imported == {"csv", "math"}
    assert not any(isinstance(node, ast.ImportFrom) for node in ast.walk(tree))


def test_every_line_is_rebuilt_from_its_delay_and_cost_rows(exported: dict[str, Rows]) -> None:
    rebuilt = rebuild.lines(exported["line"], exported["delay"], exported["cost"])
    assert len(rebuilt) == len(exported["line"]) > 25
    for row in exported["line"]:
        for name, value in rebuilt[row["line_id"]].items():
            assert same(row[name], value), (row["line_id"], name, row[name], value)


def test_every_company_is_rebuilt_from_its_lines(exported: dict[str, Rows]) -> None:
    rebuilt = rebuild.companies(rebuild.lines(exported["line"], exported["delay"], exported["cost"]))
    assert len(rebuilt) == len(exported["company"]) >= 25
    for row in exported["company"]:
        for name, value in rebuilt[row["company_id"]].items():
            assert same(row[name], value), (row["company_id"], name, row[name], value)


def test_the_cost_rows_follow_from_their_own_factors(exported: dict[str, Rows]) -> None:
    units = {row["line_id"]: row["annual_units"] for row in exported["line"]}
    for row in exported["cost"]:
        contained = units[row["line_id"]] * row["kg_per_unit"] * row["use_share"]
        assert contained == 0 or 1 <= row["bought_kg"] / contained <= 1.5, row
        assert row["element_kg"] <= row["bought_kg"]
